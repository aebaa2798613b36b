/**
 * The memory that the kernel takes for the sockets of proxied connections: what every socket is made of, and the data that
 * waits in it. Beyond the last field of `tcp_mem` the data of all sockets together hardly grows: the kernel refuses memory for
 * more (`__sk_mem_raise_allocated`, net/core/sock.c).
 */
import { compareVersions } from '../engine/version.ts';
import { pageSizeOf } from '../host/facts.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import { byDefault, constant, known, product, type Quantity, smallest, sum } from './quantity.ts';

/**
 * How much data waits in every socket at the same time:
 *
 * - `idle`: none
 * - `busy`: the least that the kernel takes for some, in each direction (`chargedAtLeast`)
 * - `full`: buffers of the size that sockets start with
 * - `worst`: buffers as large as they can grow
 */
export type SocketBound = 'idle' | 'busy' | 'full' | 'worst';

/** Bytes of a TCP socket with its inode, directory entry, file and place in a poller, without data. */
const socketStructures = 4096;
/** Bytes of a connection in TIME_WAIT: 256 of its own (the slab `tw_sock_TCP`), and the entries for its port. */
export const timeWaitBucket = 512;
/** Bytes that an orphan may hold (`tcp_max_orphans` in the kernel's documentation). */
export const orphanBytes = 65_536;
const measuredOn = 'measured on Linux 6.18';

/** What the kernel takes for the sockets of all connections. */
export function socketMemory(inputs: CapacityInputs, bound: SocketBound): Quantity {
  const { connections } = expectedLoad(inputs);
  const structures = product('structures of sockets', 'bytes', [
    sides(),
    constant('a socket', socketStructures, 'bytes', measuredOn),
    connections,
  ]);
  if (bound === 'idle') return structures;
  const data = smallest('data in sockets', 'bytes', [queuedData(inputs, bound), tcpMemory(inputs)]);
  return sum('sockets', 'bytes', [structures, data]);
}

/** The data that waits in the sockets of all connections, whether the kernel grants it or not. */
export function queuedData(inputs: CapacityInputs, bound: Exclude<SocketBound, 'idle'>): Quantity {
  const { connections } = expectedLoad(inputs);
  const each =
    bound === 'busy'
      ? product('pages of a connection', 'bytes', [
          constant('buffers of a connection', 4, '', 'both directions of both sockets'),
          chargedAtLeast(inputs),
        ])
      : sum('buffers of a connection', 'bytes', buffersOfConnection(inputs, bound));
  return product('data in sockets', 'bytes', [connections, each]);
}

/**
 * What the kernel takes for some data in one direction of a socket, at the least: a page. With larger pages than 4 KiB it was 4 KiB
 * from 4.11 until 6.0 made it a page again (`SK_MEM_QUANTUM`, include/net/sock.h). The fields of `tcp_mem` have always been pages:
 * those kernels convert them (`sk_prot_mem_limits`).
 */
function chargedAtLeast(inputs: CapacityInputs): Quantity {
  const page = pageSize(inputs);
  const { kernel } = inputs.host;
  if (page.value === undefined || page.value <= quantum) return page;
  if (!kernel) return { ...page, certainty: 'assumed' };
  const isQuantum = compareVersions(kernel.value, '4.11') >= 0 && compareVersions(kernel.value, '6.0') < 0;
  return isQuantum
    ? constant('least for some data', quantum, 'bytes', `Linux ${kernel.value}, whatever its page`)
    : page;
}

const quantum = 4096;

/** All data that the kernel lets wait in the TCP sockets of the host. */
export function tcpMemory(inputs: CapacityInputs): Quantity {
  return product('tcp_mem', 'bytes', [inputs.sysctl('net.ipv4.tcp_mem', 2), pageSize(inputs)]);
}

/**
 * The fields of `tcp_mem` that leave TCP a third of so much RAM, which is the split to start from: the others stand to the last one
 * as a half and two thirds.
 */
export function thirdForTcp(memory: number, page: number): readonly [number, number, number] {
  const most = Math.floor(memory / 3 / page);
  return [Math.floor(most / 2), Math.floor((most * 2) / 3), most];
}

/** What orphans may take at most: sockets that no program holds any more and whose data was not taken yet. */
export function orphanMemory(inputs: CapacityInputs): Quantity {
  const each = constant('an orphan', orphanBytes, 'bytes', 'the most that Linux lets it hold');
  const most = product('orphans', 'bytes', [inputs.sysctl('net.ipv4.tcp_max_orphans'), each]);
  return smallest('memory of orphans', 'bytes', [most, tcpMemory(inputs)]);
}

/** What connections in TIME_WAIT take. */
export function timeWaitMemory(buckets: Quantity): Quantity {
  return product('TIME_WAIT', 'bytes', [buckets, constant('a bucket', timeWaitBucket, 'bytes', measuredOn)]);
}

/** The buffers of the two sockets of a connection. */
function buffersOfConnection(inputs: CapacityInputs, bound: 'full' | 'worst'): readonly Quantity[] {
  const global = inputs.proxy?.global;
  const field = bound === 'full' ? 1 : 2;
  const of = (side: string, key: 'rmem' | 'wmem', set: Quantity | undefined) =>
    set
      ? fixedBuffer(inputs, `${key === 'rmem' ? 'receive' : 'send'} buffer, ${side}`, key, set)
      : inputs.sysctl(`net.ipv4.tcp_${key}`, field);
  return [
    of('clients', 'rmem', global?.receiveBufferClient),
    of('clients', 'wmem', global?.sendBufferClient),
    of('servers', 'rmem', global?.receiveBufferServer),
    of('servers', 'wmem', global?.sendBufferServer),
  ];
}

/** A size set by the program: the kernel bounds it, then doubles it for its own structures (`sk_setsockopt`, net/core/sock.c). */
function fixedBuffer(inputs: CapacityInputs, name: string, key: 'rmem' | 'wmem', set: Quantity): Quantity {
  return product(name, 'bytes', [
    constant('for structures of the kernel', 2, '', 'SO_RCVBUF and SO_SNDBUF are doubled'),
    smallest(name, 'bytes', [set, inputs.sysctl(`net.core.${key}_max`)]),
  ]);
}

function sides(): Quantity {
  return constant('sockets of a connection', 2, '', 'one to the client and one to the server');
}

function pageSize({ host }: CapacityInputs): Quantity {
  const { pageSize: fact } = host;
  return fact
    ? known('page', fact.value, 'bytes', { from: fact.from, host: true })
    : byDefault('page', pageSizeOf(host), 'bytes', 'pages of nearly every machine');
}
