/** Addresses as `str2sa_range` in HAProxy's src/tools.c reads them, for each directive that has one. */
import { compareVersions } from '../../../engine/version.ts';
import { type Family, hostProblem, isIPv4 } from './host-name.ts';

/** How a directive's addresses are read: the `PA_O_*` flags that its parser passes. */
export interface AddressUse {
  /** Several, with commas between them. */
  readonly list?: true;
  readonly port?: 'required';
  readonly range?: true;
  /** `+10` and `-10` count from the port that the client asked for. */
  readonly offset?: true;
  /** What it may be used for, the default first. */
  readonly transports: readonly Transport[];
  /** `fd@` is allowed. */
  readonly descriptors?: true;
  /** Host names are not looked up while the line is read. */
  readonly deferred?: true;
  /** Only addresses that HAProxy can connect to. */
  readonly connects?: true;
  /** Neither sockets of the file system nor others without an IP address. */
  readonly only?: 'IP' | 'TCP';
  /** One listener: neither a list nor a range. */
  readonly single?: true;
}

export type Transport = 'stream' | 'datagram';

export interface AddressTrouble {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** The same from `from` to `to` as it was meant, where that leaves no doubt. */
  readonly meant?: string;
  /** HAProxy finds out when it looks the name up at the end, which the server may do without. */
  readonly deferred?: true;
}

type Kind = 'ip' | 'unix' | 'abstract' | 'descriptor' | 'socketpair' | 'reverse';

interface Prefix {
  readonly kind: Kind;
  readonly family?: Family;
  readonly transport?: Transport;
  readonly quic?: true;
  readonly since?: string;
}

const stream = { transport: 'stream' } as const;
const datagram = { transport: 'datagram' } as const;
const multipath = { ...stream, since: '3.1' } as const;

/** QUIC is a stream over datagrams; whether HAProxy can do it depends on how it was built. */
const prefixes: ReadonlyMap<string, Prefix> = new Map<string, Prefix>([
  ['unix', { kind: 'unix' }],
  ['uxdg', { kind: 'unix', ...datagram }],
  ['uxst', { kind: 'unix', ...stream }],
  ['abns', { kind: 'abstract' }],
  ['abnsz', { kind: 'abstract', since: '3.1' }],
  ['ip', { kind: 'ip' }],
  ['ipv4', { kind: 'ip', family: 'ipv4' }],
  ['ipv6', { kind: 'ip', family: 'ipv6' }],
  ['tcp', { kind: 'ip', ...stream }],
  ['tcp4', { kind: 'ip', family: 'ipv4', ...stream }],
  ['tcp6', { kind: 'ip', family: 'ipv6', ...stream }],
  ['mptcp', { kind: 'ip', ...multipath }],
  ['mptcp4', { kind: 'ip', family: 'ipv4', ...multipath }],
  ['mptcp6', { kind: 'ip', family: 'ipv6', ...multipath }],
  ['udp', { kind: 'ip', ...datagram }],
  ['udp4', { kind: 'ip', family: 'ipv4', ...datagram }],
  ['udp6', { kind: 'ip', family: 'ipv6', ...datagram }],
  ['quic4', { kind: 'ip', family: 'ipv4', quic: true, ...stream }],
  ['quic6', { kind: 'ip', family: 'ipv6', quic: true, ...stream }],
  ['fd', { kind: 'descriptor' }],
  ['sockpair', { kind: 'socketpair' }],
  ['rhttp', { kind: 'reverse', since: '2.9' }],
]);

const modifiers: ReadonlyMap<string, Prefix> = new Map<string, Prefix>([
  ['stream', { kind: 'ip', ...stream }],
  ['dgram', { kind: 'ip', ...datagram }],
  ['quic', { kind: 'ip', quic: true, ...stream, since: '2.7' }],
]);

/** What the kernel has room for in a path, and what HAProxy leaves free for `.<pid>.bak` behind it. */
const longestPath = 107;
const pathSuffix = 10;

