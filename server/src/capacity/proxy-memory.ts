/**
 * The memory that HAProxy itself takes. The numbers are those of running processes (`npm run lab`, docs/measured.md): the sizes
 * of structures differ by release, and a buffer is only held while data waits in it.
 */
import { compareVersions } from '../engine/version.ts';
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import type { ProxyModel } from './proxy-model.ts';
import { summaryOf } from './proxy-summary.ts';
import { assumed, byDefault, constant, product, type Quantity, sum, unknown } from './quantity.ts';

/**
 * What every connection does at the same time:
 *
 * - `idle`: both sides are connected and no data waits
 * - `busy`: data waits in both directions, as HAProxy reckons itself for `-m`; in HTTP before 2.9, where it waits in three places
 *   of the same direction, in one
 * - `worst`: data waits everywhere at once, and every connection with TLS is in its handshake
 */
export type Bound = 'idle' | 'busy' | 'worst';

/** Bytes measured on the first release of a branch, for that one and those behind it. */
interface Measured {
  readonly release: string;
  /** Structures of a connection to a client and the one to its server, in TCP and with a request in HTTP. */
  readonly tcp: number;
  readonly http: number;
  /** The process without connections, and what each thread adds. */
  readonly process: number;
  readonly thread: number;
}

const measured: readonly Measured[] = [
  { release: '2.4', tcp: 3050, http: 4800, process: 12_900_000, thread: 240_000 },
  { release: '2.6', tcp: 3350, http: 5000, process: 14_000_000, thread: 240_000 },
  { release: '2.8', tcp: 3350, http: 5000, process: 14_300_000, thread: 240_000 },
  { release: '3.0', tcp: 3350, http: 5000, process: 16_200_000, thread: 310_000 },
  { release: '3.2', tcp: 3600, http: 5200, process: 20_100_000, thread: 310_000 },
  { release: '3.3', tcp: 3750, http: 5700, process: 26_000_000, thread: 550_000 },
  { release: '3.4', tcp: 3950, http: 6000, process: 27_000_000, thread: 550_000 },
];

/** What a process keeps for every connection that it may have, whether it has it or not: two entries of its table of descriptors. */
const descriptorEntries = 128;
/** A session that OpenSSL 3.0 keeps: as a server towards clients, as a client towards servers. */
const clientSession = 17_600;
const serverSession = 46_000;
/** A record of TLS that is read or written, for each direction in which data waits. */
const tlsRecord = 16_384;
/** `SSL_HANDSHAKE_MAX_COST` (include/haproxy/defaults.h). */
const tlsHandshake = 77_824;
/** What HAProxy reckons for an entry of the cache of TLS sessions (src/limits.c, src/haproxy.c before 3.1). */
const cacheEntry = 200;
/** From this release on data is handed from one side to the other without a copy (`tune.disable-zero-copy-forwarding`). */
const zeroCopy = '2.9';

/** Everything that HAProxy takes, over all of its processes. */
export function proxyMemory(inputs: CapacityInputs, bound: Bound): Quantity {
  const { proxy } = inputs;
  if (!proxy) return unknown('memory of HAProxy', 'bytes', 'the configuration of the proxy');
  return sum('memory of HAProxy', 'bytes', [
    product('connections in HAProxy', 'bytes', [expectedLoad(inputs).connections, connectionMemory(inputs, bound)]),
    ...fixedMemory(inputs, proxy),
  ]);
}

/** What one proxied connection takes in HAProxy. */
export function connectionMemory(inputs: CapacityInputs, bound: Bound): Quantity {
  const { proxy } = inputs;
  const name = 'one connection in HAProxy';
  if (!proxy) return unknown(name, 'bytes', 'the configuration of the proxy');
  const { release, tcp, http } = measuredFor(proxy);
  const structures = constant('structures', isHttp(proxy) ? http : tcp, 'bytes', `measured on HAProxy ${release}`);
  const buffers = bound === 'idle' ? [] : [bufferMemory(proxy, bound)];
  return sum(name, 'bytes', [structures, ...buffers, ...tlsOfClients(inputs, bound), ...tlsOfServers(proxy)]);
}

