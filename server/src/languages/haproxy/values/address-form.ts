/** Addresses as `str2sa_range` in HAProxy's src/tools.c reads them, for each directive that has one. */
import { compareVersions } from '../../../engine/version.ts';
import { type AddressKind, partsOfAddress, portColon, readPort, type Transport } from './address-parts.ts';
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

export interface AddressTrouble {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** The same from `from` to `to` as it was meant, where that leaves no doubt. */
  readonly meant?: string;
  /** HAProxy finds out when it looks the name up at the end, which the server may do without. */
  readonly deferred?: true;
}

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
  const { kind, family, quic, named, tooNew, isPrefix, rest, ...parts } = partsOfAddress(text, version);
  if (tooNew !== undefined) return wrong(`'${named}@' is known since HAProxy ${tooNew}`);
  if (named !== undefined && !isPrefix && /^[a-z]+\d?$/.test(named)) return wrong(`HAProxy knows no '${named}@'`);
  const transport = parts.transport ?? (use.transports[0] as Transport);
  const formed = formTrouble(text, rest, kind, family, use, version);
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
  kind: AddressKind,
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
  const colon = portColon(text, rest);
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
