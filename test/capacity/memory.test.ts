/** The memory of a host: HAProxy, the kernel's sockets and tables, and what else is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionsWithin, hostMemory, hugePages, ram } from '../../server/src/capacity/memory.ts';
import { proxyMemory } from '../../server/src/capacity/proxy-memory.ts';
import { queuedData, socketMemory, tcpMemory } from '../../server/src/capacity/socket-memory.ts';
import { arithmetic, budgetOf, budgetsOf, type GivenHost, inputsOf, listen } from './host.ts';

const mebibyte = 1024 ** 2;
const haproxy = listen(['server a 192.0.2.1:80']);
/** 10 000 pages are more than the sockets of these tests hold, 1 000 are less. */
const room = 'net.ipv4.tcp_mem = 1000 5000 10000\n';

describe('the sockets of 1 000 connections', () => {
  it('are two structures for each while no data waits', () => {
    assert.equal(socketMemory(inputsOf({ haproxy, sysctl: room }), 'idle').value, 1000 * 2 * 4096);
  });

  it('hold a page for each direction of both sockets when some data waits', () => {
    assert.equal(socketMemory(inputsOf({ haproxy, sysctl: room }), 'busy').value, 1000 * (2 * 4096 + 4 * 4096));
    const large = inputsOf({ haproxy, sysctl: room, facts: { pageSize: 65_536 } });
    assert.equal(queuedData(large, 'busy').value, 1000 * 4 * 65_536);
  });

  it('hold 4 KiB whatever the page on kernels from 4.11 until 6.0, which count tcp_mem in whole pages all the same', () => {
    const on = (kernel: string) => inputsOf({ haproxy, sysctl: room, facts: { pageSize: 65_536, kernel } });
    assert.deepEqual(
      ['4.10', '4.11', '5.14', '5.19', '6.0'].map((kernel) => (queuedData(on(kernel), 'busy').value ?? 0) / 4000),
      [65_536, 4096, 4096, 4096, 65_536],
    );
    assert.equal(tcpMemory(on('5.14')).value, 10_000 * 65_536);
  });

  it('never hold more than tcp_mem', () => {
    const inputs = inputsOf({ haproxy, sysctl: 'net.ipv4.tcp_mem = 100 500 1000' });
    assert.equal(tcpMemory(inputs).value, 1000 * 4096);
    assert.equal(socketMemory(inputs, 'busy').value, 1000 * 2 * 4096 + 1000 * 4096);
  });

  it('start with the middle fields and grow to the last ones', () => {
    const sysctl = 'net.ipv4.tcp_rmem = 4096 10000 600000\nnet.ipv4.tcp_wmem = 4096 5000 400000';
    const inputs = inputsOf({ haproxy, sysctl });
    assert.equal(queuedData(inputs, 'full').value, 1000 * 2 * (10_000 + 5000));
    assert.equal(queuedData(inputs, 'worst').value, 1000 * 2 * (600_000 + 400_000));
  });

  it('have buffers of a fixed size where HAProxy sets one, doubled by the kernel', () => {
    const set = haproxy.replace('nbthread 2', 'nbthread 2\n  tune.rcvbuf.client 8000\n  tune.sndbuf.server 9000000');
    const sysctl = [
      'net.ipv4.tcp_rmem = 4096 10000 600000',
      'net.ipv4.tcp_wmem = 4096 5000 400000',
      'net.core.rmem_max = 100000',
      'net.core.wmem_max = 100000',
    ].join('\n');
    const each = 2 * 8000 + 5000 + 10_000 + 2 * 100_000;
    assert.equal(queuedData(inputsOf({ haproxy: set, sysctl }), 'full').value, 1000 * each);
  });

  it('are explained', () => {
    assert.equal(
      arithmetic(socketMemory(inputsOf({ haproxy, sysctl: room }), 'busy')),
      `sockets = 7.8 MiB + 15.6 MiB = 23.4 MiB
  structures of sockets = 2 × 4 096 bytes × 1 000 = 7.8 MiB
    sockets of a connection = 2 (one to the client and one to the server)
    a socket = 4 096 bytes (measured on Linux 6.18)
    connections = 1 000 connections (haproxy.cfg:2)
  data in sockets = min(15.6 MiB; 39.1 MiB) = 15.6 MiB
    data in sockets = 1 000 × 16 KiB = 15.6 MiB
      connections = 1 000 connections (haproxy.cfg:2)
      pages of a connection = 4 × 4 096 bytes = 16 KiB
        buffers of a connection = 4 (both directions of both sockets)
        page = 4 096 bytes (pages of nearly every machine)
    tcp_mem = 10 000 × 4 096 bytes = 39.1 MiB
      tcp_mem max = 10 000 pages (10-host.conf:1)
      page = 4 096 bytes (pages of nearly every machine)`,
    );
  });
});