/** How many buffers of `tune.bufsize` a connection holds. */
function buffersOf(proxy: ProxyModel, bound: Exclude<Bound, 'idle'>): Quantity {
  const copies = isHttp(proxy) && compareVersions(proxy.release, zeroCopy) < 0;
  if (!copies) return constant('buffers', 2, '', 'one for each direction');
  return bound === 'busy'
    ? constant('buffers', 3, '', `HTTP before ${zeroCopy}: from the server, between and to the client`)
    : constant('buffers', 6, '', `HTTP before ${zeroCopy}: three for each direction`);
}

function bufferMemory(proxy: ProxyModel, bound: Exclude<Bound, 'idle'>): Quantity {
  return product('waiting data', 'bytes', [buffersOf(proxy, bound), bufsizeOf(proxy)]);
}

/** The size of a buffer. */
export function bufsizeOf({ global }: ProxyModel): Quantity {
  return global.bufsize ?? byDefault('tune.bufsize', 16_384, 'bytes', 'default of HAProxy');
}

function tlsOfClients(inputs: CapacityInputs, bound: Bound): readonly Quantity[] {
  const share = expectedLoad(inputs).tlsShare;
  if (share.value === 0) return [];
  const parts = [constant('session', clientSession, 'bytes', 'measured with OpenSSL 3.0')];
  if (bound !== 'idle') {
    // Before 2.9 HTTP is reckoned with one direction when it is busy.
    const proxy = inputs.proxy as ProxyModel;
    const directions = bound === 'busy' && buffersOf(proxy, bound).value === 3 ? 1 : 2;
    parts.push(
      product('records', 'bytes', [
        constant('directions', directions, '', 'in which data waits'),
        constant('record', tlsRecord, 'bytes', 'the largest record of TLS'),
      ]),
    );
  }
  if (bound === 'worst') parts.push(constant('handshake', tlsHandshake, 'bytes', 'what HAProxy reckons for it'));
  return [product('TLS to the client', 'bytes', [share, sum('TLS of a connection', 'bytes', parts)])];
}

/** OpenSSL keeps the server's certificate with every session, and the room that the handshake took serves for records. */
function tlsOfServers(proxy: ProxyModel): readonly Quantity[] {
  const { servers, securedServers } = summaryOf(proxy);
  if (securedServers === 0) return [];
  const name = 'TLS to the server';
  const from = 'measured with OpenSSL 3.0';
  return [
    securedServers === servers
      ? constant(name, serverSession, 'bytes', from)
      : assumed(name, serverSession, 'bytes', `${from}; the worst case: some servers have ssl`),
  ];
}

/** What is there before the first connection. */
function fixedMemory(inputs: CapacityInputs, proxy: ProxyModel): readonly Quantity[] {
  const { global, threads } = proxy;
  const { release, process, thread } = measuredFor(proxy);
  const from = `measured on HAProxy ${release}`;
  const { nbproc } = global;
  const each = [
    constant('program', process, 'bytes', from),
    ...(threads.value === undefined
      ? []
      : [product('threads', 'bytes', [threads, constant('a thread', thread, 'bytes', from)])]),
    product('table of descriptors', 'bytes', [
      tableSize(inputs),
      constant('entries of a connection', descriptorEntries, 'bytes', 'measured on HAProxy 3.4'),
    ]),
  ];
  const base = sum('process', 'bytes', each);
  const all = nbproc ? product('processes', 'bytes', [nbproc, base]) : base;
  return summaryOf(proxy).securedBinds > 0 ? [all, tlsCache(proxy)] : [all];
}

/** Connections that the table has room for: where nobody knows how many, at least those that are expected. */
function tableSize(inputs: CapacityInputs): Quantity {
  const maxconn = maxconnOf(inputs);
  return maxconn.value === undefined && inputs.host.connections ? expectedLoad(inputs).connections : maxconn;
}

function tlsCache({ global }: ProxyModel): Quantity {
  return product('cache of TLS sessions', 'bytes', [
    global.sslCachesize ?? byDefault('tune.ssl.cachesize', 20_000, 'entries', 'default of HAProxy'),
    constant('an entry', cacheEntry, 'bytes', 'what HAProxy reckons for it'),
  ]);
}

/** HTTP costs more, so one section with it decides. */
function isHttp(proxy: ProxyModel): boolean {
  return summaryOf(proxy).http;
}

function measuredFor({ release }: ProxyModel): Measured {
  const known = measured.filter((each) => compareVersions(release, each.release) >= 0);
  return known.at(-1) ?? (measured[0] as Measured);
}
