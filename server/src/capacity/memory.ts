/** Whether the memory of a host carries what its configuration allows: HAProxy, the kernel's sockets and tables, and the rest. */
import { formatBytes, parseSize } from '../engine/values/quantity.ts';
import { commandLineOption, type Host, pageSizeOf } from '../host/facts.ts';
import { type Budget, budgetOf, worstCase } from './budget.ts';
import { conntrackMemory } from './conntrack.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad, placeOfConnections } from './load.ts';
import { timeWaitNeeded } from './ports.ts';
import { type Bound, connectionMemory, proxyMemory } from './proxy-memory.ts';
import {
  assumed,
  constant,
  known,
  leastOf,
  product,
  type Quantity,
  quotient,
  roundedDown,
  smallest,
  sum,
  unknown,
} from './quantity.ts';
import { orphanMemory, queuedData, socketMemory, tcpMemory, timeWaitMemory } from './socket-memory.ts';
import { trying } from './what-if.ts';

/** The split to start from: a third of RAM for HAProxy, a third for TCP, a third for everything else. */
export const comfortable = 2 / 3;

export function memoryBudgets(inputs: CapacityInputs): readonly Budget[] {
  const { proxy, unit } = inputs;
  if (!proxy) return tcpLimitBudgets(inputs);
  const place = placeOfConnections(inputs);
  const own = {
    id: 'memory',
    title: 'Memory',
    need: hostMemory(inputs, 'busy'),
    have: ram(inputs),
    notes: [...boundsOf(inputs), ...leftOut(inputs)],
    place,
    tight: comfortable,
  } as const;
  const budgets = [worstCase(own, sureMemory(inputs, hostMemory, 'busy'))];
  if (unit?.memoryMax)
    budgets.push(
      worstCase(
        {
          id: 'memory',
          of: 'MemoryMax',
          title: 'Memory of the service',
          need: serviceMemory(inputs, 'busy'),
          have: unit.memoryMax,
          notes: ['The data in its sockets counts as memory of the service.'],
          place: unit.memoryMax.source?.place ?? place,
        },
        sureMemory(inputs, serviceMemory, 'busy'),
      ),
    );
  return [
    ...budgets,
    ...tcpLimitBudgets(inputs),
    tcpBudget(inputs),
    ...orphanBudgets(inputs),
    ...timeWaitBudgets(inputs),
  ];
}

/** What the host needs when every connection is in the given state. */
export function hostMemory(inputs: CapacityInputs, bound: Bound): Quantity {
  return sum('memory needed', 'bytes', [proxyMemory(inputs, bound), socketMemory(inputs, bound), ...others(inputs)]);
}

/** What counts as memory of the service when every connection is in the given state. */
export function serviceMemory(inputs: CapacityInputs, bound: Bound): Quantity {
  return sum('memory of the service', 'bytes', [proxyMemory(inputs, bound), socketMemory(inputs, bound)]);
}

/** Bytes of a need that rest on no assumption: without TLS where nobody knows how much of it there is. */
export function sureMemory(
  inputs: CapacityInputs,
  need: (inputs: CapacityInputs, bound: 'idle' | 'busy') => Quantity,
  bound: 'idle' | 'busy',
): number {
  const least = expectedLoad(inputs).tlsShare.certainty === 'assumed' ? trying(inputs, { tlsShare: 0 }) : inputs;
  return leastOf(need(least, bound));
}

/** RAM of the host. */
export function ram({ host }: CapacityInputs): Quantity {
  const { memory } = host;
  return memory
    ? known('RAM', memory.value, 'bytes', { from: memory.from, host: true })
    : unknown('RAM', 'bytes', 'memory in headroom.json');
}

/** The connections that so many bytes carry, in HAProxy and in the kernel, beside what does not depend on them. */
export function connectionsWithin(inputs: CapacityInputs, bytes: Quantity, bound: Exclude<Bound, 'worst'>): Quantity {
  const one = { ...inputs.host, connections: { value: 1, from: 'one connection' } };
  const each = sum('one connection', 'bytes', [
    connectionMemory(inputs, bound),
    socketMemory({ ...inputs, host: one }, bound),
  ]);
  return roundedDown('connections', 'connections', quotient('connections', 'connections', bytes, each));
}

/** What takes memory beside proxied connections; what is not known is left out. */
function others(inputs: CapacityInputs): readonly Quantity[] {
  const services = inputs.host.services;
  return [
    conntrackMemory(inputs),
    timeWaitMemory(timeWaitKept(inputs)),
    hugePages(inputs),
    ...Object.entries(services?.value ?? {}).map(([name, bytes]) =>
      known(name, bytes, 'bytes', { from: services?.from ?? '', host: true }),
    ),
  ].filter(({ value }) => value !== undefined && value > 0);
}

/** What huge pages take from everybody else. */
export function hugePages(inputs: CapacityInputs): Quantity {
  return product('huge pages', 'bytes', [inputs.sysctl('vm.nr_hugepages'), hugePageSize(inputs.host)]);
}

