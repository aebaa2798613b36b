/**
 * Ports that connections to servers come from. A port is taken once for each pair of an address of this host and an address and
 * port of a server; connect() finds every one of the range, first those of the parity that the range begins with
 * (`__inet_hash_connect`, net/ipv4/inet_hashtables.c). HAProxy leaves the choice to connect() even where `source`
 * names an address (IP_BIND_ADDRESS_NO_PORT), so that the same port serves for many servers. Measured: docs/measured.md.
 */
import { type Budget, worstCase } from './budget.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad, placeOfConnections } from './load.ts';
import type { ProxyPart, ServerPart } from './proxy-model.ts';
import { summaryOf } from './proxy-summary.ts';
import {
  assumed,
  constant,
  difference,
  formatNumber,
  known,
  product,
  type Quantity,
  quotient,
  roundedDown,
  roundedUp,
  smallest,
  sum,
  unknown,
} from './quantity.ts';

/** Seconds in TIME_WAIT: `TCP_TIMEWAIT_LEN` (include/net/tcp.h); `tcp_fin_timeout` has no part in it. */
const timeWait = 60;
/** Budgets shown at most; those that fit are one. */
const shownAtMost = 10;

/** One address and port that servers listen on, with everything that leads there. */
export interface Destination {
  /** `backend/server` of the first line that names it. */
  readonly name: string;
  readonly part: ProxyPart;
  readonly server: ServerPart;
  /** Addresses that `source` names for it in any of its lines; empty where the kernel chooses one. */
  readonly sources: readonly string[];
  /** Servers of its proxy that share what comes; those in reserve and disabled ones do not. */
  readonly active: Quantity;
  /** Other proxies have servers too, so that nobody knows what share comes here. */
  readonly others: boolean;
}

/** The destinations that are nearest to their end. */
export function portsBudgets(inputs: CapacityInputs): readonly Budget[] {
  // Thousands of servers differ in few numbers, so each kind of them is judged once.
  const judged = new Map<string, Budget>();
  const ranked = destinationsToRank(inputs).map((destination) => {
    const kind = kindOf(destination);
    const budget = judged.get(kind) ?? budgetFor(inputs, destination);
    judged.set(kind, budget);
    return { destination, budget };
  });
  ranked.sort((a, b) => (b.budget.ratio ?? -1) - (a.budget.ratio ?? -1));
  const short = ranked.filter(({ budget: { verdict } }) => verdict === 'tight' || verdict === 'exceeds');
  const shown = short.length > 0 ? short.slice(0, shownAtMost) : ranked.slice(0, 1);
  return shown.map(({ destination }) => budgetFor(inputs, destination));
}

/** Where nobody knows how many ports there are no destination is nearer to its end than another: one of the first stands for all. */
function destinationsToRank(inputs: CapacityInputs): readonly Destination[] {
  const { proxy } = inputs;
  if (proxy && !proxy.mayNamePorts && portsOfAddress(inputs).value === undefined) {
    const [first] = destinationsOf(inputs, summaryOf(proxy).backends.slice(0, 2));
    if (first?.others) return [first];
  }
  return destinationsOf(inputs);
}

/** Everything about a destination that its budget depends on, but for the names and places. */
function kindOf({ part, server, sources, active, others }: Destination): string {
  const { maxconn, sourcePorts, destination = '' } = server;
  const numbers = [maxconn?.value, sourcePorts?.value, sources.length, active.value];
  return [part.mode, part.tunnels, others, isLoopback(destination), ...numbers].join();
}

/**
 * Every address and port that connections with ports of this host go to.
 * @param backends the proxies that are looked at
 */
export function destinationsOf(
  { proxy }: CapacityInputs,
  backends = proxy ? summaryOf(proxy).backends : [],
): readonly Destination[] {
  const found = new Map<string, Destination>();
  const leading = new Map<string, number>();
  for (const part of backends) {
    const { servers } = part;
    const count = activeServers(servers.filter(({ backup, disabled }) => !backup && !disabled));
    const here = new Set<string>();
    for (const server of servers) {
      if (!isOne(server.destination ?? '') || server.transparent || server.disabled) continue;
      // Servers made from a template have an address each.
      const { destination = '' } = server;
      const key = server.count.value === 1 ? destination : `${part.name}/${server.name}`;
      const other = found.get(key);
      here.add(key);
      if (!other) {
        const { sources } = server;
        found.set(key, { name: `${part.name}/${server.name}`, part, server, sources, active: count, others: false });
      } else if (server.sources.some((each) => !other.sources.includes(each)))
        found.set(key, { ...other, sources: [...new Set([...other.sources, ...server.sources])] });
    }
    for (const key of here) leading.set(key, (leading.get(key) ?? 0) + 1);
  }
  return [...found].map(([key, each]) => ({ ...each, others: (leading.get(key) ?? 0) < backends.length }));
}

