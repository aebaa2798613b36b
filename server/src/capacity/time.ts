/**
 * What ends a silent connection first. HAProxy ends it after its own timeouts; TCP keepalive asks the other host and so keeps the
 * connection alive for everybody between; connection tracking forgets it, after which firewalls and address translation drop its
 * packets.
 */
import { isTracked } from './conntrack.ts';
import type { CapacityInputs } from './inputs.ts';
import type { Keepalive, ProxyModel, ProxyPart } from './proxy-model.ts';
import { product, type Quantity, sum } from './quantity.ts';

export type Side = 'client' | 'server';

/**
 * - `queue`: a client that has asked and waits for a server with room; its own timeout does not run meanwhile
 * - `connect`: one try to reach a server
 * - `data`: a connection in TCP, or a request under way
 * - `tunnel`: where `timeout tunnel` is set, after an upgrade, and in TCP once both sides have sent data; elsewhere it is as `data`
 * - `between requests`: a client's connection that is kept
 */
export type Phase = 'queue' | 'connect' | 'data' | 'tunnel' | 'between requests';

/** How long a connection may be silent, in the words of the one that ends it. */
export interface Silence {
  /** The proxies that have it. */
  readonly alike: Alike;
  readonly side: Side;
  readonly phase: Phase;
  /** The timeout of HAProxy; undefined where none is set, and it waits for ever. */
  readonly timeout: Quantity | undefined;
  /** Silence after which TCP keepalive speaks; undefined where HAProxy does not ask for it. */
  readonly speaks: Quantity | undefined;
  /** Silence after which TCP keepalive takes the other side for dead. */
  readonly givesUp: Quantity | undefined;
}

/** Proxies with the same times. */
export interface Alike {
  /** The first of them. */
  readonly part: ProxyPart;
  readonly count: number;
  /** The names of the first ones. */
  readonly names: readonly string[];
}

/** Names that are kept of proxies that are alike. */
export const shownNames = 3;

const known = new WeakMap<readonly ProxyPart[], readonly Alike[]>();

/** The proxies of a model by what their silences depend on: there may be thousands of them, and are few kinds. */
export function alikeIn({ proxies }: ProxyModel): readonly Alike[] {
  let kinds = known.get(proxies);
  if (!kinds) {
    const found = new Map<string, { part: ProxyPart; count: number; names: string[] }>();
    for (const part of proxies) {
      const alike = found.get(part.timing) ?? { part, count: 0, names: [] };
      if (alike.count++ < shownNames) alike.names.push(part.name);
      found.set(part.timing, alike);
    }
    kinds = [...found.values()];
    known.set(proxies, kinds);
  }
  return kinds;
}

/**
 * Every kind of silence on the sides that proxies have. What `timeout tunnel` ends is said of the section with the servers: it
 * decides for both of its sides (`back_establish` in HAProxy's src/stream.c).
 */
export function silencesOf(inputs: CapacityInputs): readonly Silence[] {
  const { proxy } = inputs;
  if (!proxy) return [];
  return alikeIn(proxy).flatMap((alike) => {
    const { tcpKeepalive, timeouts, mode, kind, serverTotals } = alike.part;
    const hasServers = serverTotals.lines > 0;
    const timed: TimedPart = { mode, timeouts, hasServers, queues: serverTotals.largestMaxconn > 0 };
    const sides: readonly Side[] = [
      ...(kind === 'backend' ? [] : (['client'] as const)),
      ...(hasServers ? (['server'] as const) : []),
    ];
    return sides.flatMap((side) => {
      const asked = tcpKeepalive[side];
      return phasesOf(timed, side).map((phase) => {
        // Before a connection is there nobody can ask on it.
        const keepalive = phase === 'queue' || phase === 'connect' ? undefined : asked;
        return {
          ...{ alike, side, phase },
          timeout: timeoutOf(timed, side, phase),
          speaks: keepalive && firstProbe(inputs, keepalive),
          givesUp: keepalive && keepaliveGivesUp(inputs, keepalive),
        };
      });
    });
  });
}

interface TimedPart extends Pick<ProxyPart, 'mode' | 'timeouts'> {
  readonly hasServers: boolean;
  /** Servers have a `maxconn`, beyond which clients wait. */
  readonly queues: boolean;
}

