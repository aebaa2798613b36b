/** Packets that wait for a processor. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packetsNeeded } from '../../server/src/capacity/packets.ts';
import { arithmetic, budgetOf, budgetsOf, inputsOf, listen } from './host.ts';

const haproxy = listen(['server s 192.0.2.1:80']);

describe('packets that wait for a processor', () => {
  it('are one more than netdev_max_backlog, which is 1000 by itself', () => {
    assert.equal(budgetOf({ haproxy }, 'packet-queue').have.value, 1001);
    const budget = budgetOf({ haproxy, sysctl: 'net.core.netdev_max_backlog = 5000' }, 'packet-queue');
    assert.deepEqual([budget.have.value, budget.have.certainty, budget.place?.line], [5001, 'known', 0]);
  });

  it('are needed for what comes in ten milliseconds, by assumption', () => {
    const facts = { connectionRate: 1000, requestRate: 5000 };
    assert.equal(
      arithmetic(packetsNeeded(inputsOf({ haproxy, facts }))),
      `packets in a pause = 80 + 200 = 280 packets
  packets in a pause = 80 + 200 = 280 packets
    of connections = 1 000/s × 8 × 0.01 s = 80 packets
      new connections = 1 000/s (headroom.json)
      packets of a connection = 8 (four to open and to end it, on each side of the proxy)
      pause = 10 ms (ten milliseconds until the kernel gets its turn on a busy processor)
    of requests = 5 000/s × 4 × 0.01 s = 200 packets
      requests = 5 000/s (headroom.json)
      packets of a request = 4 (request and acknowledgement, answer and acknowledgement)
      pause = 10 ms (ten milliseconds until the kernel gets its turn on a busy processor)`,
    );
  });

  it('never exceed what there is for certain, as the need is assumed', () => {
    const { verdict, need } = budgetOf({ haproxy, facts: { connectionRate: 100_000 } }, 'packet-queue');
    assert.deepEqual([verdict, need.certainty], ['tight', 'assumed']);
  });

  it('are not judged where nobody knows the rate, and not spoken of where nothing listens', () => {
    assert.equal(budgetOf({ haproxy }, 'packet-queue').verdict, 'unknown');
    assert.deepEqual(budgetsOf({ haproxy: 'frontend f\n  bind /run/f.sock\n' }, 'packet-queue'), []);
  });

  it('come with what a run of the softirq takes, as far as it is known', () => {
    const note = (sysctl: string) => budgetOf({ haproxy, sysctl }, 'packet-queue').notes.at(-1);
    assert.match(note('') ?? '', /takes up to 300 packets \(netdev_budget\)\. That bounds no rate/);
    assert.match(
      note('net.core.netdev_budget = 600\nnet.core.netdev_budget_usecs = 8000') ?? '',
      /up to 600 packets \(netdev_budget\) or 8 ms \(netdev_budget_usecs\)\./,
    );
  });
});
