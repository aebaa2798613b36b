/** Whether the memory of a host carries what its configuration allows: HAProxy, the kernel's sockets and tables, and the rest. */
import { formatBytes } from '../engine/values/quantity.ts';
import { type Budget, budgetOf } from './budget.ts';
import { conntrackMemory } from './conntrack.ts';
import type { CapacityInputs } from './inputs.ts';
import { placeOfConnections } from './load.ts';
import { timeWaitNeeded } from './ports.ts';
import { type Bound, connectionMemory, proxyMemory } from './proxy-memory.ts';
import { constant, known, product, type Quantity, quotient, roundedDown, smallest, sum, unknown } from './quantity.ts';
import { orphanMemory, queuedData, socketMemory, tcpMemory, timeWaitMemory } from './socket-memory.ts';

/** The split to start from: a third of RAM for HAProxy, a third for TCP, a third for everything else. */
const comfortable = 2 / 3;
/** Bytes of a huge page on x86 and on arm64 with pages of 4 KiB. */
const hugePage = 2 * 1024 ** 2;

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
  const budgets = [budgetOf(own)];
  if (unit?.memoryMax)
    budgets.push(
      budgetOf({
        id: 'memory',
        of: 'MemoryMax',
        title: 'Memory of the service',
        need: sum('memory of the service', 'bytes', [proxyMemory(inputs, 'busy'), socketMemory(inputs, 'busy')]),
        have: unit.memoryMax,
        notes: ['The data in its sockets counts as memory of the service.'],
        place: unit.memoryMax.source?.place ?? place,
      }),
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
  const pages = inputs.sysctl('vm.nr_hugepages');
  const services = inputs.host.services;
  return [
    conntrackMemory(inputs),
    timeWaitMemory(timeWaitKept(inputs)),
    product('huge pages', 'bytes', [pages, constant('a huge page', hugePage, 'bytes', 'x86')]),
    ...Object.entries(services?.value ?? {}).map(([name, bytes]) =>
      known(name, bytes, 'bytes', { from: services?.from ?? '', host: true }),
    ),
  ].filter(({ value }) => value !== undefined && value > 0);
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
  return budgetOf({
    id: 'tcp-memory',
    title: 'Memory of TCP',
    need,
    have,
    notes: [
      'This is the least for data that waits in every socket, a page for each direction.',
      ...(value === undefined ? [] : [`Buffers of the size that sockets start with would take ${formatBytes(value)}.`]),
    ],
    place: limit ?? placeOfConnections(inputs),
  });
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
  return [budgetOf({ id: 'time-wait', title: 'Connections in TIME_WAIT', need, have, notes, place })];
}

function timeWaitKept(inputs: CapacityInputs): Quantity {
  const need = timeWaitNeeded(inputs);
  const most = inputs.sysctl('net.ipv4.tcp_max_tw_buckets');
  return most.value === undefined ? need : smallest('connections in TIME_WAIT', 'connections', [need, most]);
}