/** From this release on what stands behind the digits of a port is refused; before it was dropped in silence. */
const strictPorts = '3.0';

const services: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** What is wrong with an address; undefined where nothing is, or where only the machine or its environment can tell. */
export function addressTrouble(text: string, use: AddressUse, version: string): AddressTrouble | undefined {
  // HAProxy expands variables in addresses even outside quotes.
  if (text.includes('$')) return undefined;
  const wrong = (reason: string, from = 0, meant?: string, to = text.length): AddressTrouble =>
    meant === undefined ? { from, to, reason } : { from, to, reason, meant };
  if (text === '') return wrong('it is empty');
  const has = (prefix: Prefix | undefined) =>
    prefix !== undefined && (prefix.since === undefined || compareVersions(version, prefix.since) >= 0);
  const plus = text.indexOf('+');
  const modifier = plus > 0 && plus < 8 ? modifiers.get(text.slice(0, plus)) : undefined;
  const start = modifier && has(modifier) ? plus + 1 : 0;
  const at = text.indexOf('@', start);
  const named = at > start && at - start < 9 ? text.slice(start, at) : undefined;
  const prefix = named === undefined ? undefined : prefixes.get(named);
  if (named !== undefined && prefix && !has(prefix)) return wrong(`'${named}@' is known since HAProxy ${prefix.since}`);
  if (named !== undefined && !prefix && /^[a-z]+\d?$/.test(named)) return wrong(`HAProxy knows no '${named}@'`);
  const rest = prefix ? at + 1 : start;
  const kind = prefix?.kind ?? (text[rest] === '/' ? 'unix' : 'ip');
  const transport =
    prefix?.transport ?? (start > 0 ? modifier?.transport : undefined) ?? (use.transports[0] as Transport);
  const quic = prefix?.quic ?? (start > 0 && prefix?.transport === undefined && modifier?.quic === true);
  const formed = formTrouble(text, rest, kind, prefix?.family ?? 'any', use, version);
  if (formed) return formed;
  if (quic) return undefined;
  if (!use.transports.includes(transport))
    return wrong(
      transport === 'stream'
        ? 'it is for streams, and datagrams are sent here'
        : 'it is for datagrams, and streams are opened here',
    );
  if (
    transport === 'stream' &&
    use.transports[0] === 'datagram' &&
    kind !== 'ip' &&
    kind !== 'descriptor' &&
    lacksStreams(version)
  )
    return wrong('HAProxy 3.1 to 3.3 can send only datagrams to it');
  if (kind === 'reverse' && use.connects) return wrong('HAProxy cannot connect to it');
  if (use.only && (kind !== 'ip' || (use.only === 'TCP' && named?.startsWith('mptcp'))))
    return wrong(`only ${use.only} can be used here`);
  return undefined;
}

/** These releases look for an alternative protocol wherever datagrams are the default, and sockets of files have none. */
function lacksStreams(version: string): boolean {
  return compareVersions(version, '3.1') >= 0 && compareVersions(version, '3.4') < 0;
}

function formTrouble(
  text: string,
  rest: number,
  kind: Kind,
  family: Family,
  use: AddressUse,
  version: string,
): AddressTrouble | undefined {
  const wrong = (reason: string): AddressTrouble => ({ from: 0, to: text.length, reason });
  switch (kind) {
    case 'descriptor':
    case 'socketpair':
      if (!/^\s*\+?\d+$/.test(text.slice(rest))) return wrong("behind '@' belongs the number of a file descriptor");
      return kind === 'descriptor' && !use.descriptors ? wrong('a file descriptor cannot be used here') : undefined;
    case 'unix':
    case 'abstract': {
      const room = kind === 'unix' ? longestPath - pathSuffix : longestPath;
      return text.length - rest > room ? wrong(`the path is longer than ${room} characters`) : undefined;
    }
    case 'reverse':
      return undefined;
    case 'ip':
      return ipTrouble(text, rest, family, use, version);
  }
}