/** How many there are; a sum over more than a few lines says nothing to anybody. */
function activeServers(active: readonly ServerPart[]): Quantity {
  const name = 'servers';
  const total = active.reduce<number | undefined>(
    (all, { count: { value } }) => (all === undefined || value === undefined ? undefined : all + value),
    0,
  );
  if (total === undefined) return unknown(name, '', 'a server-template whose number is not known');
  return constant(name, total, '', active.length === 1 ? 'one line server' : `${active.length} lines server`);
}

/** Ports that one address of this host has towards one destination. */
export function portsOfAddress(inputs: CapacityInputs): Quantity {
  const [low, high] = [0, 1].map((field) => inputs.sysctl('net.ipv4.ip_local_port_range', field)) as [
    Quantity,
    Quantity,
  ];
  // The kernel refuses such a range, and keeps the one before.
  if ((low.value ?? 0) > (high.value ?? Number.POSITIVE_INFINITY))
    return unknown('ports of an address', 'ports', 'net.ipv4.ip_local_port_range');
  const reserved = reservedWithin(inputs, low, high);
  return sum('ports of an address', 'ports', [
    difference('range', 'ports', high, low, ...(reserved ? [reserved] : [])),
    constant('the last port', 1, 'ports', 'it is one of the range'),
  ]);
}

/** Ports of all addresses towards a destination. */
export function portsTowards(inputs: CapacityInputs, { server, sources }: Destination): Quantity {
  const each = server.sourcePorts ?? portsOfAddress(inputs);
  if (sources.length < 2) return each;
  const place = server.place;
  return product('ports', 'ports', [each, known('source addresses', sources.length, '', { from: 'source', place })]);
}

/**
 * Seconds for which a port stays taken after its connection. In HTTP none: the server is left to close first, or the connection
 * is reset. In TCP HAProxy hands on the end as it comes, and where clients end first it is the one to wait. Connections that are
 * upgraded end as in TCP too, but for those that `timeout tunnel` ends: they are reset. They count where the section is for them;
 * elsewhere nobody says whether there are any.
 */
export function portHold(inputs: CapacityInputs, { part, server }: Destination): Quantity {
  const name = 'port kept after its connection';
  if (part.mode === 'http' && !part.tunnels)
    return constant(name, 0, 'seconds', 'HAProxy leaves no TIME_WAIT towards servers in HTTP');
  const reuse = inputs.sysctl('net.ipv4.tcp_tw_reuse');
  const timestamps = inputs.sysctl('net.ipv4.tcp_timestamps');
  if (reuse.value === undefined || timestamps.value === undefined)
    return unknown(name, 'seconds', 'net.ipv4.tcp_tw_reuse');
  const where =
    part.mode === 'http'
      ? 'where every connection is upgraded and its client ends it first'
      : 'where the client ends the connection first';
  const reuses = reuse.value === 1 || (reuse.value === 2 && isLoopback(server.destination ?? ''));
  return reuses && timestamps.value !== 0
    ? assumed(name, 1, 'seconds', `tcp_tw_reuse with timestamps, ${where}`)
    : assumed(name, timeWait, 'seconds', `TIME_WAIT of Linux, ${where}`);
}

/** New connections per second that a destination can take for long, whatever the number at one time; unknown without a limit. */
export function highestRate(inputs: CapacityInputs, destination: Destination): Quantity {
  return quotient('highest rate', 'per second', portsTowards(inputs, destination), portHold(inputs, destination));
}

/**
 * The destination that carries the fewest new connections per second for long, of those that have a connection for each session:
 * towards servers HTTP leaves no ports behind. Undefined where there is none, or where it is not known.
 */
export function lowestRate(inputs: CapacityInputs): { readonly name: string; readonly rate: Quantity } | undefined {
  if (!inputs.proxy || !summaryOf(inputs.proxy).backends.some(({ mode }) => mode !== 'http')) return undefined;
  let lowest: { readonly name: string; readonly rate: Quantity } | undefined;
  for (const destination of destinationsOf(inputs)) {
    if (destination.part.mode === 'http') continue;
    const rate = roundedDown('highest rate', 'per second', highestRate(inputs, destination));
    if (rate.value !== undefined && rate.value < (lowest?.rate.value ?? Infinity))
      lowest = { name: destination.name, rate };
  }
  return lowest;
}

