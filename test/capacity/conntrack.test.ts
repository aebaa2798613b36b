/** The table of tracked connections; the states in which connections leave it are in docs/measured.md. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOfEntry, chainLength, conntrackMemory, entriesNeeded } from '../../server/src/capacity/conntrack.ts';
import { arithmetic, budgetOf, budgetsOf, type GivenHost, inputsOf, listen } from './host.ts';

const max = 'net.netfilter.nf_conntrack_max = 10000\n';
const servers = ['server a 192.0.2.1:80'];
const tcp = listen(servers);
const http = listen(servers, { mode: 'http' });
const rates = { connections: 1000, connectionRate: 10 };

const need = (haproxy: string, facts: GivenHost['facts'] = {}, sysctl = max) =>
  entriesNeeded(inputsOf({ haproxy, sysctl, facts })).value;

describe('tracked connections', () => {
  it('take an entry for the client and one for the server', () => {
    assert.equal(need(tcp), 2000);
  });

  it('stay for TIME_WAIT on both sides in TCP', () => {
    assert.equal(need(tcp, rates), 2000 + 10 * 120 + 10 * 120);
  });

  it('stay for CLOSE towards servers in HTTP, where HAProxy resets them', () => {
    assert.equal(need(http, rates), 2000 + 10 * 120 + 10 * 10);
  });

  it('may stay for TIME_WAIT towards servers where the section is for connections that are upgraded', () => {
    const tunnel = listen(['timeout tunnel 1h', ...servers], { mode: 'http' });
    assert.equal(need(tunnel, rates), 2000 + 10 * 120 + 10 * 120);
    assert.equal(entriesNeeded(inputsOf({ haproxy: tunnel, sysctl: max, facts: rates })).certainty, 'assumed');
    assert.equal(need(tunnel.replace('tunnel', 'client'), rates), 2000 + 10 * 120 + 10 * 10);
  });

  it('end with every request where HAProxy closes them towards servers', () => {
    const closing = listen(['option http-server-close', ...servers], { mode: 'http' });
    assert.equal(need(closing, { ...rates, requestRate: 50 }), 2000 + 10 * 120 + 50 * 10);
  });

  it('stay for as long as the kernel is told', () => {
    const sysctl = `${max}net.netfilter.nf_conntrack_tcp_timeout_time_wait = 30\nnet.netfilter.nf_conntrack_tcp_timeout_close = 5`;
    assert.equal(need(http, rates, sysctl), 2000 + 10 * 30 + 10 * 5);
  });

  it('are explained', () => {
    assert.equal(
      arithmetic(entriesNeeded(inputsOf({ haproxy: http, sysctl: max, facts: rates }))),
      `entries needed = 2 000 + 1 200 + 100 = 3 300 entries
  open connections = 2 × 1 000 = 2 000 entries
    sides = 2 (one entry for the client, one for the server)
    expected connections = 1 000 connections (headroom.json)
  ended towards clients = 10/s × 120 s = 1 200 entries
    new connections = 10/s (headroom.json)
    nf_conntrack_tcp_timeout_time_wait = 2 min (default of Linux 6.18)
  ended towards servers = 10/s × 10 s = 100 entries
    new connections = 10/s (headroom.json)
    nf_conntrack_tcp_timeout_close = 10 s (default of Linux 6.18)`,
    );
  });
});

describe('the table of tracked connections', () => {
  it('has no limit where the maximum is 0', () => {
    const budget = budgetOf({ haproxy: tcp, sysctl: 'net.netfilter.nf_conntrack_max = 0' }, 'conntrack');
    assert.deepEqual([budget.have.value, budget.verdict], [Number.POSITIVE_INFINITY, 'fits']);
  });

  it('may be too small in HTTP where only clients with a request fill it', () => {
    const verdict = (haproxy: string, size: number) =>
      budgetOf({ haproxy, sysctl: `net.netfilter.nf_conntrack_max = ${size}` }, 'conntrack').verdict;
    assert.deepEqual([verdict(tcp, 1500), verdict(http, 1500), verdict(http, 900)], ['exceeds', 'tight', 'exceeds']);
  });

  it('is held against the need where files speak of it, and only there', () => {
    const budget = budgetOf({ haproxy: tcp, sysctl: 'net.netfilter.nf_conntrack_max = 1500' }, 'conntrack');
    assert.deepEqual([budget.need.value, budget.have.value, budget.verdict], [2000, 1500, 'exceeds']);
    assert.equal(budget.place?.path, '/etc/sysctl.d/10-host.conf');
    assert.match(budget.notes[0] ?? '', /expected\.connectionRate/);
    assert.deepEqual(budgetsOf({ haproxy: tcp }, 'conntrack'), []);
  });

  it('is as large as the kernel makes it where only a timeout is set', () => {
    const sysctl = 'net.netfilter.nf_conntrack_tcp_timeout_established = 3600';
    const budget = budgetOf({ haproxy: tcp, sysctl, facts: { memory: 8 * 1024 ** 3 } }, 'conntrack');
    assert.equal(budget.have.value, 262_144);
  });

  it('has entries of 256 bytes on the kernel that was measured, at most 320 on others', () => {
    const on = (kernel: string) => bytesOfEntry(inputsOf({ haproxy: tcp, facts: { kernel } }));
    assert.deepEqual([on('6.18').value, on('6.18').certainty], [256, 'known']);
    assert.deepEqual([on('5.10').value, on('5.10').certainty], [320, 'assumed']);
  });

  it('takes its entries, no more than it may have, and its buckets', () => {
    const memory = (sysctl: string) => conntrackMemory(inputsOf({ haproxy: tcp, sysctl })).value;
    const buckets = 'net.netfilter.nf_conntrack_buckets = 4096\n';
    assert.equal(memory(max + buckets), 2000 * 256 + 4096 * 8);
    assert.equal(memory(`net.netfilter.nf_conntrack_max = 500\n${buckets}`), 500 * 256 + 4096 * 8);
    assert.equal(memory(''), undefined);
  });

  it('has so many entries in each bucket when it is full', () => {
    const sysctl = `${max}net.netfilter.nf_conntrack_buckets = 2500`;
    assert.equal(chainLength(inputsOf({ haproxy: tcp, sysctl })), 4);
  });
});
