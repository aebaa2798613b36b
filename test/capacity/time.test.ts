import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longestSilence } from '../../server/src/capacity/longest-silence.ts';
import { formulaOf } from '../../server/src/capacity/quantity.ts';
import { silenceKindsOf } from '../../server/src/capacity/silence-kinds.ts';
import { endOf, forgottenAfter, forgottenFirst, silencesOf } from '../../server/src/capacity/time.ts';
import { type GivenHost, inputsOf, listen } from './host.ts';

const server = 'server a 192.0.2.1:80';
const timeouts = ['timeout connect 5s', 'timeout client 50s', 'timeout server 40s'];
const http = (...lines: readonly string[]) => listen([...lines, server], { mode: 'http' });
const tcp = (...lines: readonly string[]) => listen([...lines, server]);

/** Every silence in a line: who, when, and what ends it. */
function silences(given: GivenHost): readonly string[] {
  const inputs = inputsOf(given);
  return silencesOf(inputs).map((silence) => {
    const end = endOf(silence, forgottenAfter(inputs));
    const after = end?.after ? ` ${end.after.value} (${end.after.name})` : '';
    return `${silence.side}, ${silence.phase}: ${end?.by ?? 'not known'}${after}`;
  });
}

/** Those of connections that carry data. */
const ofData = (given: GivenHost) => silences(given).filter((each) => each.includes(', data: '));

describe('a silent connection', () => {
  it('is ended by the timeout of its side', () => {
    assert.deepEqual(silences({ haproxy: tcp(...timeouts) }), [
      'client, data: HAProxy 50 (timeout client)',
      'server, connect: HAProxy 5 (timeout connect)',
      'server, data: HAProxy 40 (timeout server)',
    ]);
  });

  it('is ended by `timeout tunnel` after an upgrade', () => {
    assert.deepEqual(silences({ haproxy: http(...timeouts, 'timeout tunnel 1h') }), [
      'client, data: HAProxy 50 (timeout client)',
      'client, tunnel: HAProxy 3600 (timeout tunnel)',
      'client, between requests: HAProxy 50 (timeout client)',
      'server, connect: HAProxy 5 (timeout connect)',
      'server, data: HAProxy 40 (timeout server)',
      'server, tunnel: HAProxy 3600 (timeout tunnel)',
    ]);
  });

  it('is ended in a tunnel by the section with the servers, whatever its frontend says', () => {
    const lines = (name: string, ...own: readonly string[]) => [name, '  mode http', ...own.map((each) => `  ${each}`)];
    const haproxy = [
      ...lines('frontend f', 'bind :80', 'timeout client 50s', 'timeout tunnel 1h', 'default_backend b'),
      ...lines('backend b', ...timeouts, 'timeout tunnel 2h', server),
    ].join('\n');
    assert.deepEqual(
      silences({ haproxy }).filter((each) => each.includes('tunnel')),
      ['server, tunnel: HAProxy 7200 (timeout tunnel)'],
    );
  });

  it('is ended between requests by the first of three that is set', () => {
    const between = (...lines: readonly string[]) => silences({ haproxy: http(...timeouts, ...lines) })[1];
    const [request, keep] = ['timeout http-request 5s', 'timeout http-keep-alive 2s'];
    assert.equal(between(request, keep), 'client, between requests: HAProxy 2 (timeout http-keep-alive)');
    assert.equal(between(request), 'client, between requests: HAProxy 5 (timeout http-request)');
    assert.equal(between(), 'client, between requests: HAProxy 50 (timeout client)');
  });

  it('is ended in the queue by its timeout, or else that of a connect, where servers have room for so many only', () => {
    const queued = (...lines: readonly string[]) =>
      silences({ haproxy: listen([...timeouts, ...lines, `${server} maxconn 10`]) }).find((each) =>
        each.includes('queue'),
      );
    assert.equal(queued('timeout queue 20s'), 'server, queue: HAProxy 20 (timeout queue)');
    assert.equal(queued(), 'server, queue: HAProxy 5 (timeout connect)');
  });

  it('is ended by nobody where nothing is set, and where 0 is', () => {
    const client = 'client, data: HAProxy 50 (timeout client)';
    assert.deepEqual(ofData({ haproxy: tcp('timeout client 50s') }), [client, 'server, data: nobody']);
    assert.deepEqual(ofData({ haproxy: tcp('timeout client 50s', 'timeout server 0') }), [
      client,
      'server, data: nobody',
    ]);
  });

  it('is ended by TCP keepalive once the other side is gone, after the wait and all probes', () => {
    const sysctl =
      'net.ipv4.tcp_keepalive_time = 10\nnet.ipv4.tcp_keepalive_intvl = 3\nnet.ipv4.tcp_keepalive_probes = 5';
    const given = (...lines: readonly string[]) => ofData({ haproxy: tcp('timeout client 20s', ...lines), sysctl })[1];
    assert.equal(given('option srvtcpka'), 'server, data: TCP keepalive 25 (TCP keepalive gives up)');
    assert.equal(given('option tcpka'), 'server, data: TCP keepalive 25 (TCP keepalive gives up)');
    assert.equal(given('option clitcpka'), 'server, data: nobody');
  });

  it('is asked at the times that HAProxy sets, where it sets any', () => {
    const own = ['srvtcpka-idle 1m', 'srvtcpka-intvl 7', 'srvtcpka-cnt 2'];
    const toServers = (...lines: readonly string[]) => ofData({ haproxy: tcp('option tcpka', ...lines) })[1];
    assert.equal(toServers(...own), 'server, data: TCP keepalive 74 (TCP keepalive gives up)');
    assert.equal(
      toServers('clitcpka-idle 1m', 'srvtcpka-idle 0'),
      'server, data: TCP keepalive 7875 (TCP keepalive gives up)',
    );
  });

  it('has no end that is known where only the environment knows the timeout', () => {
    assert.deepEqual(ofData({ haproxy: tcp('timeout client "$TIMEOUT"', 'timeout server 40s') }), [
      'client, data: not known',
      'server, data: HAProxy 40 (timeout server)',
    ]);
  });
});