describe('the memory of a host', () => {
  const memory = 128 * mebibyte;

  it('is what HAProxy and its sockets take', () => {
    const inputs = inputsOf({ haproxy, sysctl: room });
    const both = (proxyMemory(inputs, 'busy').value ?? 0) + (socketMemory(inputs, 'busy').value ?? 0);
    assert.equal(hostMemory(inputs, 'busy').value, both);
  });

  it('holds huge pages and other programs too', () => {
    const alone = hostMemory(inputsOf({ haproxy, sysctl: room }), 'busy').value ?? 0;
    const sysctl = `${room}vm.nr_hugepages = 8`;
    const facts = { services: { postgres: 5 * mebibyte, varnish: 3 * mebibyte } };
    const { value } = hostMemory(inputsOf({ haproxy, sysctl, facts }), 'busy');
    assert.equal(value, alone + 8 * 2 * mebibyte + 8 * mebibyte);
  });

  it('holds the table of tracked connections where the files speak of one', () => {
    const alone = hostMemory(inputsOf({ haproxy, sysctl: room }), 'busy').value ?? 0;
    const sysctl = `${room}net.netfilter.nf_conntrack_max = 65536\nnet.netfilter.nf_conntrack_buckets = 65536`;
    const { value } = hostMemory(inputsOf({ haproxy, sysctl }), 'busy');
    assert.equal(value, alone + 2000 * 256 + 65_536 * 8);
  });

  it('holds connections in TIME_WAIT, as many as the kernel keeps', () => {
    const alone = hostMemory(inputsOf({ haproxy, sysctl: room }), 'busy').value ?? 0;
    const sysctl = `${room}net.ipv4.tcp_max_tw_buckets = 3000`;
    const at = (connectionRate: number) =>
      (hostMemory(inputsOf({ haproxy, sysctl, facts: { connectionRate } }), 'busy').value ?? 0) - alone;
    assert.equal(at(10), 10 * 60 * 512);
    assert.equal(at(100), 3000 * 512);
  });

  // 61.9 MiB of HAProxy and 23.4 MiB of sockets are 85.3 MiB.
  it('fits up to two thirds, is tight up to all of it, and exceeds above', () => {
    const verdict = (size: number) =>
      budgetOf({ haproxy, sysctl: room, facts: { memory: size * mebibyte } }, 'memory').verdict;
    assert.deepEqual([129, 127, 86, 85].map(verdict), ['fits', 'tight', 'tight', 'exceeds']);
  });

  // Idle 30.7 MiB of HAProxy and 7.8 MiB of sockets; at the worst 61.9 MiB, 7.8 MiB and all of tcp_mem, 39.1 MiB.
  it('says which bound is meant, what the others are and what was left out', () => {
    const { notes, place } = budgetOf({ haproxy, sysctl: room, facts: { memory } }, 'memory');
    const [bound, others, thirds, tables, programs] = notes;
    assert.match(bound ?? '', /have data waiting at the same time/);
    assert.equal(others, 'When all connections are idle it is 38.5 MiB, at the very worst 108.8 MiB.');
    assert.match(thirds ?? '', /^A third of RAM for HAProxy/);
    assert.match(tables ?? '', /^Stick tables/);
    assert.match(programs ?? '', /`services` in headroom\.json/);
    assert.deepEqual([place?.path, place?.line], ['/etc/haproxy/haproxy.cfg', 1]);
  });

  it('holds huge pages of the size that the machine has', () => {
    const take = (facts: NonNullable<GivenHost['facts']>) =>
      hugePages(inputsOf({ haproxy, sysctl: 'vm.nr_hugepages = 4', facts }));
    assert.equal(take({}).value, 4 * 2 * mebibyte);
    const large = take({ pageSize: 65_536 });
    assert.deepEqual([large.value, large.certainty], [4 * 512 * mebibyte, 'assumed']);
    assert.equal(take({ commandLine: 'quiet default_hugepagesz=1G hugepages=4' }).value, 4 * 1024 * mebibyte);
  });

  it('is known for the connections expected where nobody knows maxconn', () => {
    const open = haproxy.replace('maxconn 1000', 'daemon');
    assert.equal(budgetOf({ haproxy: open, sysctl: room, facts: { memory } }, 'memory').need.value, undefined);
    const facts = { memory, connections: 1000 };
    const expected = (source: string) => budgetOf({ haproxy: source, sysctl: room, facts }, 'memory').need.value;
    assert.equal(expected(open), expected(haproxy));
  });

  it('exceeds only by what rests on no assumption', () => {
    const verdict = (bind: string, connections: number) => {
      const source = haproxy.replace('bind :80', `bind :80\n  ${bind}`);
      return budgetOf({ haproxy: source, sysctl: room, facts: { memory: 64 * mebibyte, connections } }, 'memory')
        .verdict;
    };
    assert.equal(verdict('bind :81', 500), 'tight');
    assert.equal(verdict('bind :443 ssl crt a.pem', 500), 'tight', 'nobody knows how many use TLS');
    assert.equal(verdict('bind :443 ssl crt a.pem', 900), 'exceeds', 'too much even without TLS');
  });

  it('is unknown without the RAM of the host', () => {
    assert.equal(budgetOf({ haproxy, sysctl: room }, 'memory').verdict, 'unknown');
    assert.equal(ram(inputsOf({ haproxy })).source?.from, 'memory in headroom.json');
  });

  it('is held against MemoryMax of the service as well', () => {
    const unit = '[Service]\nExecStart=/usr/sbin/haproxy\nMemoryMax=64M\n';
    const [, service] = budgetsOf({ haproxy, sysctl: room, unit, facts: { memory } }, 'memory');
    assert.deepEqual([service?.of, service?.have.value, service?.verdict], ['MemoryMax', 64 * mebibyte, 'exceeds']);
  });

  it('is not held against a MemoryMax of infinity, which is none', () => {
    const unit = '[Service]\nExecStart=/usr/sbin/haproxy\nMemoryMax=infinity\n';
    const budgets = budgetsOf({ haproxy, sysctl: room, unit, facts: { memory } }, 'memory');
    assert.deepEqual(
      budgets.map(({ of }) => of),
      [undefined],
    );
  });

  it('carries so many connections', () => {
    const inputs = inputsOf({ haproxy, sysctl: room });
    const each = 3950 + 2 * 16_384 + 2 * 4096 + 4 * 4096;
    const found = connectionsWithin(inputs, ram(inputsOf({ haproxy, facts: { memory: 100 * each + 1 } })), 'busy');
    assert.equal(found.value, 100);
  });
});

