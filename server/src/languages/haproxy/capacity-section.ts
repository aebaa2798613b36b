/** What one proxy asks of its host, with lines counted from its header. */
import type { ServerTotals } from '../../capacity/proxy-model.ts';
import { type LineOption, type OptionLine, optionLine } from './capacity-lines.ts';
import type { Sharding } from './capacity-threads.ts';
import type { ProxySection, Section } from './configuration.ts';
import { type GivenOption, inheritedOptions, mayInherit } from './line-options.ts';
import { targetVersion } from './sections.ts';
import { rangeOf } from './servers.ts';
import { partsOfAddress, portColon, portCount } from './values/address-parts.ts';

/** A number of a line; undefined where only the environment or a template engine knows it. */
export interface WrittenNumber {
  readonly value: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** A line that listens. */
export interface BindLine {
  readonly line: number;
  /** The columns of the address. */
  readonly start: number;
  readonly end: number;
  /** Addresses with their ports; undefined where only the environment knows them. */
  readonly addresses: readonly ListenedTo[] | undefined;
  readonly ssl: boolean;
  readonly quic: boolean;
  readonly local: boolean;
  readonly backlog: WrittenNumber | undefined;
  readonly maxconn: WrittenNumber | undefined;
}

/** Ports that are listened to in the same way. */
export interface ListenedTo {
  readonly ports: number;
  readonly sharding: Sharding;
}

export interface ServerLine {
  readonly line: number;
  /** The columns of the name. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Undefined where only the environment knows how many there are. */
  readonly count: number | undefined;
  readonly destination: string | undefined;
  readonly check: boolean;
  readonly agentCheck: boolean;
  readonly ssl: boolean;
  readonly disabled: boolean;
  readonly backup: boolean;
  readonly maxconn: WrittenNumber | undefined;
  readonly poolMaxConn: WrittenNumber | undefined;
  readonly source: string | undefined;
  readonly transparent: boolean;
  /** A word that only the environment knows may be any option. */
  readonly uncertain: boolean;
}

/** The numbers of a proxy that sums over all of them are made from; nothing else is kept, as there may be as many as lines. */
export interface SectionLoad {
  /** What it listens to, by the way of it; undefined where only the environment knows some address. */
  readonly addresses: readonly ListenedTo[] | undefined;
  readonly bindLines: number;
  /** Health checks and agent checks; undefined where only the environment knows. */
  readonly checks: number | undefined;
  readonly agentChecks: number | undefined;
  /** What HAProxy counts without ever opening it: one for each `port` and `agent-port`, and what a backend cannot listen to. */
  readonly counted: number;
  readonly splice: boolean;
  readonly serverTotals: ServerTotals;
}

/** Worked out once for each section and what it takes over; moving it changes nothing. */
export function loadOf(proxy: ProxySection): SectionLoad {
  const known = proxy.kept.load as SectionLoad | undefined;
  if (known) return known;
  const binds = bindsOf(proxy);
  const servers = sumOfServers(proxy);
  const every = binds.every(({ addresses }) => addresses !== undefined);
  const all = binds.flatMap(({ addresses = [] }) => addresses);
  const listens = proxy.isFrontend || proxy.kind === 'defaults';
  const load: SectionLoad = {
    addresses: listens ? (every ? joined(all) : undefined) : none,
    bindLines: listens ? binds.length : 0,
    checks: servers.checks,
    agentChecks: servers.agentChecks,
    counted: countedWords(proxy) + (listens ? 0 : portsOf(all)),
    splice: splicing.some((name) => proxy.option(name)),
    serverTotals: servers.totals,
  };
  proxy.kept.load = load;
  // Nobody asks the section again until it changes.
  proxy.forget();
  return load;
}

const none: readonly never[] = [];
const splicing = ['splice-auto', 'splice-request', 'splice-response'];

/** Ports that are listened to in the same way, put together. */
function joined(all: readonly ListenedTo[]): readonly ListenedTo[] {
  if (all.length < 2) return all;
  const byKey = new Map<string, ListenedTo>();
  for (const { ports, sharding } of all) {
    const key = shardingKey(sharding);
    byKey.set(key, { ports: ports + (byKey.get(key)?.ports ?? 0), sharding });
  }
  return [...byKey.values()];
}

export function shardingKey({ shards, threads, reusable }: Sharding): string {
  return `${shards} ${threads.join(' ')} ${reusable}`;
}

export function portsOf(addresses: readonly ListenedTo[] = []): number {
  return addresses.reduce((sum, { ports }) => sum + ports, 0);
}

/** The sums over the servers of a proxy: without all that a single server is asked for, as most of a file are servers. */
function sumOfServers(proxy: ProxySection): ServerSum {
  const totals = { lines: 0, secured: 0, largestMaxconn: 0, namesPorts: false };
  const sum: ServerSum = { checks: 0, agentChecks: 0, totals };
  if (!proxy.isBackend) return sum;
  const above = optionsAbove(proxy);
  const firstBelow = above.reduce((line, each) => Math.max(line, each.line), -1);
  const all = saidBy(above);
  const haveSource = proxy.find('source') !== undefined;
  for (const directive of ['server', 'server-template'] as const) {
    for (const line of proxy.lines(directive)) {
      const read = optionLine(proxy, line, headsOf[directive]);
      if (!read) continue;
      const count =
        directive === 'server' ? 1 : serverCount(read.heads[2]?.text ?? '', read.heads[2]?.uncertain === true);
      const own = saidOnce(read);
      const over = line > firstBelow ? all : saidBy(above.filter((each) => each.line < line));
      const brings = (has: boolean | undefined) => (read.uncertain ? undefined : has ? count : 0);
      sum.checks = plus(sum.checks, brings(own.check ?? over.check));
      sum.agentChecks = plus(sum.agentChecks, brings(own.agentCheck ?? over.agentCheck));
      totals.lines++;
      if (own.ssl ?? over.ssl) totals.secured++;
      totals.largestMaxconn = Math.max(totals.largestMaxconn, (own.maxconn ?? over.maxconn)?.value ?? 0);
      totals.namesPorts ||= haveSource || (own.source ?? over.source)?.includes(':') === true;
    }
  }
  return sum;
}

interface PlacedOption extends Option {
  readonly line: number;
}

/** What `default-server` lines give, those of `defaults` before all lines of the section. */
function optionsAbove(proxy: ProxySection): readonly PlacedOption[] {
  const lines = proxy.lines('default-server');
  const above = proxy.defaults ? optionsAbove(proxy.defaults) : none;
  if (lines.length === 0 && above.length === 0) return none;
  const own = lines.flatMap((line) =>
    (optionLine(proxy, line, headsOf['default-server'])?.options ?? none).map(({ name, value }) => ({
      name,
      value,
      line,
    })),
  );
  return [...above.map(({ name, value }) => ({ name, value, line: -1 })), ...own];
}

interface ServerSum {
  /** Undefined where only the environment knows. */
  checks: number | undefined;
  agentChecks: number | undefined;
  readonly totals: ServerTotals;
}

export function plus(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

/** What options say of their server; undefined of what they do not speak of. */
interface Said {
  readonly check: boolean | undefined;
  readonly agentCheck: boolean | undefined;
  readonly ssl: boolean | undefined;
  readonly maxconn: { readonly value: number | undefined } | undefined;
  readonly source: string | undefined;
}

const said = new WeakMap<readonly Option[], Said>();

/** Many lines share their options, which are looked at once. */
function saidOnce({ options }: OptionLine): Said {
  let known = said.get(options);
  if (!known) {
    known = saidBy(options);
    said.set(options, known);
  }
  return known;
}

function saidBy(options: readonly Option[]): Said {
  const speaks = (on: string, off: string) => options.some(({ name }) => name === on || name === off);
  const maxconn = lastOf(options, 'maxconn');
  return {
    check: speaks('check', 'no-check') ? isOn(options, 'check', 'no-check') : undefined,
    agentCheck: speaks('agent-check', 'no-agent-check') ? isOn(options, 'agent-check', 'no-agent-check') : undefined,
    ssl: speaks('ssl', 'no-ssl') ? isOn(options, 'ssl', 'no-ssl') : undefined,
    maxconn: maxconn && { value: readNumber(maxconn.value) },
    source: lastOf(options, 'source')?.value,
  };
}

/** How many words stand before the options of a line about servers. */
const headsOf = { server: 3, 'server-template': 4, 'default-server': 1 } as const;

/** The words `port` and `agent-port` of servers and of `default-server` lines. */
function countedWords(proxy: ProxySection): number {
  let count = 0;
  for (const directive of ['server', 'server-template', 'default-server'] as const) {
    for (const line of proxy.lines(directive)) {
      if (!countedWord.test(proxy.text(line))) continue;
      const options = optionLine(proxy, line, headsOf[directive])?.options ?? none;
      count += options.filter(({ name }) => counted.has(name)).length;
    }
  }
  return count;
}

const countedWord = /\bport\b/;
const counted = new Set(['port', 'agent-port']);

export function bindsOf(proxy: ProxySection): readonly BindLine[] {
  return proxy.lines('bind').flatMap((line) => bindLine(proxy, line, 'stream', 2));
}

/**
 * A line that listens to the addresses of the last word before its options; none where that is missing.
 * @param heads how many words stand before the options
 */
export function bindLine(
  section: Section,
  line: number,
  transport: 'stream' | 'datagram',
  heads: number,
): readonly BindLine[] {
  const read = optionLine(section, line, heads);
  const address = read?.heads.at(-1);
  if (!read || !address) return none;
  const { options, uncertain } = read;
  const listened = listenedTo(address.text, targetVersion(section.host), transport);
  const threads = options.filter(({ name }) => name === 'thread').map(({ value }) => value);
  const sharding = { shards: lastOf(options, 'shards')?.value, threads };
  return [
    {
      line,
      start: address.start,
      end: address.end,
      addresses: uncertain || address.uncertain ? undefined : merged(listened, sharding),
      ssl: lastOf(options, 'ssl') !== undefined,
      quic: listened.length > 0 && listened.every(({ quic }) => quic),
      local: listened.length > 0 && listened.every(({ local }) => local),
      backlog: numberOf(read, 'backlog'),
      maxconn: numberOf(read, 'maxconn'),
    },
  ];
}

interface OneAddress {
  readonly ports: number;
  readonly quic: boolean;
  readonly local: boolean;
  readonly reusable: boolean;
}

function listenedTo(text: string, release: string, transport: string): readonly OneAddress[] {
  // Nothing has to stand behind the last comma.
  return text.split(',').flatMap((each, index) => {
    if (each === '' && index > 0) return [];
    const { kind, quic, rest } = partsOfAddress(each, release);
    const ip = kind === 'ip';
    const ports = ip ? portCount(each, portColon(each, rest)) : 1;
    return [{ ports, quic, local: kind === 'unix' || kind === 'abstract', reusable: ip || transport === 'datagram' }];
  });
}

function merged(addresses: readonly OneAddress[], sharding: Omit<Sharding, 'reusable'>): readonly ListenedTo[] {
  return [true, false].flatMap((reusable) => {
    const ports = addresses.reduce((sum, each) => sum + (each.reusable === reusable ? each.ports : 0), 0);
    return ports > 0 ? [{ ports, sharding: { ...sharding, reusable } }] : [];
  });
}

/** The servers of a proxy; HAProxy ignores those of a frontend. */
export function serversOf(proxy: ProxySection): readonly ServerLine[] {
  if (!proxy.isBackend) return none;
  const above = mayInherit(proxy, /./) ? inheritedOptions(proxy) : none;
  const servers = proxy.lines('server').flatMap((line) => serverLine(proxy, line, 'server', above));
  const templates = proxy.lines('server-template');
  if (templates.length === 0) return servers;
  const made = templates.flatMap((line) => serverLine(proxy, line, 'server-template', above));
  return [...servers, ...made].sort((a, b) => a.line - b.line);
}

function serverLine(
  proxy: ProxySection,
  line: number,
  directive: 'server' | 'server-template',
  above: readonly GivenOption[],
): readonly ServerLine[] {
  const read = optionLine(proxy, line, headsOf[directive]);
  const [, name, count] = read?.heads ?? none;
  const address = read?.heads.at(-1);
  if (!read || !name || !count || !address) return none;
  // `default-server` counts for the servers below it.
  const options = above.length === 0 ? read.options : [...above.filter((each) => each.line < line), ...read.options];
  const { kind } = partsOfAddress(address.text, targetVersion(proxy.host));
  const inherited = (directive: string): WrittenNumber | undefined => {
    const given = lastOf(options, directive);
    return given && { value: readNumber(given.value), start: name.start, end: name.end };
  };
  return [
    {
      line,
      start: name.start,
      end: name.end,
      name: name.text,
      count: directive === 'server' ? 1 : serverCount(count.text, count.uncertain),
      destination: kind === 'ip' ? address.text : undefined,
      check: isOn(options, 'check', 'no-check'),
      agentCheck: isOn(options, 'agent-check', 'no-agent-check'),
      ssl: isOn(options, 'ssl', 'no-ssl'),
      disabled: isOn(options, 'disabled', 'enabled'),
      backup: isOn(options, 'backup', 'no-backup'),
      maxconn: numberOf(read, 'maxconn') ?? inherited('maxconn'),
      poolMaxConn: numberOf(read, 'pool-max-conn') ?? inherited('pool-max-conn'),
      source: lastOf(options, 'source')?.value,
      transparent: lastOf(options, 'usesrc') !== undefined,
      uncertain: read.uncertain,
    },
  ];
}

function serverCount(text: string, uncertain: boolean): number | undefined {
  const range = uncertain ? undefined : rangeOf(text);
  return range && Math.max(0, range[1] - range[0] + 1);
}

type Option = Pick<LineOption, 'name' | 'value'>;

/** Whether the last of two opposite options is the first one. */
function isOn(options: readonly Option[], on: string, off: string): boolean {
  for (let at = options.length - 1; at >= 0; at--) {
    const name = options[at]?.name;
    if (name === on || name === off) return name === on;
  }
  return false;
}

function lastOf<T extends Option>(options: readonly T[], name: string): T | undefined {
  for (let at = options.length - 1; at >= 0; at--) if (options[at]?.name === name) return options[at];
  return undefined;
}

/** As `atol` reads it; undefined where the word holds something to be filled in. */
export function readNumber(text: string): number | undefined {
  const found = /^\s*([+-]?\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The argument of a line's own option, with its columns. */
function numberOf({ options, from }: OptionLine, name: string): WrittenNumber | undefined {
  const option = lastOf(options, name);
  return option && { value: readNumber(option.value), start: from + option.start, end: from + option.end };
}
