/** The capacity model against the kernel and the HAProxy of this machine; `npm run lab` measures more of it. */
import assert from 'node:assert/strict';
import { release as kernelRelease } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import {
  fullOf,
  handshakesOf,
  type Outcome,
  portsOf,
  queueOf,
  reuseOf,
  type Subject,
  timeWaitOf,
} from '../../server/tools/lab/experiments.ts';
import { whyNoExperiment } from '../../server/tools/lab/namespace.ts';
import { versionOf } from '../../server/tools/parity/haproxy.ts';
import { noHaproxy, provisionHaproxy } from '../../server/tools/parity/provision.ts';

/** Hands over the HAProxy of this machine, or says why there is nothing to compare with. */
async function withSubject(test: TestContext, use: (subject: Subject) => Promise<void>): Promise<void> {
  const reason = whyNoExperiment();
  if (reason) return test.diagnostic(reason);
  const binary = await provisionHaproxy();
  if (binary === undefined) return test.diagnostic(noHaproxy);
  const [kernel = ''] = /^\d+\.\d+/.exec(kernelRelease()) ?? [];
  await use({ binary, release: await versionOf(binary), kernel });
}

function assertNear({ what, predicted, measured }: Outcome, expected: number): void {
  assert.equal(predicted, expected, `what the model says of ${what}`);
  assert.ok(Math.abs(measured - predicted) <= predicted * 0.02, `${what}: ${measured} instead of ${predicted}`);
}

describe('ports of this kernel', () => {
  const range = '40000 40199';

  it('are used up at the number that the model says', (test) =>
    withSubject(test, async (subject) => {
      assertNear(await portsOf(subject, '200 ports', { range, attempts: 250 }), 200);
    }));

  it('are fewer by the reserved ones', (test) =>
    withSubject(test, async (subject) => {
      const run = { range, reserved: '40010-40059', attempts: 200 };
      assertNear(await portsOf(subject, '200 ports, 50 of them reserved', run), 150);
    }));

  it('are there for every address of `source`', (test) =>
    withSubject(test, async (subject) => {
      const run = { range, sources: ['127.0.0.1', '127.0.0.2'], attempts: 450 };
      assertNear(await portsOf(subject, 'two addresses', run), 400);
    }));

  it('serve for several servers at one time, though `source` binds them', (test) =>
    withSubject(test, async (subject) => {
      const run = { range, sources: ['127.0.0.9'], servers: 2, attempts: 450 };
      assertNear(await portsOf(subject, 'one address to two servers', run), 400);
    }));

  it('stay in TIME_WAIT where clients end their connections first in TCP', (test) =>
    withSubject(test, async (subject) => {
      for (const [ending, expected] of [
        ['tcp, the client first', 20],
        ['tcp, the server first', 0],
        ['http, the server closes', 0],
        ['http, http-server-close', 0],
      ] as const) {
        const outcome = await timeWaitOf(subject, ending);
        assert.deepEqual([outcome.predicted, outcome.measured], [expected, expected], ending);
      }
    }));

  it('are taken out of TIME_WAIT again as tcp_tw_reuse says', (test) =>
    withSubject(test, async (subject) => {
      for (const [reuse, address, expected] of [
        ['0', '127.0.0.1', 0],
        ['1', '10.9.9.1', 1],
        ['2', '127.0.0.1', 1],
      ] as const) {
        const { what, predicted, measured } = await reuseOf(subject, { reuse, address, timestamps: '1' });
        assert.deepEqual([predicted, measured], [expected, expected], what);
      }
    }));
});

describe('queues of this kernel', () => {
  it('take one connection more than somaxconn', (test) =>
    withSubject(test, async (subject) => {
      assertNear(await queueOf(subject, 'somaxconn 64', { somaxconn: 64, global: 'maxconn 1000' }), 65);
    }));

  it('take one connection more than the backlog of the bind line', (test) =>
    withSubject(test, async (subject) => {
      assertNear(await queueOf(subject, 'backlog 50', { somaxconn: 4096, bind: 'backlog 50' }), 51);
    }));

  it('take one connection more than maxconn where no backlog is set', (test) =>
    withSubject(test, async (subject) => {
      const run = { somaxconn: 4096, frontend: 'maxconn 60', global: 'maxconn 77' };
      assertNear(await queueOf(subject, 'maxconn 60', run), 61);
    }));

  it('take three quarters of tcp_max_syn_backlog and one more handshake without cookies', (test) =>
    withSubject(test, async (subject) => {
      const run = { somaxconn: 4096, bind: 'backlog 400', synBacklog: 100 };
      assertNear(await handshakesOf(subject, 'tcp_max_syn_backlog 100', run), 76);
    }));
});

describe('limits of connections', () => {
  it('of a frontend are never reached above those of the process, and are shown all the same', (test) =>
    withSubject(test, async (subject) => {
      const { measured, shown } = await fullOf(subject, '', { global: 'maxconn 30', frontend: 'maxconn 60' }, 30);
      assert.deepEqual([measured, shown], [30, 60]);
    }));

  it('of a bind line are never reached above those of its frontend', (test) =>
    withSubject(test, async (subject) => {
      const limits = { global: 'maxconn 90', frontend: 'maxconn 30', bind: 'maxconn 60' };
      assert.equal((await fullOf(subject, '', limits, 30)).measured, 30);
    }));
});