/** Connections of this host in TIME_WAIT: at most one for each connection that was proxied, where this host ends it first. */
export function timeWaitNeeded(inputs: CapacityInputs): Quantity {
  const { connectionRate } = expectedLoad(inputs);
  return product('connections in TIME_WAIT', 'connections', [
    connectionRate,
    assumed('TIME_WAIT', timeWait, 'seconds', 'Linux; the worst case: HAProxy ends every connection first'),
  ]);
}

function budgetFor(inputs: CapacityInputs, destination: Destination): Budget {
  const { name, part, server } = destination;
  const hold = portHold(inputs, destination);
  const rate = portsTowards(inputs, destination).value;
  const perSecond = hold.value && rate !== undefined ? Math.floor(rate / hold.value) : undefined;
  const need = portsNeeded(inputs, destination);
  return worstCase({
    id: 'ports',
    of: name,
    title: 'Ports towards a server',
    need,
    have: portsTowards(inputs, destination),
    notes: [
      ...(part.mode === 'http'
        ? [
            'Clients without a request hold no connection to a server, so HTTP needs fewer; what is upgraded holds one, and its ' +
              'port for a minute longer where the client ends it.',
          ]
        : []),
      ...(perSecond === undefined
        ? []
        : [
            `Where clients end their${part.mode === 'http' ? ' upgraded' : ''} connections first, ${formatNumber(perSecond)} new connections per second can go there for long.`,
          ]),
      'Addresses of `source` multiply the ports, more servers divide the need.',
    ],
    place: server.place ?? placeOfConnections(inputs),
  });
}

/** Ports taken at one time: those of connections, and those that are kept after one. */
export function portsNeeded(inputs: CapacityInputs, destination: Destination): Quantity {
  const { connectionRate } = expectedLoad(inputs);
  const hold = portHold(inputs, destination);
  const share = (name: string, all: Quantity) => shareOf(destination, name, all);
  const open = portsOpen(inputs, destination);
  if (!hold.value || connectionRate.value === undefined) return { ...open, unit: 'ports' };
  const kept = product('ports kept', 'ports', [share('new connections', connectionRate), hold]);
  return sum('ports needed', 'ports', [open, kept]);
}

/** Ports taken at one time by connections that are open. */
function portsOpen(inputs: CapacityInputs, destination: Destination): Quantity {
  return atMost(destination.server, shareOf(destination, 'connections', expectedLoad(inputs).connections));
}

/** What one of a proxy's servers gets; where several proxies have servers, nobody knows how they share. */
function shareOf({ part, others, active }: Destination, name: string, all: Quantity): Quantity {
  const guessed = others || part.mode === 'http';
  const why = others ? 'the worst case: all may go to this proxy' : 'the worst case: every client has a request';
  // Connections take whole ports; of a rate any part is one.
  const isRate = all.unit === 'per second';
  const unit = isRate ? all.unit : 'ports';
  const its = guessed ? product(name, unit, [all, assumed('share', 1, '', why)]) : all;
  if (active.value === 0 || active.value === 1) return its;
  const each = quotient(name, unit, its, active);
  return isRate ? each : roundedUp(name, unit, each);
}

function atMost({ maxconn }: ServerPart, connections: Quantity): Quantity {
  return maxconn?.value ? smallest('connections', 'ports', [connections, maxconn]) : connections;
}

/** Reserved ports inside the range; undefined where there are none. */
function reservedWithin({ reservedPorts }: CapacityInputs, low: Quantity, high: Quantity): Quantity | undefined {
  if (!reservedPorts || low.value === undefined || high.value === undefined) return undefined;
  if (reservedPorts === 'unknown') return unknown('reserved ports', 'ports', 'net.ipv4.ip_local_reserved_ports');
  const { ranges, source } = reservedPorts;
  let count = 0;
  for (const [first, last] of ranges) count += Math.max(0, Math.min(last, high.value) - Math.max(first, low.value) + 1);
  return count === 0 ? undefined : known('reserved ports', count, 'ports', source);
}

/** An address and a port of its own: without them they are those that the client asked for, or an action sets them. */
function isOne(destination: string): boolean {
  return /:0*[1-9]\d*$/.test(destination) && !/^(ipv[46]@)?(\*|0\.0\.0\.0|\[?::\]?):\d+$/.test(destination);
}

function isLoopback(destination: string): boolean {
  return /^(ipv4@)?127\.|^(ipv6@)?\[?::1\b|^localhost\b/.test(destination);
}
