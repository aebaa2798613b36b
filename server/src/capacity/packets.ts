/**
 * Packets that wait for a processor. Each processor has a queue of `netdev_max_backlog` packets, and takes one more
 * (`enqueue_to_backlog`, net/core/dev.c); what a run of the softirq leaves is for the next run (`net_rx_action`).
 */
import { type Budget, worstCase } from './budget.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import { summaryOf } from './proxy-summary.ts';
import { assumed, constant, printed, product, type Quantity, roundedUp, sum } from './quantity.ts';

/** One queue, as if all packets came to one processor. */
export function packetBudgets(inputs: CapacityInputs): readonly Budget[] {
  if (!inputs.proxy || summaryOf(inputs.proxy).binds === 0) return [];
  const have = packetQueue(inputs);
  return [
    worstCase({
      id: 'packet-queue',
      title: 'Packets that wait for a processor',
      need: packetsNeeded(inputs),
      have,
      notes: [
        'Each processor has such a queue. It is used where RPS hands packets to another processor, for loopback, veth (containers) and tunnels; what a network card with NAPI receives waits in the ring of the card (`ethtool -g`) instead.',
        'It is reckoned as if one processor got all of them. Bodies are not counted: no fact says how large they are. What was dropped stands in the second column of /proc/net/softnet_stat.',
        runNote(inputs),
      ],
      place: inputs.sysctl(maxBacklog).source?.place,
    }),
  ];
}

const maxBacklog = 'net.core.netdev_max_backlog';

/** Packets that one processor can have waiting. */
function packetQueue(inputs: CapacityInputs): Quantity {
  return sum('packets that can wait', 'packets', [
    inputs.sysctl(maxBacklog),
    constant('one more', 1, 'packets', 'Linux compares with more than the length'),
  ]);
}

/** What comes while the processor does something else. */
export function packetsNeeded(inputs: CapacityInputs): Quantity {
  const { connectionRate, requestRate } = expectedLoad(inputs);
  const name = 'packets in a pause';
  const time = assumed('pause', 0.01, 'seconds', 'ten milliseconds until the kernel gets its turn on a busy processor');
  const opening = assumed('packets of a connection', 8, '', 'four to open and to end it, on each side of the proxy');
  const request = assumed('packets of a request', 4, '', 'request and acknowledgement, answer and acknowledgement');
  return roundedUp(
    name,
    'packets',
    sum(name, 'packets', [
      product('of connections', 'packets', [connectionRate, opening, time]),
      product('of requests', 'packets', [requestRate, request, time]),
    ]),
  );
}

/** What one run takes, which is no bound of a rate. */
function runNote(inputs: CapacityInputs): string {
  const budget = inputs.sysctl('net.core.netdev_budget');
  const time = inputs.sysctl('net.core.netdev_budget_usecs');
  const most = [
    ...(budget.value === undefined ? [] : [`${printed(budget)} (netdev_budget)`]),
    ...(time.value === undefined
      ? []
      : [`${printed({ value: time.value / 1e6, unit: 'seconds' })} (netdev_budget_usecs)`]),
  ];
  const run = most.length > 0 ? `${most.join(' or ')}` : 'netdev_budget packets';
  return `One run of the softirq takes up to ${run}. That bounds no rate: the next run goes on with the rest, at the latest that of ksoftirqd, and the third column of /proc/net/softnet_stat counts it.`;
}
