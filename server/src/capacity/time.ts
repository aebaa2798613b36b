/**
 * What ends an idle connection first. HAProxy ends it after its own timeouts; TCP keepalive asks the other host and so keeps the
 * connection alive for everybody between; connection tracking forgets it, after which firewalls and address translation drop its
 * packets.
 */
import { isTracked } from './conntrack.ts';
import type { CapacityInputs } from './inputs.ts';
import type { ProxyPart } from './proxy-model.ts';
import { summaryOf } from './proxy-summary.ts';
import { type Place, product, type Quantity, smallest, sum } from './quantity.ts';

export type Side = 'client' | 'server';

/**
 * - `data`: a connection in TCP, or a request under way
 * - `tunnel`: after an upgrade, or in TCP where `timeout tunnel` is set and both sides have sent data
 * - `between requests`: a client's connection that is kept
 */
export type Phase = 'data' | 'tunnel' | 'between requests';

/** How long a connection may be silent, in the words of the one that ends it. */
export interface Silence {
  readonly part: ProxyPart;
  readonly side: Side;
  readonly phase: Phase;
  /** The timeout of HAProxy; undefined where none is set, and it waits for ever. */
  readonly timeout: Quantity | undefined;
  /** Silence after which TCP keepalive speaks; undefined where HAProxy does not ask for it. */
  readonly speaks: Quantity | undefined;
}

/** Every kind of silence on the sides that a proxy has. */
export function silencesOf(inputs: CapacityInputs): readonly Silence[] {
  const { proxy } = inputs;
  if (!proxy) return [];
  const probes = inputs.sysctl('net.ipv4.tcp_keepalive_time');
  const withServers = new Set(summaryOf(proxy).backends);
  return proxy.proxies.flatMap((part) => {
    const sides: readonly Side[] = [
      ...(part.kind === 'backend' ? [] : (['client'] as const)),
      ...(withServers.has(part) ? (['server'] as const) : []),
    ];
    const { tcpKeepalive } = part;
    const timed: TimedPart = { mode: part.mode, timeouts: part.timeouts };
    return sides.flatMap((side) =>
      phasesOf(timed, side).map((phase) => ({
        ...{ part, side, phase },
        timeout: timeoutOf(timed, side, phase),
        speaks: tcpKeepalive[side] ? probes : undefined,
      })),
    );
  });
}

type TimedPart = Pick<ProxyPart, 'mode' | 'timeouts'>;

/** The timeout that HAProxy applies (`timeout` in its configuration manual, section 4.2). */
function timeoutOf({ timeouts, mode }: TimedPart, side: Side, phase: Phase): Quantity | undefined {
  const get = (name: string) => {
    const found = timeouts.get(name);
    return found?.value === 0 ? undefined : found;
  };
  if (phase === 'between requests') return get('http-keep-alive') ?? get('http-request') ?? get('client');
  // In TCP it takes over from the other two once both sides have sent data.
  if (phase === 'tunnel') return get('tunnel') ?? (mode === 'http' ? get(side) : undefined);
  return get(side);
}

/** Silence after which a dead peer is noticed: the time until the first probe, and that of all probes. */
export function keepaliveGivesUp(inputs: CapacityInputs): Quantity {
  return sum('TCP keepalive gives up', 'seconds', [
    inputs.sysctl('net.ipv4.tcp_keepalive_time'),
    product('probes', 'seconds', [
      inputs.sysctl('net.ipv4.tcp_keepalive_probes'),
      inputs.sysctl('net.ipv4.tcp_keepalive_intvl'),
    ]),
  ]);
}

/**
 * - `conntrack forgets first`: the entry is gone while HAProxy still waits, and nothing speaks before
 * - `keepalive never speaks`: HAProxy ends the connection before the first probe, so that asking for probes does nothing
 * - `waits for ever`: neither a timeout nor probes end a connection whose other side is gone
 */
export type TimeProblem = 'conntrack forgets first' | 'keepalive never speaks' | 'waits for ever';

export interface TimeVerdict {
  readonly problem: TimeProblem;
  readonly silence: Silence;
  /** What comes first. */
  readonly first: Quantity | undefined;
  /** What comes too late. */
  readonly late: Quantity | undefined;
  /** The line to change. */
  readonly place: Place;
}

/** What is wrong with the order of timeouts; of what is unknown nothing is said. */
export function timeVerdicts(inputs: CapacityInputs): readonly TimeVerdict[] {
  const established = isTracked(inputs)
    ? inputs.sysctl('net.netfilter.nf_conntrack_tcp_timeout_established')
    : undefined;
  return silencesOf(inputs).flatMap((silence) => judged(silence, established) ?? []);
}

/** The first that ends a silent connection or notices that its peer is gone. */
export function endsFirst(inputs: CapacityInputs, { timeout, speaks }: Silence): Quantity | undefined {
  const ends = [...(timeout ? [timeout] : []), ...(speaks ? [keepaliveGivesUp(inputs)] : [])];
  return ends.length > 1 ? smallest('the first to end it', 'seconds', ends) : ends[0];
}

function judged(silence: Silence, established: Quantity | undefined): TimeVerdict | undefined {
  const { part, timeout, speaks } = silence;
  const place = timeout?.source?.place ?? part.place;
  const problem = (
    what: TimeProblem,
    first: Quantity | undefined,
    late: Quantity | undefined,
    at: Place = place,
  ): TimeVerdict => ({ problem: what, silence, first, late, place: at });
  if (!timeout && !speaks) return problem('waits for ever', undefined, undefined);
  const longest = speaks ?? timeout;
  if (established && longest && isBefore(established, longest) && !(timeout && isBefore(timeout, established)))
    return problem('conntrack forgets first', established, longest, established.source?.place ?? place);
  if (speaks && timeout && isBefore(timeout, speaks)) return problem('keepalive never speaks', timeout, speaks);
  return undefined;
}

function phasesOf({ mode, timeouts }: TimedPart, side: Side): readonly Phase[] {
  if (mode !== 'http') return timeouts.has('tunnel') ? ['data', 'tunnel'] : ['data'];
  return side === 'client' ? ['data', 'tunnel', 'between requests'] : ['data', 'tunnel'];
}

function isBefore(one: Quantity, other: Quantity): boolean {
  return one.value !== undefined && other.value !== undefined && one.value < other.value;
}
