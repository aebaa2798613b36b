/**
 * The table of tracked connections. A proxied connection takes two entries, one for each side, and leaves each of them in the
 * state it ended in: measured with HAProxy of several releases, docs/measured.md.
 */
import { compareVersions } from '../engine/version.ts';
import { type Budget, worstCase } from './budget.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad, placeOfConnections } from './load.ts';
import { summaryOf } from './proxy-summary.ts';
import { assumed, constant, leastOf, product, type Quantity, renamed, smallest, sum, unknown } from './quantity.ts';

const prefix = 'net.netfilter.nf_conntrack_';
/** Bytes of a place in the hash table: one pointer. */
const bucketBytes = 8;
/** Bytes of an entry: `struct nf_conn` in its slab, up to the next line of the processor's cache. */
export const entryBytes = { measured: 256, larger: 320, on: '6.18' } as const;

/** Only for hosts whose files speak of connection tracking: elsewhere nobody knows whether connections are tracked at all. */
export function conntrackBudgets(inputs: CapacityInputs): readonly Budget[] {
  if (!inputs.proxy || !isTracked(inputs)) return [];
  const have = conntrackMax(inputs);
  const { connectionRate } = expectedLoad(inputs);
  return [
    worstCase(
      {
        id: 'conntrack',
        title: 'Tracked connections',
        need: entriesNeeded(inputs),
        have,
        notes: [
          ...(connectionRate.value === undefined
            ? [
                'Entries of connections that have ended come on top: `expected.connectionRate` in headroom.json says how many.',
              ]
            : []),
          'It is reckoned as if all connections of the proxy were tracked; a rule with `notrack` takes them out.',
        ],
        place: have.source?.place ?? placeOfConnections(inputs),
      },
      sureEntries(inputs),
    ),
  ];
}

/** Whether the files of the host set anything of connection tracking. */
export function isTracked(inputs: CapacityInputs): boolean {
  if (inputs.hashsize) return true;
  const keys = ['max', 'buckets', 'tcp_timeout_established', 'tcp_timeout_time_wait', 'tcp_timeout_close'];
  return keys.some((key) => inputs.sysctl(prefix + key).source?.place !== undefined);
}

/** Entries at one time: of open connections, and of those that have ended. */
export function entriesNeeded(inputs: CapacityInputs): Quantity {
  const { connections } = expectedLoad(inputs);
  const sides = constant('sides', 2, '', 'one entry for the client, one for the server');
  const open = product('open connections', 'entries', [sides, connections]);
  const ended = endedEntries(inputs);
  return ended.every(({ value }) => value !== undefined) ? sum('entries needed', 'entries', [open, ...ended]) : open;
}

/** Entries that rest on no assumption: in HTTP a client without a request has no connection to a server. */
export function sureEntries(inputs: CapacityInputs): number {
  const need = entriesNeeded(inputs);
  if (!inputs.proxy || !summaryOf(inputs.proxy).http) return leastOf(need);
  const { connections, connectionRate } = expectedLoad(inputs);
  const ended = product('', 'entries', [connectionRate, inputs.sysctl(`${prefix}tcp_timeout_time_wait`)]);
  return leastOf(sum('', 'entries', [connections, ended]));
}

/** `nf_conntrack_max`; 0 is no limit (`__nf_conntrack_alloc`). */
export function conntrackMax(inputs: CapacityInputs): Quantity {
  const max = inputs.sysctl(`${prefix}max`);
  return max.value === 0 ? { ...max, value: Number.POSITIVE_INFINITY } : max;
}

/** Entries for each bucket when the table is full: how many are looked at for every packet. */
export function chainLength(inputs: CapacityInputs): number | undefined {
  const max = conntrackMax(inputs).value;
  const buckets = inputs.sysctl(`${prefix}buckets`).value;
  return max === undefined || !buckets ? undefined : max / buckets;
}

/** What the table takes with the entries that are needed; unknown where nothing says that connections are tracked. */
export function conntrackMemory(inputs: CapacityInputs): Quantity {
  const name = 'connection tracking';
  if (!isTracked(inputs)) return unknown(name, 'bytes', 'a line that sets nf_conntrack_max');
  const max = conntrackMax(inputs);
  const need = entriesNeeded(inputs);
  const entries = max.value === undefined ? need : smallest('entries', 'entries', [need, max]);
  const parts = [product('entries', 'bytes', [entries, bytesOfEntry(inputs)])];
  const buckets = inputs.sysctl(`${prefix}buckets`);
  if (buckets.value !== undefined)
    parts.push(
      product('buckets', 'bytes', [buckets, constant('a bucket', bucketBytes, 'bytes', 'a pointer of 64 bits')]),
    );
  return sum(name, 'bytes', parts);
}

/** Bytes of one entry. */
export function bytesOfEntry({ host: { kernel } }: CapacityInputs): Quantity {
  const { measured, larger, on } = entryBytes;
  if (kernel && compareVersions(kernel.value, on) >= 0)
    return constant('an entry', measured, 'bytes', `measured on Linux ${on}`);
  return assumed('an entry', larger, 'bytes', `${measured} or ${larger} by kernel and its options`);
}

/**
 * Clients' connections end in order and stay for TIME_WAIT. Towards servers HAProxy does the same in TCP and with what was upgraded;
 * the rest of HTTP it resets, which takes them into the state CLOSE.
 */
function endedEntries(inputs: CapacityInputs): readonly Quantity[] {
  const { connectionRate, requestRate } = expectedLoad(inputs);
  const withServers = inputs.proxy ? summaryOf(inputs.proxy).backends : [];
  const timeWait = inputs.sysctl(`${prefix}tcp_timeout_time_wait`);
  const isTcp = withServers.some(({ mode }) => mode !== 'http');
  const upgraded = withServers.some(({ tunnels }) => tunnels);
  const towards = withServers.some(({ closesServerSide, mode }) => mode === 'http' && closesServerSide)
    ? requestRate
    : connectionRate;
  const name = 'ended towards servers';
  const stays = isTcp ? timeWait : inputs.sysctl(`${prefix}tcp_timeout_close`);
  const ended = product(name, 'entries', [towards, stays]);
  // At the worst every connection is one that was upgraded.
  const worst = product('upgraded', 'entries', [connectionRate, worstOf(timeWait)]);
  return [
    product('ended towards clients', 'entries', [connectionRate, timeWait]),
    upgraded && !isTcp && isMore(worst, ended) ? renamed(name, worst) : ended,
  ];
}

function worstOf(quantity: Quantity): Quantity {
  return quantity.certainty === 'unknown' ? quantity : { ...quantity, certainty: 'assumed' };
}

function isMore(one: Quantity, other: Quantity): boolean {
  return (one.value ?? 0) > (other.value ?? Number.POSITIVE_INFINITY);
}
