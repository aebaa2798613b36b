/** Queues of listeners; that the kernel takes as many as this is in live.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptQueue, backlogAsked, listenersOf, synQueue } from '../../server/src/capacity/queues.ts';
import { arithmetic, budgetOf, budgetsOf, type GivenHost, inputsOf } from './host.ts';

function of(formula: typeof acceptQueue, given: GivenHost) {
  const inputs = inputsOf(given);
  const [listener] = listenersOf(inputs);
  if (!listener) throw new Error('nothing listens');
  return formula(inputs, listener.part, listener.bind);
}

const frontend = (bind: string, lines = '') => `global\n  maxconn 900\nfrontend www\n${lines}  bind :80 ${bind}\n`;

describe('the backlog of a listener', () => {
  const asked = (haproxy: string) => {
    const { name, value } = of(backlogAsked, { haproxy });
    return `${name} ${value}`;
  };

  it('is the nearest that is set: the line, the proxy, then their maxconn, then the global one', () => {
    const all = '  backlog 40\n  maxconn 60\n';
    assert.equal(asked(frontend('backlog 30 maxconn 50', all)), 'backlog 30');
    assert.equal(asked(frontend('maxconn 50', all)), 'backlog 40');
    assert.equal(asked(frontend('maxconn 50', '  maxconn 60\n')), 'maxconn 50');
    assert.equal(asked(frontend('', '  maxconn 60\n')), 'maxconn 60');
    assert.equal(asked(frontend('')), 'maxconn 900');
  });

  it('is not set by a zero', () => {
    assert.equal(asked(frontend('backlog 0', '  backlog 40\n')), 'backlog 40');
  });

  it('is of no interest for QUIC and for Unix sockets', () => {
    const haproxy = 'frontend www\n  bind quic4@:443 ssl crt /x.pem\n  bind /run/x.sock\n';
    assert.deepEqual(listenersOf(inputsOf({ haproxy })), []);
  });
});

describe('the queue of a listener', () => {
  it('is the backlog, cut to somaxconn, and one more', () => {
    const sysctl = 'net.core.somaxconn = 64';
    assert.equal(of(acceptQueue, { haproxy: frontend('backlog 30'), sysctl }).value, 31);
    assert.equal(of(acceptQueue, { haproxy: frontend(''), sysctl }).value, 65);
    assert.equal(
      arithmetic(of(acceptQueue, { haproxy: frontend(''), sysctl })),
      `connections that can wait = 64 + 1 = 65 connections
  backlog = min(900; 64) = 64 connections
    maxconn = 900 connections (haproxy.cfg:2)
    somaxconn = 64 connections (10-host.conf:1)
  one more = 1 connection (Linux compares with more than the length)`,
    );
  });

  it('is cut to 128 before Linux 5.4', () => {
    assert.equal(of(acceptQueue, { haproxy: frontend(''), facts: { kernel: '5.3' } }).value, 129);
    assert.equal(of(acceptQueue, { haproxy: frontend(''), facts: { kernel: '5.4' } }).value, 901);
  });

  it('bounds handshakes as well, and tcp_max_syn_backlog does without cookies', () => {
    const haproxy = frontend('backlog 200');
    const syn = (sysctl: string) => of(synQueue, { haproxy, sysctl }).value;
    assert.equal(syn('net.ipv4.tcp_max_syn_backlog = 100'), 200);
    assert.equal(syn('net.ipv4.tcp_max_syn_backlog = 100\nnet.ipv4.tcp_syncookies = 0'), 75);
  });

  it('shall hold what comes in a tenth of a second, by assumption', () => {
    const given = (connectionRate: number) => ({ haproxy: frontend('backlog 99'), facts: { connectionRate } });
    const budget = budgetOf(given(1001), 'accept-queue');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [101, 100, 'tight']);
    assert.equal(budget.need.certainty, 'assumed');
    assert.equal(budgetOf(given(500), 'accept-queue').verdict, 'fits');
    assert.equal(budgetOf({ haproxy: frontend('') }, 'accept-queue').verdict, 'unknown');
  });

  it('is shown for the shortest of them', () => {
    const haproxy = `${frontend('backlog 300')}  bind :81 backlog 20\nfrontend other\n  bind :82 backlog 100\n`;
    const [budget, ...more] = budgetsOf({ haproxy }, 'accept-queue');
    assert.deepEqual([budget?.have.value, budget?.of, budget?.place?.line, more.length], [21, 'www', 4, 0]);
  });
});