describe('connection tracking', () => {
  const forgotten = (given: GivenHost) =>
    forgottenFirst(inputsOf(given)).map(
      ({ silence: { side, phase }, late }) => `${side}, ${phase}: ${late.name} ${late.value}`,
    );
  const sysctl = 'net.netfilter.nf_conntrack_tcp_timeout_established = 600';

  it('forgets what HAProxy still waits for', () => {
    const long = tcp('timeout connect 20m', 'timeout client 1h', 'timeout server 5m');
    assert.deepEqual(forgotten({ haproxy: long, sysctl }), ['client, data: timeout client 3600']);
    assert.deepEqual(
      ofData({ haproxy: long, sysctl })[0],
      'client, data: connection tracking 600 (nf_conntrack_tcp_timeout_established)',
    );
    assert.deepEqual(forgotten({ haproxy: long }), [], 'nothing says that connections are tracked');
    assert.deepEqual(forgotten({ haproxy: http(...timeouts), sysctl }), []);
  });

  it('remembers where keepalive speaks in time', () => {
    const haproxy = (...lines: readonly string[]) => tcp('timeout client 1h', 'timeout server 1h', ...lines);
    const early = `${sysctl}\nnet.ipv4.tcp_keepalive_time = 300`;
    assert.deepEqual(forgotten({ haproxy: haproxy('option tcpka'), sysctl: early }), []);
    assert.deepEqual(
      forgotten({ haproxy: haproxy('option tcpka', 'clitcpka-idle 5m', 'srvtcpka-idle 5m'), sysctl }),
      [],
    );
    const late = ['client, data: timeout client 3600', 'server, data: timeout server 3600'];
    assert.deepEqual(
      forgotten({ haproxy: haproxy('option tcpka'), sysctl }),
      late,
      'it would speak after HAProxy has ended it',
    );
  });
});

describe('kinds of silence', () => {
  const many = (count: number, lines: (at: number) => readonly string[]) =>
    Array.from({ length: count }, (_, at) =>
      [`listen l${at}`, `  bind :${1000 + at}`, ...lines(at), `  ${server}`].join('\n'),
    );
  const defaults = ['defaults', ...timeouts].join('\n');

  it('put together what is alike, whatever line says it', () => {
    const haproxy = [
      defaults,
      ...many(50, (at) => (at < 10 ? ['  timeout client 50s'] : at < 13 ? ['  timeout client 1m'] : [])),
    ].join('\n');
    const { kinds, left } = silenceKindsOf(inputsOf({ haproxy }));
    assert.deepEqual(
      kinds.map(({ side, phase, timeout, count, names }) => [side, phase, timeout?.value, count, names]),
      [
        ['client', 'data', 50, 47, ['l0', 'l1', 'l2']],
        ['client', 'data', 60, 3, ['l10', 'l11', 'l12']],
        ['server', 'connect', 5, 50, ['l0', 'l1', 'l2']],
        ['server', 'data', 40, 50, ['l0', 'l1', 'l2']],
      ],
    );
    assert.equal(left, 0);
  });

  it('leave out those of the fewest proxies where there are too many to read', () => {
    const haproxy = [defaults, ...many(40, (at) => [`  timeout client ${Math.max(at, 5)}s`])].join('\n');
    const { kinds, left } = silenceKindsOf(inputsOf({ haproxy }));
    const clients = kinds.filter(({ side }) => side === 'client');
    assert.deepEqual([clients.length, clients[0]?.count, clients[0]?.timeout?.value, left], [6, 6, 5, 29]);
  });
});

describe('the longest silence', () => {
  const longest = (haproxy: string) => {
    const { proxy } = inputsOf({ haproxy });
    const bound = proxy && longestSilence(proxy);
    return bound && formulaOf(bound);
  };

  it('is that of any section, or the wait for a server with all tries', () => {
    assert.equal(longest(tcp(...timeouts)), '4 × (5 s + 5 s + 40 s) = 3 min 20 s');
    assert.equal(longest(tcp(...timeouts, 'timeout queue 10s', 'retries 1')), '2 × (10 s + 5 s + 40 s) = 1 min 50 s');
    assert.equal(longest(tcp(...timeouts, 'timeout tunnel 1h', 'timeout client-fin 10s')), '3 600 s + 10 s = 1 h 10 s');
  });

  it('is not known where one has no end, and where rules may change it', () => {
    assert.equal(longest(tcp('timeout client 5s', 'timeout server 5s')), undefined, 'no timeout connect');
    assert.equal(longest(tcp('timeout connect 5s', 'timeout server 5s')), undefined, 'no timeout client');
    assert.equal(longest(tcp(...timeouts, 'retries "$RETRIES"')), undefined);
    assert.equal(longest(http(...timeouts, 'http-request set-timeout tunnel 1h')), undefined);
  });
});
