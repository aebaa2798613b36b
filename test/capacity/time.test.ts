import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endsFirst, keepaliveGivesUp, silencesOf, timeVerdicts } from '../../server/src/capacity/time.ts';
import { type GivenHost, inputsOf, listen } from './host.ts';

const server = 'server a 192.0.2.1:80';
const timeouts = ['timeout client 50s', 'timeout server 40s'];
const http = (...lines: readonly string[]) => listen([...lines, server], { mode: 'http' });
const tcp = (...lines: readonly string[]) => listen([...lines, server]);

/** Every silence in a line: who, when, and what ends it. */
function silences(given: GivenHost): readonly string[] {
  const inputs = inputsOf(given);
  return silencesOf(inputs).map((silence) => {
    const first = endsFirst(inputs, silence);
    return `${silence.side}, ${silence.phase}: ${first ? `${first.name} ${first.value}` : 'for ever'}`;
  });
}

function problems(given: GivenHost): readonly string[] {
  return timeVerdicts(inputsOf(given)).map(
    ({ problem, silence, first, late }) =>
      `${silence.side}, ${silence.phase}: ${problem}${first ? ` (${first.value} before ${late?.value})` : ''}`,
  );
}

describe('a silent connection', () => {
  it('is ended by the timeout of its side', () => {
    assert.deepEqual(silences({ haproxy: tcp(...timeouts) }), [
      'client, data: timeout client 50',
      'server, data: timeout server 40',
    ]);
  });

  it('is ended by `timeout tunnel` after an upgrade', () => {
    assert.deepEqual(silences({ haproxy: http(...timeouts, 'timeout tunnel 1h') }), [
      'client, data: timeout client 50',
      'client, tunnel: timeout tunnel 3600',
      'client, between requests: timeout client 50',
      'server, data: timeout server 40',
      'server, tunnel: timeout tunnel 3600',
    ]);
  });

  it('is ended between requests by the first of three that is set', () => {
    const between = (...lines: readonly string[]) => silences({ haproxy: http(...timeouts, ...lines) })[2];
    const [request, keep] = ['timeout http-request 5s', 'timeout http-keep-alive 2s'];
    assert.equal(between(request, keep), 'client, between requests: timeout http-keep-alive 2');
    assert.equal(between(request), 'client, between requests: timeout http-request 5');
    assert.equal(between(), 'client, between requests: timeout client 50');
  });

  it('is noticed by TCP keepalive after the wait and all probes', () => {
    const sysctl =
      'net.ipv4.tcp_keepalive_time = 10\nnet.ipv4.tcp_keepalive_intvl = 3\nnet.ipv4.tcp_keepalive_probes = 5';
    assert.equal(keepaliveGivesUp(inputsOf({ haproxy: tcp(), sysctl })).value, 10 + 3 * 5);
    assert.deepEqual(silences({ haproxy: tcp('option tcpka', 'timeout client 20s', 'timeout server 50s'), sysctl }), [
      'client, data: the first to end it 20',
      'server, data: the first to end it 25',
    ]);
  });
});

describe('the order of timeouts', () => {
  it('is right by default', () => {
    assert.deepEqual(problems({ haproxy: http(...timeouts) }), []);
  });

  it('leaves connections for ever without any', () => {
    assert.deepEqual(problems({ haproxy: tcp('timeout client 50s') }), ['server, data: waits for ever']);
    assert.deepEqual(problems({ haproxy: tcp('timeout client 50s', 'timeout server 0') }), [
      'server, data: waits for ever',
    ]);
    assert.deepEqual(problems({ haproxy: tcp('timeout client 50s', 'option srvtcpka') }), []);
  });

  it('gives keepalive no time to speak', () => {
    assert.deepEqual(problems({ haproxy: tcp(...timeouts, 'option clitcpka') }), [
      'client, data: keepalive never speaks (50 before 7200)',
    ]);
    const sysctl = 'net.ipv4.tcp_keepalive_time = 30';
    assert.deepEqual(problems({ haproxy: tcp(...timeouts, 'option clitcpka'), sysctl }), []);
  });

  it('lets connection tracking forget what HAProxy still waits for', () => {
    const sysctl = 'net.netfilter.nf_conntrack_tcp_timeout_established = 600';
    const long = tcp('timeout client 1h', 'timeout server 5m');
    assert.deepEqual(problems({ haproxy: long, sysctl }), ['client, data: conntrack forgets first (600 before 3600)']);
    assert.deepEqual(problems({ haproxy: long }), [], 'nothing says that connections are tracked');
    const [verdict] = timeVerdicts(inputsOf({ haproxy: long, sysctl }));
    assert.equal(verdict?.place.path, '/etc/sysctl.d/10-host.conf');
  });

  it('is right where keepalive speaks before connection tracking forgets', () => {
    const sysctl = 'net.netfilter.nf_conntrack_tcp_timeout_established = 600\nnet.ipv4.tcp_keepalive_time = 300';
    const haproxy = tcp('timeout client 1h', 'timeout server 1h', 'option tcpka');
    assert.deepEqual(problems({ haproxy, sysctl }), []);
  });
});