describe('what the kernel sets aside', () => {
  it('is too little for TCP where not even a page fits into every buffer', () => {
    const budget = budgetOf({ haproxy, sysctl: 'net.ipv4.tcp_mem = 100 500 1000' }, 'tcp-memory');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [16_384_000, 4_096_000, 'tight']);
    assert.equal(budget.place?.path, '/etc/sysctl.d/10-host.conf');
  });

  it('is a third for TCP at most, by the limit that somebody wrote', () => {
    const limit = (sysctl: string) => budgetsOf({ haproxy, sysctl, facts: { memory: 1024 * mebibyte } }, 'tcp-limit');
    const [budget] = limit('net.ipv4.tcp_mem = 183936 245248 367872');
    assert.deepEqual([budget?.need.value, budget?.verdict], [367_872 * 4096, 'exceeds']);
    assert.equal(limit('net.ipv4.tcp_mem = 1000 2000 87382')[0]?.verdict, 'tight', 'one page more than a third');
    assert.equal(limit('net.ipv4.tcp_mem = 1000 2000 87381')[0]?.verdict, 'fits');
    assert.deepEqual(limit('vm.swappiness = 1'), [], 'the kernel finds its own');
  });

  it('may go to orphans, 64 KiB each, within tcp_mem', () => {
    const orphans = (sysctl: string) => budgetOf({ haproxy, sysctl, facts: { memory: 128 * mebibyte } }, 'orphans');
    assert.equal(orphans(`${room}net.ipv4.tcp_max_orphans = 100`).need.value, 100 * 65_536);
    assert.equal(orphans(`${room}net.ipv4.tcp_max_orphans = 1000`).need.value, 10_000 * 4096);
  });

  it('bounds connections in TIME_WAIT', () => {
    const sysctl = 'net.ipv4.tcp_max_tw_buckets = 5000';
    const budget = budgetOf({ haproxy, sysctl, facts: { connectionRate: 100 } }, 'time-wait');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [6000, 5000, 'tight']);
    assert.deepEqual(budgetsOf({ haproxy, sysctl }, 'time-wait'), [], 'nobody says how many come');
  });
});