function phasesOf({ mode, timeouts, hasServers, queues }: TimedPart, side: Side): readonly Phase[] {
  const tunnels = hasServers && (timeouts.get('tunnel') ?? { value: 0 }).value !== 0;
  return [
    ...(side === 'server' && queues ? (['queue'] as const) : []),
    ...(side === 'server' ? (['connect'] as const) : []),
    'data',
    ...(tunnels ? (['tunnel'] as const) : []),
    ...(side === 'client' && mode === 'http' ? (['between requests'] as const) : []),
  ];
}

/** The timeout that HAProxy applies (`timeout` in its configuration manual, section 4.2). */
function timeoutOf({ timeouts }: TimedPart, side: Side, phase: Phase): Quantity | undefined {
  const get = (name: string) => {
    const found = timeouts.get(name);
    return found?.value === 0 ? undefined : found;
  };
  switch (phase) {
    case 'queue':
      return get('queue') ?? get('connect');
    case 'connect':
      return get('connect');
    case 'between requests':
      return get('http-keep-alive') ?? get('http-request') ?? get('client');
    case 'tunnel':
      return get('tunnel');
    case 'data':
      return get(side);
  }
}

/** Silence until the first probe: HAProxy's own setting goes before the kernel's; 0 is not set. */
export function firstProbe(inputs: CapacityInputs, { idle }: Keepalive): Quantity {
  return idle && idle.value !== 0 ? idle : inputs.sysctl('net.ipv4.tcp_keepalive_time');
}

/** Silence after which a dead peer is noticed: the time until the first probe, and that of all probes. */
function keepaliveGivesUp(inputs: CapacityInputs, keepalive: Keepalive): Quantity {
  const { interval, probes } = keepalive;
  const or = (own: Quantity | undefined, key: string) =>
    own && own.value !== 0 ? own : inputs.sysctl(`net.ipv4.tcp_keepalive_${key}`);
  return sum('TCP keepalive gives up', 'seconds', [
    firstProbe(inputs, keepalive),
    product('probes', 'seconds', [or(probes, 'probes'), or(interval, 'intvl')]),
  ]);
}

/** Silence after which connection tracking forgets a connection; undefined where nothing says that connections are tracked. */
export function forgottenAfter(inputs: CapacityInputs): Quantity | undefined {
  return isTracked(inputs) ? inputs.sysctl('net.netfilter.nf_conntrack_tcp_timeout_established') : undefined;
}

/**
 * - `HAProxy`: its own timeout
 * - `connection tracking`: it forgets the connection while HAProxy waits on
 * - `TCP keepalive`: nothing else does, and only once the other side is gone
 * - `nobody`: nothing does, even then
 */
export type Ender = 'HAProxy' | 'connection tracking' | 'TCP keepalive' | 'nobody';

/** Who ends a silent connection first, and after what silence. */
export interface End {
  readonly by: Ender;
  readonly after: Quantity | undefined;
}

/** Undefined where it is not known. */
export function endOf(
  { phase, timeout, speaks, givesUp }: Silence,
  established: Quantity | undefined,
): End | undefined {
  if (timeout && timeout.value === undefined) return undefined;
  const isOpen = phase !== 'queue' && phase !== 'connect';
  // What speaks in time is not forgotten.
  const forgets = isOpen && established && !(speaks && isBefore(speaks, established)) ? established : undefined;
  if (forgets && forgets.value === undefined) return undefined;
  if (forgets && (!timeout || isBefore(forgets, timeout))) return { by: 'connection tracking', after: forgets };
  if (timeout) return { by: 'HAProxy', after: timeout };
  return givesUp ? { by: 'TCP keepalive', after: givesUp } : { by: 'nobody', after: undefined };
}

/** A silence that connection tracking does not outlast. */
export interface Forgotten {
  readonly silence: Silence;
  /** What comes too late: HAProxy's timeout, or the first probe. */
  readonly late: Quantity;
}

/** The silences at which connection tracking forgets first while HAProxy still waits; of what is unknown nothing is said. */
export function forgottenFirst(inputs: CapacityInputs): readonly Forgotten[] {
  const established = forgottenAfter(inputs);
  if (!established) return [];
  return silencesOf(inputs).flatMap((silence) => {
    const { timeout, speaks } = silence;
    if (endOf(silence, established)?.by !== 'connection tracking') return [];
    const late = timeout && speaks ? (isBefore(speaks, timeout) ? speaks : timeout) : (timeout ?? speaks);
    return late?.value === undefined ? [] : [{ silence, late }];
  });
}

export function isBefore(one: Quantity, other: Quantity): boolean {
  return one.value !== undefined && other.value !== undefined && one.value < other.value;
}
