/** What stands where in an address: the prefix that says what it is, the host and the port (`str2sa_range` in src/tools.c). */
import { compareVersions } from '../../../engine/version.ts';
import type { Family } from './host-name.ts';

export type Transport = 'stream' | 'datagram';

export type AddressKind = 'ip' | 'unix' | 'abstract' | 'descriptor' | 'socketpair' | 'reverse';

interface Prefix {
  readonly kind: AddressKind;
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

export interface AddressParts {
  readonly kind: AddressKind;
  readonly family: Family;
  /** Undefined where the directive decides. */
  readonly transport: Transport | undefined;
  readonly quic: boolean;
  /** What stands before `@`, whether it is a prefix or not. */
  readonly named: string | undefined;
  /** The prefix is one, and this release does not know it yet. */
  readonly tooNew: string | undefined;
  readonly isPrefix: boolean;
  /** Where the host or path starts. */
  readonly rest: number;
}

export function partsOfAddress(text: string, version: string): AddressParts {
  const has = (prefix: Prefix | undefined) =>
    prefix !== undefined && (prefix.since === undefined || compareVersions(version, prefix.since) >= 0);
  const plus = text.indexOf('+');
  const written = plus > 0 && plus < 8 ? modifiers.get(text.slice(0, plus)) : undefined;
  const modifier = has(written) ? written : undefined;
  const start = modifier ? plus + 1 : 0;
  const at = text.indexOf('@', start);
  const named = at > start && at - start < 9 ? text.slice(start, at) : undefined;
  const prefix = named === undefined ? undefined : prefixes.get(named);
  const rest = prefix ? at + 1 : start;
  return {
    kind: prefix?.kind ?? (text[rest] === '/' ? 'unix' : 'ip'),
    family: prefix?.family ?? 'any',
    transport: prefix?.transport ?? modifier?.transport,
    quic: prefix?.quic ?? (prefix?.transport === undefined && modifier?.quic === true),
    named,
    tooNew: has(prefix) ? undefined : prefix?.since,
    isPrefix: prefix !== undefined,
    rest,
  };
}

/** Where the colon before the port stands; -1 where there is none. The colons of an IPv6 address in brackets are none. */
export function portColon(text: string, rest: number): number {
  const mark = Math.max(text.lastIndexOf(':'), text.lastIndexOf(']'));
  return mark >= rest && text[mark] === ':' ? mark : -1;
}

/** As `atoi` reads it; more digits than any port has are beyond all ports. */
export function readPort(text: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}

/** How many ports `8000-8009` names; 1 where it is no range. */
export function portCount(text: string, colon: number): number {
  if (colon < 0) return 1;
  const port = text.slice(colon + 1);
  const dash = port.indexOf('-', 1);
  return dash < 0 ? 1 : Math.max(1, readPort(port.slice(dash + 1)) - readPort(port) + 1);
}
