import type { Fix, Severity } from '../../engine/rules.ts';
import { formatBytes } from '../../engine/values/quantity.ts';
import { pageSizeOf } from '../../host/facts.ts';
import { largestMaxconn, settingKernel, writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { expectedLoad, placeOfConnections } from '../load.ts';
import { fitsMemory } from '../memory-limits.ts';
import { formulaOf, known, leavesOf, printed, type Quantity } from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';
import { queuedData, tcpMemory, thirdForTcp } from '../socket-memory.ts';

const key = 'net.ipv4.tcp_mem';

/**
 * Beyond the third field of `tcp_mem` the kernel grants no socket more memory (`__sk_mem_raise_allocated`, net/core/sock.c).
 * `capacity/socket-memory.ts` has the least that data in sockets takes.
 */
export const tcpMemoryAboveTcpMem = capacityRule({
  id: 'capacity/tcp-memory-above-tcp-mem',
  title: 'Data in the sockets may take more than tcp_mem allows',
  severity: 'warning',
  judge({ inputs }) {
    // Without an amount of RAM nobody knows what TCP may have.
    if (!inputs.proxy || !inputs.host.memory) return [];
    const have = tcpMemory(inputs);
    const field = inputs.sysctl(key, 2);
    const place = field.source?.place ?? placeOfConnections(inputs);
    if (have.value === undefined || !place) return [];
    const need = queuedData(inputs, 'busy');
    const severity = severityOf(need, have);
    // Of what the kernel sets by itself something is said only where more would do: RAM that is too small has a rule of its own.
    if (!severity || (have.certainty === 'assumed' && !isEnough(inputs, need))) return [];
    const { host } = inputs;
    const { connections } = expectedLoad(inputs);
    const from = host.connections ? ` expected (${host.connections.from})` : '';
    const set = field.source?.place ? '' : ` (${field.source?.from})`;
    return [
      {
        place,
        severity,
        message:
          `With data under way in both directions of all the ${printed(connections)}${from} their sockets take at least ` +
          `${formulaOf(need)} (${formatBytes(oneWay(need))} for one direction), and tcp_mem${set} lets all TCP sockets together take ` +
          `${formulaOf(have)}: beyond that the kernel refuses memory, packets are dropped and transfers stall.`,
        related: relatedInputs([...leavesOf(need), ...leavesOf(have)], place),
        fixes: fixesOf(inputs, need),
      },
    ];
  },
});

/** HTTP sends one way at a time: a receive buffer on one side, a send buffer on the other. */
function oneWay({ value = 0 }: Quantity): number {
  return value / 2;
}

/**
 * A warning where data in one direction is already too much. Both directions at once on every connection are the worst case; of a
 * limit that is only assumed they say nothing.
 */
function severityOf(need: Quantity, have: Quantity): Severity | undefined {
  const limit = have.value ?? Number.POSITIVE_INFINITY;
  const severity = severityFor(have, 'warning');
  if (need.value === undefined || need.certainty === 'unknown') return undefined;
  if (oneWay(need) > limit) return need.certainty === 'assumed' ? 'information' : severity;
  return need.value > limit && severity === 'warning' ? 'information' : undefined;
}

/** The fields of `tcp_mem` that leave TCP a third of RAM. */
function thirdOf({ host }: CapacityInputs): readonly [number, number, number] {
  return thirdForTcp(host.memory?.value ?? 0, pageSizeOf(host));
}

/** Whether a third of RAM is enough for the data, and RAM carries it beside everything else. */
function isEnough(inputs: CapacityInputs, need: Quantity): boolean {
  const fields = thirdOf(inputs);
  const raised: CapacityInputs = {
    ...inputs,
    sysctl: (name, field = 0) =>
      name === key ? known(key, fields[field] ?? 0, 'pages', { from: 'a third of RAM' }) : inputs.sysctl(name, field),
  };
  return (need.value ?? Infinity) <= (tcpMemory(raised).value ?? 0) && fitsMemory(raised);
}

/** A third of RAM where that is enough, and the `maxconn` that fits where no more are expected. */
function fixesOf(inputs: CapacityInputs, need: Quantity): readonly Fix[] {
  const { host, proxy, unit } = inputs;
  const right = thirdOf(inputs).join(' ');
  const edit = isEnough(inputs, need) ? settingKernel(inputs, key, right) : undefined;
  const set = unit?.maxconn || host.connections ? undefined : proxy?.global.maxconn?.source?.place;
  const limit = tcpMemory(inputs).value ?? 0;
  const fewer = set && largestMaxconn(inputs, (tried) => (queuedData(tried, 'busy').value ?? 0) <= limit);
  return [
    ...(edit ? [{ title: `Set tcp_mem to a third of RAM: ${right}`, safe: false, edits: [edit] }] : []),
    ...(set && fewer !== undefined
      ? [
          {
            title: `Lower maxconn to ${fewer}, which tcp_mem carries`,
            safe: false,
            edits: [writing(set, String(fewer))],
          },
        ]
      : []),
  ];
}
