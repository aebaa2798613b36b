/**
 * Queues of listening sockets. What HAProxy asks for is cut to `somaxconn` without a word (`__sys_listen`, net/socket.c), and the
 * kernel takes one more than that (`sk_acceptq_is_full` asks for more than the length, include/net/sock.h). Measured on HAProxy
 * 2.4 to 3.5-dev5: docs/measured.md.
 */
import { compareVersions } from '../engine/version.ts';
import { type Budget, budgetOf, worstCase } from './budget.ts';
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad, shownTerms } from './load.ts';
import type { BindPart, ProxyPart } from './proxy-model.ts';
import { isOverTcp, type Listener, summaryOf } from './proxy-summary.ts';
import {
  assumed,
  constant,
  formatNumber,
  printed,
  product,
  type Quantity,
  quotient,
  renamed,
  roundedDown,
  roundedUp,
  smallest,
  sum,
} from './quantity.ts';
import { acceptRate, rateLimits } from './rates.ts';

/** The shortest queue of a listener over TCP, for connections that are made and for handshakes, and how fast HAProxy takes them. */
export function queueBudgets(inputs: CapacityInputs): readonly Budget[] {
  return [...acceptBudgets(inputs), ...rateBudgets(inputs), ...handshakeBudgets(inputs)];
}

function acceptBudgets(inputs: CapacityInputs): readonly Budget[] {
  const shortest = shortestOf(inputs, acceptQueue);
  if (!shortest) return [];
  const { part, bind, have } = shortest;
  const rate = roundedDown('rate', 'per second', quotient('rate', 'per second', have, pause));
  return [
    worstCase({
      id: 'accept-queue',
      of: part.name,
      title: 'Queue of new connections',
      need: queueNeeded(inputs),
      have,
      notes: [
        `It is what comes while HAProxy takes no connections for a moment; beyond it clients try again after a second.${
          rate.value === undefined
            ? ''
            : ` In a pause of ${printed(pause)} it holds what ${formatNumber(rate.value)} new connections per second bring.`
        }`,
        'Each of the sockets that `shards` makes has a queue of its own.',
      ],
      place: bind.place,
    }),
  ];
}

/** Only where HAProxy is told to take no more than so many in a second. */
function rateBudgets(inputs: CapacityInputs): readonly Budget[] {
  const limit = acceptRate(inputs);
  const ofTls = rateLimits(inputs).find(({ name }) => name === 'maxsslrate');
  const notes = ['Beyond it HAProxy leaves connections in the queue of the listener until the next second.'];
  const id = 'accept-rate';
  const need = expectedLoad(inputs).connectionRate;
  return [
    ...(limit ? [budgetOf({ id, title: 'New connections per second', need, ...limit, notes })] : []),
    ...(ofTls
      ? [
          // Where nobody says how many use TLS all are taken to.
          worstCase({
            ...{ id, of: ofTls.name, title: 'New connections with TLS per second', notes },
            ...{ need: ofTls.need, have: ofTls.have, place: ofTls.limit.source?.place },
          }),
        ]
      : []),
  ];
}

function handshakeBudgets(inputs: CapacityInputs): readonly Budget[] {
  const shortest = shortestOf(inputs, synQueue);
  if (!shortest) return [];
  const { part, bind, have } = shortest;
  return [
    worstCase({
      id: 'syn-queue',
      of: part.name,
      title: 'Handshakes under way',
      need: handshakesNeeded(inputs),
      have,
      notes: [
        inputs.sysctl(cookies).value === 0
          ? 'Beyond it the kernel drops SYNs, as tcp_syncookies is 0; clients try again after a second. A quarter of tcp_max_syn_backlog is kept for hosts that it has met.'
          : 'Beyond it the kernel answers with SYN cookies: connections are made all the same, those without timestamps with fewer options.',
        'A flood of SYNs fills it whatever its length.',
      ],
      place: inputs.sysctl(cookies).value === 0 ? (placeOfSynQueue(inputs) ?? bind.place) : bind.place,
    }),
  ];
}

function shortestOf(inputs: CapacityInputs, queue: typeof acceptQueue): (Listener & { have: Quantity }) | undefined {
  const queues = listenersOf(inputs).map(({ part, bind }) => ({ part, bind, have: queue(inputs, part, bind) }));
  return queues.sort((a, b) => (a.have.value ?? Infinity) - (b.have.value ?? Infinity))[0];
}

/** Bind lines over TCP, with their proxies. */
export function listenersOf({ proxy }: CapacityInputs): readonly Listener[] {
  return proxy ? summaryOf(proxy).listeners : [];
}

/** The same, read only as far as somebody asks: there may be thousands. */
function* eachListener({ proxy }: CapacityInputs): Iterable<Listener> {
  for (const part of proxy?.proxies ?? []) for (const bind of part.binds) if (isOverTcp(bind)) yield { part, bind };
}

