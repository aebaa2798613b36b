/**
 * What one section asks of its host, by lines counted from its header, so that it is worked out once and moves with the section.
 * There is one record for each `bind` and each `server` line, of which there may be as many as lines: what many have in common
 * is kept once.
 */
import { noted } from '../../engine/names.ts';
import type { Statement } from '../../engine/statement.ts';
import type { Word } from '../../engine/syntax.ts';
import type { Sharding } from './capacity-threads.ts';
import type { ProxySection, Section } from './configuration.ts';
import { type GivenOption, inheritedOptions, mayInherit, optionsOn } from './line-options.ts';
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
  readonly backlog?: WrittenNumber | undefined;
  readonly maxconn?: WrittenNumber | undefined;
}

/** Ports that are listened to in the same way. */
export interface ListenedTo {
  readonly ports: number;
  readonly sharding: Sharding;
}

/** What servers have in common with others of the section. */
export interface ServerTraits {
  readonly check: boolean;
  readonly agentCheck: boolean;
  readonly ssl: boolean;
  readonly disabled: boolean;
  readonly backup: boolean;
  readonly maxconn: number | 'unknown' | undefined;
  readonly poolMaxConn: number | 'unknown' | undefined;
  readonly source: string | undefined;
  readonly transparent: boolean;
  /** A word that only the environment knows may be any option. */
  readonly uncertain: boolean;
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
  readonly traits: ServerTraits;
  /** The columns of its own `maxconn`; both 0 where it has none. */
  readonly maxconnStart: number;
  readonly maxconnEnd: number;
}

export interface SectionLoad {
  readonly binds: readonly BindLine[];
  readonly servers: readonly ServerLine[];
  /** Health checks and agent checks; undefined where only the environment knows. */
  readonly checks: number | undefined;
  readonly agentChecks: number | undefined;
  /** What HAProxy counts without ever opening it: one for each `port` and `agent-port`, and what a backend cannot listen to. */
  readonly counted: number;
  readonly splice: boolean;
}

const loads = new WeakMap<ProxySection, SectionLoad>();

/** What a frontend, backend, listen or defaults section says; worked out once for each section and what it takes over. */
export function loadOf(proxy: ProxySection): SectionLoad {
  const known = loads.get(proxy);
  if (known) return known;
  const binds = proxy.isFrontend ? proxy.lines('bind').flatMap((line) => bindLine(proxy, line, 'stream')) : none;
  const servers = proxy.isBackend ? serverLines(proxy) : none;
  const load: SectionLoad = {
    binds,
    servers,
    checks: countOf(servers, ({ check }) => check),
    agentChecks: countOf(servers, ({ agentCheck }) => agentCheck),
    counted: countedWords(proxy) + misplacedPorts(proxy),
    splice: splicing.some((name) => proxy.option(name)),
  };
  loads.set(proxy, load);
  // Nobody asks the section again until it changes.
  proxy.forget();
  return load;
}

const none: readonly never[] = [];
const splicing = ['splice-auto', 'splice-request', 'splice-response'];

function countOf(servers: readonly ServerLine[], has: (traits: ServerTraits) => boolean): number | undefined {
  let count = 0;
  for (const server of servers) {
    if (server.traits.uncertain || (has(server.traits) && server.count === undefined)) return undefined;
    if (has(server.traits)) count += server.count ?? 0;
  }
  return count;
}

/** The words `port` and `agent-port` of servers and of `default-server` lines. */
function countedWords(proxy: ProxySection): number {
  let count = 0;
  for (const directive of ['server', 'server-template', 'default-server']) {
    for (const line of proxy.lines(directive)) {
      if (!countedWord.test(proxy.text(line))) continue;
      count += optionsOn(proxy.statement(line), line).filter(({ name }) => counted.has(name)).length;
    }
  }
  return count;
}

function misplacedPorts(proxy: ProxySection): number {
  if (proxy.isFrontend || proxy.kind === 'defaults') return 0;
  const binds = proxy.lines('bind').flatMap((line) => bindLine(proxy, line, 'stream'));
  return binds.reduce((sum, { addresses }) => sum + portsOf(addresses), 0);
}

export function portsOf(addresses: readonly ListenedTo[] = []): number {
  return addresses.reduce((sum, { ports }) => sum + ports, 0);
}

const countedWord = /\bport\b/;
const counted = new Set(['port', 'agent-port']);

/** A line that listens to the addresses of one of its words; none where that is missing. */
export function bindLine(
  section: Section,
  line: number,
  transport: 'stream' | 'datagram',
  at = 1,
): readonly BindLine[] {
  const statement = section.statement(line);
  const address = statement.words[at];
  if (!address) return none;
  const options = optionsOn(statement, line);
  const sharding = {
    shards: argumentOf(options, 'shards'),
    threads: options.filter(({ name }) => name === 'thread').map(({ value }) => value),
  };
  const uncertain = mayBeAny(statement) || address.uncertain === true || address.text.includes('$');
  const listened = listenedTo(address, section, transport);
  return [
    {
      line,
      start: address.start,
      end: address.end,
      addresses: uncertain ? undefined : merged(listened, sharding),
      ssl: has(options, 'ssl'),
      quic: listened.length > 0 && listened.every(({ quic }) => quic),
      local: listened.length > 0 && listened.every(({ local }) => local),
      backlog: numberAfter(statement, options, 'backlog'),
      maxconn: numberAfter(statement, options, 'maxconn'),
    },
  ];
}