function ipTrouble(
  text: string,
  rest: number,
  family: Family,
  use: AddressUse,
  version: string,
): AddressTrouble | undefined {
  const mark = Math.max(text.lastIndexOf(':'), text.lastIndexOf(']'));
  const colon = mark >= rest && text[mark] === ':' ? mark : -1;
  const hostEnd = colon < 0 ? text.length : colon;
  const host = text.slice(rest, hostEnd);
  const port = colon < 0 ? portless(text, use) : portTrouble(text, colon + 1, use, version);
  if (port) return port;
  const reason = hostProblem(host, family);
  if (reason === undefined) return undefined;
  const meant = meantHost(host);
  const told = { from: rest, to: hostEnd, reason };
  return {
    ...told,
    ...(meant !== undefined && hostProblem(meant, family) === undefined ? { meant } : {}),
    ...(use.deferred ? { deferred: true } : {}),
  };
}

function portless(text: string, use: AddressUse): AddressTrouble | undefined {
  return use.port ? { from: 0, to: text.length, reason: 'it lacks its port, which stands behind a colon' } : undefined;
}

function portTrouble(text: string, from: number, use: AddressUse, version: string): AddressTrouble | undefined {
  const port = text.slice(from);
  const wrong = (reason: string, meant?: string): AddressTrouble =>
    meant === undefined ? { from, to: text.length, reason } : { from, to: text.length, reason, meant };
  if (port === '') return portless(text, use);
  const first = port[0] as string;
  const strict = compareVersions(version, strictPorts) >= 0;
  if (first === '+' || first === '-') {
    if (!use.offset)
      return wrong(
        'it stands for an offset, and one port is wanted',
        first === '+' && /^\d+$/.test(port.slice(1)) ? port.slice(1) : undefined,
      );
    return strict && !/^(?:\s*[+-]?\d+)?$/.test(port.slice(1))
      ? wrong(`behind '${first}' belong only digits`)
      : undefined;
  }
  if (!/\d/.test(first)) return wrong('a port is a number', services[port]);
  const dash = port.indexOf('-');
  if (dash >= 0 && !use.range) return wrong('it is a range, and one port is wanted');
  const low = dash < 0 ? port : port.slice(0, dash);
  const high = dash < 0 ? port : port.slice(dash + 1);
  const junk = [low, high].find((each) => !/^\s*[+-]?\d+$/.test(each));
  if (strict && junk !== undefined && junk !== '')
    return wrong('a port holds only digits', dash < 0 ? /^\d+(?=[,;.:]+$)/.exec(port)?.[0] : undefined);
  const lowest = use.port ? 1 : 0;
  const [from1, to1] = [readPort(low), readPort(high)];
  for (const each of [from1, to1]) if (each < lowest || each > 65_535) return wrong(`ports go from ${lowest} to 65535`);
  if (use.single && from1 < to1) return wrong('only one port can be listened to here');
  return from1 > to1 ? wrong('the range ends before it starts', `${to1}-${from1}`) : undefined;
}

/** As `atoi` reads it; more digits than any port has are beyond all ports. */
function readPort(text: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}

/** The host that was meant where letters look like digits, or where parts of a URL or a mask are left. */
function meantHost(host: string): string | undefined {
  const url = /^[a-z]+:\/\/([^/:@]+)\/?$/.exec(host)?.[1];
  if (url !== undefined) return url;
  const masked = /^([\d.]+)\/\d+$/.exec(host)?.[1];
  if (masked !== undefined) return masked;
  if (/^\[[0-9a-fA-F:.]+$/.test(host)) return `${host}]`;
  const digits = /^[\dOol.]+$/.test(host) ? host.replace(/[Oo]/g, '0').replaceAll('l', '1') : '';
  return isIPv4(digits) ? digits : undefined;
}