/** Connections that can wait until HAProxy takes them. */
export function acceptQueue(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  return sum('connections that can wait', 'connections', [
    backlogGranted(inputs, part, bind),
    constant('one more', 1, 'connections', 'Linux compares with more than the length'),
  ]);
}

/** What the kernel makes of the backlog. */
function backlogGranted(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const asked = backlogAsked(inputs, part, bind);
  return smallest('backlog', 'connections', [asked, inputs.sysctl(somaxconn)]);
}

/** What HAProxy asks for: `listener_backlog` (src/listener.c), the same in all releases since 2.4. */
export function backlogAsked(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const written = [bind.backlog, part.backlog, bind.maxconn, part.maxconn].find(
    (each) => each !== undefined && each.value !== 0,
  );
  return renamed(written?.name ?? 'maxconn', written ?? maxconnOf(inputs));
}

export const somaxconn = 'net.core.somaxconn';
export const cookies = 'net.ipv4.tcp_syncookies';
export const synBacklog = 'net.ipv4.tcp_max_syn_backlog';

/** From this kernel on, and in patches of older ones, the queue takes one more (`inet_csk_reqsk_queue_is_full`). */
const takesOneMore = '6.14';
/** Before this kernel `tcp_max_syn_backlog` bounded the queue whether cookies were on or off (`reqsk_queue_alloc`). */
const ownBound = '4.4';

/**
 * Connections whose handshake is under way. Their number has the same bound as the queue of finished ones; without cookies
 * `tcp_max_syn_backlog` bounds it as well, to three quarters and one (`tcp_conn_request`, net/ipv4/tcp_input.c).
 */
export function synQueue(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const name = 'handshakes under way';
  const bounds = [backlogAsked(inputs, part, bind), inputs.sysctl(somaxconn)];
  const { kernel } = inputs.host;
  const most = inputs.sysctl(synBacklog);
  if (boundsAlways(inputs)) return smallest(name, 'connections', [...bounds, most]);
  if (kernel && compareVersions(kernel.value, takesOneMore) >= 0) bounds.splice(0, 2, acceptQueue(inputs, part, bind));
  if (inputs.sysctl(cookies).value !== 0)
    return bounds[1] ? smallest(name, 'connections', bounds) : renamed(name, acceptQueue(inputs, part, bind));
  const share = constant('share', 0.75, 'share', 'the rest is for hosts that are known');
  const quarters = roundedUp('three quarters', 'connections', product('three quarters', 'connections', [most, share]));
  const one = constant('one more', 1, 'connections', 'Linux compares before it adds');
  const strangers = sum('from hosts that are not known', 'connections', [quarters, one]);
  return smallest(name, 'connections', [...bounds, strangers]);
}

/** Whether the kernel is one of those whose SYN queue this page says little of. */
export function boundsAlways({ host: { kernel } }: CapacityInputs): boolean {
  return kernel !== undefined && compareVersions(kernel.value, ownBound) < 0;
}

/** The line that decides how handshakes are bounded without cookies. */
export function placeOfSynQueue(inputs: CapacityInputs) {
  return [synBacklog, cookies].map((key) => inputs.sysctl(key).source?.place).find((place) => place !== undefined);
}

/**
 * What all sockets of all listeners hold of a queue together, where that is less than what is needed; undefined where it is enough,
 * and where sockets, some queue or some listener are not known.
 */
export function queuesTooShort(inputs: CapacityInputs, name: string, queue: typeof synQueue, need: Quantity) {
  if (need.value === undefined || !inputs.proxy?.whole) return undefined;
  const each: Quantity[] = [];
  let held = 0;
  for (const { part, bind } of eachListener(inputs)) {
    const one = queue(inputs, part, bind);
    const all = bind.sockets.value === 1 ? one : product(name, 'connections', [bind.sockets, one]);
    held += all.value ?? Number.POSITIVE_INFINITY;
    if (held >= need.value) return undefined;
    each.push(all);
  }
  const [first] = each;
  if (!first || each.length === 1) return first;
  const all = sum(name, 'connections', each);
  if (each.length <= shownTerms) return all;
  const { computed: _, ...total } = all;
  return { ...total, source: { from: `${each.length} bind lines` } };
}

const pause = assumed('pause', 0.1, 'seconds', 'a tenth of a second in which HAProxy takes no connections');
const roundTrip = assumed('round trip', 0.1, 'seconds', 'a tenth of a second until a client answers the SYN+ACK');

/** What comes within a pause. */
export function queueNeeded(inputs: CapacityInputs): Quantity {
  return during('new connections in a pause', inputs, pause);
}

/** Handshakes that are under way at one time. */
export function handshakesNeeded(inputs: CapacityInputs): Quantity {
  return during('new connections in a round trip', inputs, roundTrip);
}

function during(name: string, inputs: CapacityInputs, time: Quantity): Quantity {
  const count = product(name, 'connections', [expectedLoad(inputs).connectionRate, time]);
  return roundedUp(name, 'connections', count);
}
