/** Queues of listeners; that the kernel takes as many as this is in live.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constant } from '../../server/src/capacity/quantity.ts';
import { acceptQueue, backlogAsked, listenersOf, queuesTooShort, synQueue } from '../../server/src/capacity/queues.ts';
import { arithmetic, budgetOf, budgetsOf, type GivenHost, inputsOf, listen } from './host.ts';

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

describe('handshakes under way', () => {
  const syn = (sysctl: string, kernel = '6.18') =>
    of(synQueue, { haproxy: frontend('backlog 200'), sysctl, facts: { kernel } }).value;
  const off = 'net.ipv4.tcp_syncookies = 0\nnet.ipv4.tcp_max_syn_backlog = ';

  it('have the bound of the backlog, and one more since 6.14', () => {
    assert.equal(syn('net.ipv4.tcp_max_syn_backlog = 100'), 201);
    assert.equal(syn('net.ipv4.tcp_max_syn_backlog = 100', '6.13'), 200);
    assert.equal(syn('net.core.somaxconn = 150', '6.13'), 150);
  });

  it('are three quarters of tcp_max_syn_backlog and one without cookies', () => {
    assert.equal(syn(`${off}100`), 76);
    assert.equal(syn(`${off}102`), 78);
    assert.equal(syn(`${off}1000`), 201);
  });

  it('are bounded by all of tcp_max_syn_backlog before 4.4, with cookies or without', () => {
    assert.equal(syn('net.ipv4.tcp_max_syn_backlog = 100', '3.10'), 100);
    assert.equal(syn(`${off}100`, '3.10'), 100);
  });

  it('are expected for a tenth of a second each, by assumption, and cookies make room beyond', () => {
    const given = (sysctl: string) => ({ haproxy: frontend('backlog 99'), sysctl, facts: { connectionRate: 1500 } });
    const budget = budgetOf(given(''), 'syn-queue');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [150, 100, 'tight']);
    assert.match(budget.notes.join(' '), /answers with SYN cookies: connections are made all the same/);
    assert.equal(budget.place?.path, '/etc/haproxy/haproxy.cfg');
    const without = budgetOf(given(`${off}100`), 'syn-queue');
    assert.match(without.notes.join(' '), /drops SYNs, as tcp_syncookies is 0/);
    assert.deepEqual([without.have.value, without.place?.path], [76, '/etc/sysctl.d/10-host.conf']);
    assert.equal(budgetOf({ haproxy: frontend('') }, 'syn-queue').verdict, 'unknown');
  });

  it('of all listeners come to what their sockets hold together, as far as that is known and too little', () => {
    const needed = constant('needed', 200, 'connections', 'the test');
    const all = (haproxy: string, facts: GivenHost['facts'] = { cpus: 4 }, need = needed) =>
      queuesTooShort(inputsOf({ haproxy, sysctl: `${off}400`, facts }), 'all', synQueue, need)?.value;
    const one = frontend('backlog 20');
    assert.equal(all(one), 21);
    assert.equal(all(`${one}  bind :81-83 backlog 30\n`), 21 + 3 * 31);
    assert.equal(all(`${one}  bind :81 backlog 30 shards 2\n`), 21 + 2 * 31);
    assert.equal(all(`${one}  bind :81 backlog 179\n`), undefined);
    assert.equal(all(`${one}  bind :81 backlog 178\n`), undefined);
    assert.equal(all(`${one}  bind :81 backlog 177\n`), 199);
    assert.equal(all(one, {}), undefined);
    assert.equal(all('global\n'), undefined);
  });

  it('of many listeners are one number', () => {
    const needed = constant('needed', 2000, 'connections', 'the test');
    const lines = Array.from({ length: 9 }, (_each, at) => `  bind :${81 + at} backlog 30\n`);
    const inputs = inputsOf({ haproxy: frontend('backlog 20') + lines.join(''), facts: { cpus: 4 } });
    const { value, source } = queuesTooShort(inputs, 'all', acceptQueue, needed) ?? {};
    assert.deepEqual([value, source?.from], [21 + 9 * 31, '10 bind lines']);
  });
});

describe('new connections in a second', () => {
  const given = (global: string, facts: GivenHost['facts'] = { connectionRate: 900 }) => ({
    haproxy: `global\n${global}${listen([])}`,
    facts,
  });

  it('are a budget only where HAProxy is told how many to take', () => {
    assert.deepEqual(budgetsOf(given(''), 'accept-rate'), []);
  });

  it('with TLS have a limit of their own', () => {
    const verdicts = (facts: NonNullable<GivenHost['facts']>) => {
      const { haproxy } = given('  maxconnrate 2000\n  maxsslrate 400\n');
      const bind = haproxy.replace('bind :80', 'bind :80\n  bind :443 ssl crt a.pem');
      assert.notEqual(bind, haproxy);
      return budgetsOf({ haproxy: bind, facts }, 'accept-rate').map(({ of, need, verdict }) => [
        of,
        need.value,
        verdict,
      ]);
    };
    const all = [undefined, 900, 'fits'];
    assert.deepEqual(verdicts({ connectionRate: 900, tlsShare: 0.5 }), [all, ['maxsslrate', 450, 'exceeds']]);
    assert.deepEqual(verdicts({ connectionRate: 900, tlsShare: 0.4 }), [all, ['maxsslrate', 360, 'tight']]);
    assert.deepEqual(verdicts({ connectionRate: 900 }), [all, ['maxsslrate', 900, 'tight']], 'nobody knows the share');
  });

  it('are held against the lowest limit', () => {
    const budget = budgetOf(given('  maxconnrate 1000\n  maxsessrate 800\n'), 'accept-rate');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [900, 800, 'exceeds']);
    assert.equal(budget.place?.line, 2);
    assert.equal(budgetOf(given('  maxconnrate 1000\n'), 'accept-rate').verdict, 'tight');
    assert.equal(budgetOf(given('  maxconnrate 1000\n', {}), 'accept-rate').verdict, 'unknown');
  });

  it('are as many for each of several processes', () => {
    const several = given('  maxconnrate 500\n  nbproc 2\n', { connectionRate: 900, haproxy: '2.4' });
    assert.equal(budgetOf(several, 'accept-rate').have.value, 1000);
  });
});