interface OneAddress {
  readonly ports: number;
  readonly quic: boolean;
  readonly local: boolean;
  readonly reusable: boolean;
}

function listenedTo({ text }: Word, section: Section, transport: string): readonly OneAddress[] {
  const release = targetVersion(section.host);
  // Nothing has to stand behind the last comma.
  return text.split(',').flatMap((each, index, all) => {
    if (each === '' && index === all.length - 1 && index > 0) return [];
    const { kind, quic, rest } = partsOfAddress(each, release);
    const ip = kind === 'ip';
    const ports = ip ? portCount(each, portColon(each, rest)) : 1;
    return [{ ports, quic, local: kind === 'unix' || kind === 'abstract', reusable: ip || transport === 'datagram' }];
  });
}

function merged(addresses: readonly OneAddress[], sharding: Omit<Sharding, 'reusable'>): readonly ListenedTo[] {
  return [true, false].flatMap((reusable) => {
    const same = addresses.filter((each) => each.reusable === reusable);
    const ports = same.reduce((sum, each) => sum + each.ports, 0);
    return ports > 0 ? [{ ports, sharding: { ...sharding, reusable } }] : [];
  });
}

function serverLines(proxy: ProxySection): readonly ServerLine[] {
  const traits = new Map<string, ServerTraits>();
  const inherits = mayInherit(proxy, /./);
  const lines = [...proxy.lines('server'), ...proxy.lines('server-template')].sort((a, b) => a - b);
  return lines.flatMap((line) => {
    const statement = proxy.statement(line);
    const template = statement.fact?.name === 'server-template';
    const name = statement.words[1];
    const address = statement.words[template ? 3 : 2];
    if (!name || !address) return [];
    const own = optionsOn(statement, line);
    // `default-server` counts for the servers below it.
    const options = inherits ? [...inheritedOptions(proxy).filter((each) => each.line < line), ...own] : own;
    const made = traitsOf(options, mayBeAny(statement));
    const key = JSON.stringify(made);
    const maxconn = own.find((each) => each.name === 'maxconn')?.slot;
    const { kind } = partsOfAddress(address.text, targetVersion(proxy.host));
    const local = kind === 'unix' || kind === 'abstract' || kind === 'socketpair';
    return [
      {
        line,
        start: name.start,
        end: name.end,
        name: name.text,
        count: template ? serverCount(statement.words[2]) : 1,
        destination: local ? undefined : address.text,
        traits: noted(traits, key, () => made),
        maxconnStart: maxconn ? valuePlace(statement, maxconn.end).start : 0,
        maxconnEnd: maxconn ? valuePlace(statement, maxconn.end).end : 0,
      },
    ];
  });
}

function serverCount(word: Word | undefined): number | undefined {
  const range = word && !word.uncertain ? rangeOf(word.text) : undefined;
  return range && Math.max(0, range[1] - range[0] + 1);
}

function traitsOf(options: readonly GivenOption[], uncertain: boolean): ServerTraits {
  return {
    check: isOn(options, 'check', 'no-check'),
    agentCheck: isOn(options, 'agent-check', 'no-agent-check'),
    ssl: isOn(options, 'ssl', 'no-ssl'),
    disabled: isOn(options, 'disabled', 'enabled'),
    backup: isOn(options, 'backup', 'no-backup'),
    maxconn: lastNumber(options, 'maxconn'),
    poolMaxConn: lastNumber(options, 'pool-max-conn'),
    source: argumentOf(options, 'source'),
    transparent: has(options, 'usesrc'),
    uncertain,
  };
}

/** Whether the last of two opposite options is the first one. */
function isOn(options: readonly GivenOption[], on: string, off: string): boolean {
  for (let at = options.length - 1; at >= 0; at--) {
    const name = options[at]?.name;
    if (name === on || name === off) return name === on;
  }
  return false;
}

function has(options: readonly GivenOption[], name: string): boolean {
  return options.some((each) => each.name === name);
}

function argumentOf(options: readonly GivenOption[], name: string): string | undefined {
  return options.findLast((each) => each.name === name)?.value;
}

function lastNumber(options: readonly GivenOption[], name: string): number | 'unknown' | undefined {
  const text = argumentOf(options, name);
  if (text === undefined) return undefined;
  return readNumber(text) ?? 'unknown';
}

/** As `atol` reads it; undefined where the word holds something to be filled in. */
export function readNumber(text: string): number | undefined {
  const found = /^\s*([+-]?\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function numberAfter(statement: Statement, options: readonly GivenOption[], name: string): WrittenNumber | undefined {
  const option = options.findLast((each) => each.name === name);
  return option && { value: readNumber(option.value), ...valuePlace(statement, option.slot.end) };
}

/** The columns of the word behind an option. */
function valuePlace({ words }: Statement, behind: number): { readonly start: number; readonly end: number } {
  const word = words.find(({ start }) => start >= behind);
  return { start: word?.start ?? behind, end: word?.end ?? behind };
}

/** Whether a word stands where an option may stand and only the environment knows it. */
function mayBeAny({ slots }: Statement): boolean {
  return slots.some(({ role, uncertain }) => role === 'unknown' && uncertain === true);
}
