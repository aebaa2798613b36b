/** The memory of HAProxy: the numbers of the releases are those of docs/measured.md, the sums are made by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionMemory, proxyMemory } from '../../server/src/capacity/proxy-memory.ts';
import { arithmetic, type GivenHost, inputsOf, listen } from './host.ts';

const server = 'server a 192.0.2.1:80';
const tcp = listen([server]);
const http = listen([server], { mode: 'http' });
const tls = tcp.replace('bind :80', 'bind :443 ssl crt /etc/ssl/site.pem');

const bytes = (given: GivenHost, bound: Parameters<typeof connectionMemory>[1]) =>
  connectionMemory(inputsOf(given), bound).value;

describe('a connection in HAProxy', () => {
  it('is its structures while no data waits, and two buffers more while some does', () => {
    assert.equal(bytes({ haproxy: tcp }, 'idle'), 3950);
    assert.equal(bytes({ haproxy: tcp }, 'busy'), 3950 + 2 * 16_384);
    assert.equal(bytes({ haproxy: tcp }, 'worst'), 3950 + 2 * 16_384);
  });

  it('has buffers of tune.bufsize', () => {
    const haproxy = tcp.replace('nbthread 2', 'nbthread 2\n  tune.bufsize 8192');
    assert.equal(bytes({ haproxy }, 'busy'), 3950 + 2 * 8192);
  });

  it('costs more with a request in it', () => {
    assert.equal(bytes({ haproxy: http }, 'idle'), 6000);
  });

  it('has three buffers for each direction in HTTP before 2.9, and one since', () => {
    const at = (haproxy: string, bound: 'busy' | 'worst') => bytes({ haproxy: http, facts: { haproxy } }, bound);
    assert.equal(at('2.8', 'busy'), 5000 + 3 * 16_384);
    assert.equal(at('2.8', 'worst'), 5000 + 6 * 16_384);
    assert.equal(at('2.9', 'busy'), 5000 + 2 * 16_384);
    assert.equal(at('3.0', 'worst'), 5000 + 2 * 16_384);
  });

  it('differs by release; the one before is taken for one that was not measured', () => {
    const at = (haproxy: string) => bytes({ haproxy: tcp, facts: { haproxy } }, 'idle');
    assert.deepEqual(['2.2', '2.4', '2.6.12', '3.1', '3.2', '3.5-dev5'].map(at), [3050, 3050, 3350, 3350, 3600, 3950]);
  });

  it('keeps a session of TLS, a record for each direction with data, and a handshake at the worst', () => {
    assert.equal(bytes({ haproxy: tls }, 'idle'), 3950 + 17_600);
    assert.equal(bytes({ haproxy: tls }, 'busy'), 3950 + 2 * 16_384 + 17_600 + 2 * 16_384);
    assert.equal(bytes({ haproxy: tls }, 'worst'), 3950 + 2 * 16_384 + 17_600 + 2 * 16_384 + 76 * 1024);
  });

  it('is reckoned with the share of TLS that is expected', () => {
    assert.equal(bytes({ haproxy: tls, facts: { tlsShare: 0.5 } }, 'idle'), 3950 + 17_600 / 2);
  });

  it('keeps another session towards a server with TLS', () => {
    const secured = listen([`${server} ssl verify none`]);
    assert.equal(bytes({ haproxy: secured }, 'idle'), 3950 + 46_000);
    const mixed = connectionMemory(inputsOf({ haproxy: listen([`${server} ssl`, 'server b 192.0.2.2:80']) }), 'idle');
    assert.deepEqual([mixed.value, mixed.certainty], [3950 + 46_000, 'assumed']);
  });
});

describe('HAProxy', () => {
  it('is its connections, the program, its threads and its table of descriptors', () => {
    const process = 27_000_000 + 2 * 550_000 + 1000 * 128;
    assert.equal(proxyMemory(inputsOf({ haproxy: tcp }), 'idle').value, 1000 * 3950 + process);
  });

  it('keeps a table for all connections that it may have, and the memory of those that are expected', () => {
    const process = 27_000_000 + 2 * 550_000 + 1000 * 128;
    assert.equal(
      proxyMemory(inputsOf({ haproxy: tcp, facts: { connections: 10 } }), 'idle').value,
      10 * 3950 + process,
    );
  });

  it('has all of it for each process before 2.5', () => {
    const haproxy = tcp.replace('nbthread 2', 'nbproc 3');
    const { value } = proxyMemory(inputsOf({ haproxy, facts: { haproxy: '2.4', cpus: 1 } }), 'idle');
    assert.equal(value, 3 * 1000 * 3050 + 3 * (12_900_000 + 240_000 + 1000 * 128));
  });

  it('has a cache of TLS sessions where it listens with TLS', () => {
    const cached = (haproxy: string) => proxyMemory(inputsOf({ haproxy, facts: { tlsShare: 0 } }), 'idle').value ?? 0;
    assert.equal(cached(tls) - cached(tcp), 20_000 * 200);
    assert.equal(cached(tls.replace('nbthread 2', 'nbthread 2\n  tune.ssl.cachesize 500')) - cached(tcp), 500 * 200);
  });

  it('is explained down to the lines and measurements it comes from', () => {
    assert.equal(
      arithmetic(proxyMemory(inputsOf({ haproxy: tcp }), 'busy')),
      `memory of HAProxy = 35 MiB + 26.9 MiB = 61.9 MiB
  connections in HAProxy = 1 000 × 35.9 KiB = 35 MiB
    connections = 1 000 connections (haproxy.cfg:2)
    one connection in HAProxy = 3 950 bytes + 32 KiB = 35.9 KiB
      structures = 3 950 bytes (measured on HAProxy 3.4)
      waiting data = 2 × 16 KiB = 32 KiB
        buffers = 2 (one for each direction)
        tune.bufsize = 16 KiB (default of HAProxy)
  process = 25.7 MiB + 1 MiB + 125 KiB = 26.9 MiB
    program = 25.7 MiB (measured on HAProxy 3.4)
    threads = 2 × 537.1 KiB = 1 MiB
      threads = 2 threads (haproxy.cfg:3)
      a thread = 537.1 KiB (measured on HAProxy 3.4)
    table of descriptors = 1 000 × 128 bytes = 125 KiB
      maxconn = 1 000 connections (haproxy.cfg:2)
      entries of a connection = 128 bytes (measured on HAProxy 3.4)`,
    );
  });
});
