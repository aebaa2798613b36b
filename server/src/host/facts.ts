/**
 * Facts about the machine a configuration is for. Every fact carries where it comes from; what is not known is absent, and
 * nothing here guesses.
 */
import { formatBytes } from '../engine/values/quantity.ts';
import { hostFacts, hostTables } from './fact-kinds.ts';

/** A fact with its origin in words a message can print: `headroom.json`, `this machine`. */
export interface Known<T> {
  readonly value: T;
  readonly from: string;
}

export interface Host {
  /** Bytes of RAM. */
  readonly memory?: Known<number>;
  readonly cpus?: Known<number>;
  readonly kernel?: Known<string>;
  readonly haproxy?: Known<string>;
  /** The TLS library of HAProxy: `OpenSSL 3.0.19`, `AWS-LC 1.66.1`; `none` where it is built without. */
  readonly tlsLibrary?: Known<string>;
  /** Bytes of a page of memory. */
  readonly pageSize?: Known<number>;
  /** `debian-12`, `rhel-9` … */
  readonly distribution?: Known<string>;
  /** `systemd`, `procps-4.0.4` … */
  readonly loader?: Known<string>;
  /** Version of pam_limits: `1.5.2`, `debian-1.5.2`, `git`. */
  readonly pam?: Known<string>;
  /** Bytes of swap space; 0 where there is none. */
  readonly swap?: Known<number>;
  /** What the kernel was started with. */
  readonly commandLine?: Known<string>;
  /** Connections that clients are expected to hold at one time at the peak. */
  readonly connections?: Known<number>;
  /** Connections that clients are expected to open in a second at the peak. */
  readonly connectionRate?: Known<number>;
  /** Requests that are expected in a second at the peak. */
  readonly requestRate?: Known<number>;
  /** The share of the connections that are TLS, from 0 to 1. */
  readonly tlsShare?: Known<number>;
  /** Bytes of RAM that other programs take, by their names. */
  readonly services?: Known<Readonly<Record<string, number>>>;
  /** Settings of HAProxy's unit as `systemctl show` prints them. */
  readonly unit?: Known<Readonly<Record<string, string>>>;
}

export type HostFactName = keyof Host;
/** Facts that hold a value for each of several names. */
export type HostTableName = 'services' | 'unit';
/** Facts that hold one value. */
export type HostValueName = Exclude<HostFactName, HostTableName>;

/** Whether a fact holds one value. */
export function isHostFact(name: string): name is HostValueName {
  return Object.hasOwn(hostFacts, name);
}

/**
 * A host of one fact, or what was expected instead.
 * @param name of a fact, or of a member of a table: `services.postgres`
 */
export function readHostFact(name: string, text: string, from: string): { host: Host } | { problem: string } {
  const [, table, member = ''] = /^(services|unit)\.(.+)$/s.exec(name) ?? [];
  if (table) {
    const read = hostTables[table as HostTableName].read(member, text);
    return 'problem' in read ? read : { host: { [table]: { value: { [member]: read.value }, from } } as Host };
  }
  if (!isHostFact(name)) {
    const tables = Object.entries(hostTables).map(([table, { example }]) => `${table}.${example[0]}`);
    return { problem: `unknown host fact '${name}'; known are ${[...Object.keys(hostFacts), ...tables].join(', ')}` };
  }
  const value = hostFacts[name].parse(text);
  if (value === undefined) return { problem: `'${text}' is no value for ${name}: expected ${hostFacts[name].expects}` };
  return { host: { [name]: { value, from } } as Host };
}

/** What is known of a host, and over it what is known better; of tables each member for itself. */
export function withFacts(host: Host, better: Host | undefined): Host {
  if (!better) return host;
  const { services, unit } = better;
  return {
    ...host,
    ...better,
    ...(services && { services: joined(host.services, services) }),
    ...(unit && { unit: joined(host.unit, unit) }),
  };
}

/** Whether the same is known of two hosts, from the same places. */
export function sameHost(a: Host, b: Host): boolean {
  if (a === b) return true;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<HostFactName>;
  for (const name of names) {
    const [one, other] = [a[name], b[name]];
    if (one === other) continue;
    if (one?.from !== other?.from) return false;
    if (one?.value !== other?.value && !(name in hostTables && sameMembers(one?.value, other?.value))) return false;
  }
  return true;
}

/** A fact for a message: what it is, and how it is written on one line. */
export function describeFact(name: HostFactName): { readonly description: string; readonly example: string } {
  if (isHostFact(name)) {
    const { description, example } = hostFacts[name];
    return { description, example: `${name}=${example}` };
  }
  const { description, example } = hostTables[name];
  return { description, example: `${name}.${example[0]}=${example[1]}` };
}

/** The facts of a host as a person reads them; of tables all members in one line. */
export function printedFacts(host: Host): readonly (readonly [HostFactName, string])[] {
  const names = Object.keys(host) as HostFactName[];
  return names.flatMap((name) => {
    const fact = host[name];
    return fact ? [[name, printed(name, fact.value)] as const] : [];
  });
}

/** What the kernel's command line gives an option: the last one of that name counts; undefined where none is there. */
export function commandLineOption({ commandLine }: Host, name: string): string | undefined {
  const words = commandLine?.value.split(/\s+/) ?? [];
  return words.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The page size of the host, or the one nearly every machine has. */
export function pageSizeOf(host: Host): number {
  return host.pageSize?.value ?? 4096;
}

/** A host in one line: `4 GiB, 8 CPUs, kernel 6.1, HAProxy 3.2`; undefined where nothing is known. */
export function describeHost(host: Host): string | undefined {
  const parts: string[] = [];
  if (host.memory) parts.push(formatBytes(host.memory.value));
  if (host.cpus) parts.push(`${host.cpus.value} CPU${host.cpus.value === 1 ? '' : 's'}`);
  if (host.kernel) parts.push(`kernel ${host.kernel.value}`);
  if (host.haproxy) parts.push(`HAProxy ${host.haproxy.value}`);
  if (host.distribution) parts.push(host.distribution.value);
  return parts.join(', ') || undefined;
}

function joined<T>(known: Known<Readonly<Record<string, T>>> | undefined, better: Known<Readonly<Record<string, T>>>) {
  if (!known) return better;
  const from = known.from === better.from ? known.from : `${known.from} and ${better.from}`;
  return { value: { ...known.value, ...better.value }, from };
}

function printed(name: HostFactName, value: unknown): string {
  if (isHostFact(name)) return hostFacts[name].print(value as number | string);
  return Object.entries(value as Readonly<Record<string, number | string>>)
    .map(([member, each]) => hostTables[name].print(member, each))
    .join(', ');
}

function sameMembers(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
