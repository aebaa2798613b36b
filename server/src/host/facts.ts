/**
 * Facts about the machine a configuration is for. Every fact carries where it comes from; what is not known is absent, and
 * nothing here guesses.
 */
import { formatBytes, parseSize } from '../engine/values/quantity.ts';
import { isVersion } from '../engine/version.ts';
import { loaderPrograms, readLoader } from '../languages/sysctl/loaders/loader.ts';

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
  /** Bytes of a page of memory. */
  readonly pageSize?: Known<number>;
  /** `debian-12`, `rhel-9` … */
  readonly distribution?: Known<string>;
  /** `systemd`, `procps-4.0.4` … */
  readonly loader?: Known<string>;
  /** Version of pam_limits: `1.5.2`, `debian-1.5.2`, `git`. */
  readonly pam?: Known<string>;
}

export type HostFactName = keyof Host;

interface HostFactKind {
  readonly description: string;
  /** What a person may write, for the schema and for messages. */
  readonly expects: string;
  readonly example: string | number;
  readonly pattern?: string;
  /** What is offered; with a pattern beside it not all that is accepted. */
  readonly choices?: readonly string[];
  /** The value in the unit the engine uses; undefined when the text is none. */
  parse(text: string): number | string | undefined;
  print(value: number | string): string;
}

const version = (text: string) => (isVersion(text) ? text : undefined);
const positive = (text: string) => (/^[1-9]\d*$/.test(text) ? Number(text) : undefined);

/** Every host fact; the schema of `headroom.json`, the directive, the settings and the command line are made from it. */
export const hostFacts: Readonly<Record<HostFactName, HostFactKind>> = {
  memory: {
    description: 'RAM of the machine.',
    expects: 'a size such as 4GiB (units are powers of 1024; a number alone is bytes), at least 16MiB',
    example: '4GiB',
    pattern: '^\\d+(\\.\\d+)?\\s*[kmgtKMGT]?([iI]?[bB])?$',
    // Less cannot run Linux: it is a number whose unit was forgotten.
    parse: (text) => ((parseSize(text) ?? 0) >= 16 * 1024 ** 2 ? parseSize(text) : undefined),
    print: (value) => formatBytes(Number(value)),
  },
  cpus: {
    description: 'Number of processors.',
    expects: 'a number from 1 up',
    example: 8,
    parse: positive,
    print: String,
  },
  kernel: {
    description: 'Version of the Linux kernel.',
    expects: 'a version such as 6.1',
    example: '6.1',
    parse: version,
    print: String,
  },
  haproxy: {
    description: 'Version of HAProxy.',
    expects: 'a version such as 3.2',
    example: '3.2',
    parse: version,
    print: String,
  },
  pageSize: {
    description: 'Size of a page of memory in bytes: 4096 on x86, up to 65536 on arm64.',
    expects: 'a power of two from 4096 to 65536',
    example: 4096,
    parse: (text) => (['4096', '8192', '16384', '32768', '65536'].includes(text) ? Number(text) : undefined),
    print: String,
  },
  distribution: {
    description: 'Distribution and release, as in /etc/os-release: debian-12, rhel-9, ubuntu-24.04.',
    expects: 'a name such as debian-12',
    example: 'debian-12',
    parse: (text) => (/^[a-z][a-z0-9.-]*$/.test(text) ? text : undefined),
    print: String,
  },
  loader: {
    description: 'The program that applies the sysctl files at boot.',
    expects: 'procps, systemd or busybox, with a release behind it where that is known: systemd-257',
    example: 'systemd',
    choices: loaderPrograms,
    pattern: '^(procps|systemd|busybox)(-\\d+(\\.\\d+)*)?$',
    parse: (text) => (readLoader(text) ? text : undefined),
    print: String,
  },
  pam: {
    description: 'Version of pam_limits, with debian- before it for the patched build of Debian and Ubuntu.',
    expects: 'a version such as 1.5.2 or debian-1.5.2, or git',
    example: 'debian-1.5.2',
    parse: (text) => (/^(debian-)?\d+\.\d+(\.\d+)?$|^git$/.test(text) ? text : undefined),
    print: String,
  },
};

export function isHostFact(name: string): name is HostFactName {
  return Object.hasOwn(hostFacts, name);
}

/** A host of one fact, or what was expected instead. */
export function readHostFact(name: string, text: string, from: string): { host: Host } | { problem: string } {
  if (!isHostFact(name))
    return { problem: `unknown host fact '${name}'; known are ${Object.keys(hostFacts).join(', ')}` };
  const value = hostFacts[name].parse(text);
  if (value === undefined) return { problem: `'${text}' is no value for ${name}: expected ${hostFacts[name].expects}` };
  return { host: { [name]: { value, from } } as Host };
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