/**
 * A huge page: as large as a page of page table entries can map, 2 MiB on x86 and 512 MiB with pages of 64 KiB, unless the kernel's
 * command line says otherwise (`hugetlb_init` in mm/hugetlb.c).
 */
export function hugePageSize(host: Host): Quantity {
  const { commandLine, pageSize } = host;
  const asked = parseSize(commandLineOption(host, 'default_hugepagesz') ?? '');
  const name = 'a huge page';
  const page = pageSizeOf(host);
  if (asked !== undefined)
    return known(name, asked, 'bytes', { from: `default_hugepagesz (${commandLine?.from})`, host: true });
  return pageSize && pageSize.value !== 4096
    ? assumed(name, (page * page) / 8, 'bytes', `arm64 with pages of ${formatBytes(page)}`)
    : constant(name, (page * page) / 8, 'bytes', 'x86, and arm64 with pages of 4 KiB');
}

function boundsOf(inputs: CapacityInputs): readonly string[] {
  const [idle, worst] = (['idle', 'worst'] as const).map((bound) => hostMemory(inputs, bound).value);
  const range =
    idle === undefined || worst === undefined
      ? []
      : [`When all connections are idle it is ${formatBytes(idle)}, at the very worst ${formatBytes(worst)}.`];
  return [
    'Every connection is taken to have data waiting at the same time, and a page in each of its socket buffers.',
    ...range,
    'A third of RAM for HAProxy, a third for TCP and a third for the rest is the split to start from.',
  ];
}

function leftOut({ host }: CapacityInputs): readonly string[] {
  return [
    'Stick tables, maps, certificates and caches are not in it.',
    ...(host.services
      ? []
      : ['Other programs of the host are not in it: `services` in headroom.json says what they take.']),
  ];
}

/** What TCP is allowed, where somebody wrote it down: beyond a third of RAM it has no limit before the host has none left. */
function tcpLimitBudgets(inputs: CapacityInputs): readonly Budget[] {
  const { place } = inputs.sysctl('net.ipv4.tcp_mem', 2).source ?? {};
  if (!place) return [];
  return [
    budgetOf({
      id: 'tcp-limit',
      title: 'Limit of TCP memory',
      need: tcpMemory(inputs),
      have: ram(inputs),
      notes: [
        'A third of RAM is what it should be: beyond that TCP feels no pressure before the host runs out of memory.',
      ],
      place,
      tight: 1 / 3,
    }),
  ];
}

function tcpBudget(inputs: CapacityInputs): Budget {
  const need = queuedData(inputs, 'busy');
  const have = tcpMemory(inputs);
  const { value } = queuedData(inputs, 'full');
  // The limit is the line to change only where it is too low.
  const limit = (need.value ?? 0) > (have.value ?? 0) ? inputs.sysctl('net.ipv4.tcp_mem', 2).source?.place : undefined;
  const budget = {
    id: 'tcp-memory',
    title: 'Memory of TCP',
    need,
    have,
    notes: [
      'This is the least for data that waits in every socket, a page for each direction.',
      ...(value === undefined ? [] : [`Buffers of the size that sockets start with would take ${formatBytes(value)}.`]),
    ],
    place: limit ?? placeOfConnections(inputs),
  } as const;
  // No connection is sure to have data waiting on both of its sides.
  return worstCase(budget, 0);
}

function orphanBudgets(inputs: CapacityInputs): readonly Budget[] {
  const most = inputs.sysctl('net.ipv4.tcp_max_orphans');
  if (most.value === undefined || !inputs.host.memory) return [];
  const notes = [
    'Orphans are closed sockets whose data nobody has taken yet; their memory cannot be swapped out.',
    'Under pressure Linux already acts at a half or a quarter of tcp_max_orphans.',
  ];
  return [
    budgetOf({
      id: 'orphans',
      title: 'Memory of orphans',
      need: orphanMemory(inputs),
      have: ram(inputs),
      notes,
      place: most.source?.place,
    }),
  ];
}

function timeWaitBudgets(inputs: CapacityInputs): readonly Budget[] {
  const need = timeWaitNeeded(inputs);
  if (need.value === undefined) return [];
  const have = inputs.sysctl('net.ipv4.tcp_max_tw_buckets');
  const notes = ['Beyond that Linux ends connections without TIME_WAIT and says so in its log.'];
  const place = have.source?.place ?? placeOfConnections(inputs);
  return [worstCase({ id: 'time-wait', title: 'Connections in TIME_WAIT', need, have, notes, place })];
}

function timeWaitKept(inputs: CapacityInputs): Quantity {
  const need = timeWaitNeeded(inputs);
  const most = inputs.sysctl('net.ipv4.tcp_max_tw_buckets');
  return most.value === undefined ? need : smallest('connections in TIME_WAIT', 'connections', [need, most]);
}
