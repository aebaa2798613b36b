import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kernelDefault, machineOf } from '../../server/src/capacity/kernel-defaults.ts';
import type { Host } from '../../server/src/host/facts.ts';

const gibibyte = 1024 ** 3;

function hostOf(kernel: string | undefined, memory: number | undefined): Host {
  const from = 'headroom.json';
  return {
    ...(kernel && { kernel: { value: kernel, from } }),
    ...(memory && { memory: { value: memory, from } }),
  };
}

/** The fields of a key by default, as `sysctl` would print them; `?` where nobody knows. */
function fieldsOf(key: string, count: number, host: Host): string {
  return Array.from({ length: count }, (_, field) => kernelDefault({ host }, key, field, key).value ?? '?').join(' ');
}

describe('what a kernel sets by itself', () => {
  it('depends on its release', () => {
    const at = (kernel: string) => fieldsOf('net.core.somaxconn', 1, hostOf(kernel, undefined));
    assert.equal(at('5.3'), '128');
    assert.equal(at('5.4'), '4096');
    assert.equal(fieldsOf('net.ipv4.tcp_tw_reuse', 1, hostOf('4.9', undefined)), '0');
    assert.equal(fieldsOf('net.ipv4.tcp_tw_reuse', 1, hostOf('6.1', undefined)), '2');
  });

  // Worked out by hand from tcp_init: a table of one slot for 128 KiB, half of it for orphans and for TIME_WAIT.
  it('depends on its memory', () => {
    const one = hostOf('6.1', gibibyte);
    assert.equal(fieldsOf('net.ipv4.tcp_max_tw_buckets', 1, one), '4096');
    assert.equal(fieldsOf('net.ipv4.tcp_max_orphans', 1, one), '4096');
    assert.equal(fieldsOf('net.ipv4.tcp_max_syn_backlog', 1, one), '128');
    assert.equal(fieldsOf('net.ipv4.tcp_rmem', 3, one), '4096 131072 6291456');
    const large = hostOf('6.1', 64 * gibibyte);
    assert.equal(fieldsOf('net.ipv4.tcp_max_tw_buckets', 1, large), '262144');
    assert.equal(fieldsOf('net.ipv4.tcp_max_syn_backlog', 1, large), '4096');
    assert.equal(fieldsOf('net.netfilter.nf_conntrack_max', 1, large), '262144');
  });

  it('follows the buckets where connections are tracked', () => {
    const key = 'net.netfilter.nf_conntrack_max';
    assert.equal(fieldsOf(key, 1, hostOf('5.10', 8 * gibibyte)), '262144');
    assert.equal(fieldsOf(key, 1, hostOf('5.10', 2 * gibibyte)), '65536');
    assert.equal(fieldsOf(key, 1, hostOf('5.15', 2 * gibibyte)), '65536');
  });

  it('follows what the kernel was started with', () => {
    const started = (commandLine: string, memory: number) =>
      fieldsOf('net.ipv4.tcp_max_tw_buckets', 1, {
        ...hostOf('6.1', memory),
        commandLine: { value: commandLine, from: 'headroom.json' },
      });
    assert.equal(started('quiet thash_entries=4096', 64 * gibibyte), '2048');
    assert.equal(started('thash_entries=0x1001', 64 * gibibyte), '4096', 'a power of two');
    assert.equal(started('thash_entries=100000000', gibibyte / 4), '1048576', 'a sixteenth of RAM at most');
    assert.equal(started('thash_entries=0', gibibyte), '4096', 'nothing is asked for');
    const asked = {
      ...hostOf('6.1', gibibyte),
      commandLine: { value: 'thash_entries=1048576', from: 'headroom.json' },
    };
    assert.equal(fieldsOf('net.ipv4.tcp_max_orphans', 1, asked), '524288');
    assert.equal(fieldsOf('net.ipv4.tcp_max_syn_backlog', 1, asked), '8192');
  });

  it('follows the buckets that the module is asked for, in whole pages and with the old factor', () => {
    const text = '# larger\noptions nf_conntrack hashsize=100000\n';
    const inputs = [{ path: '/etc/modprobe.d/conntrack.conf', text }];
    const machine = machineOf({ host: hostOf('6.1', 2 * gibibyte), inputs });
    const value = (key: string) => kernelDefault(machine, key, 0, key);
    assert.equal(value('net.netfilter.nf_conntrack_buckets').value, 196 * 512);
    assert.equal(value('net.netfilter.nf_conntrack_max').value, 8 * 196 * 512);
    assert.equal(
      value('net.netfilter.nf_conntrack_max').source?.from,
      'hashsize of nf_conntrack in /etc/modprobe.d/conntrack.conf',
    );
    const without = machineOf({ host: hostOf('6.1', 2 * gibibyte), inputs: [] });
    assert.equal(kernelDefault(without, 'net.netfilter.nf_conntrack_max', 0, '').value, 65_536);
  });

  it('is an assumption where it follows from memory', () => {
    const host = hostOf('6.1', gibibyte);
    assert.equal(kernelDefault({ host }, 'net.ipv4.tcp_mem', 2, 'tcp_mem max').certainty, 'assumed');
    assert.equal(kernelDefault({ host }, 'net.core.somaxconn', 0, 'somaxconn').certainty, 'default');
  });

  it('is an assumption where systemd may raise it at boot, as it does but on Debian and its relatives', () => {
    const on = (distribution: string): Host => ({ distribution: { value: distribution, from: 'headroom.json' } });
    const certainty = (host: Host) => kernelDefault({ host }, 'fs.nr_open', 0, 'nr_open').certainty;
    assert.deepEqual([{}, on('rhel-9'), on('debian-12'), on('ubuntu-24.04')].map(certainty), [
      'assumed',
      'assumed',
      'default',
      'default',
    ]);
  });

  it('is the same in every release where nothing says which one it is', () => {
    assert.equal(fieldsOf('net.ipv4.ip_local_port_range', 2, {}), '32768 ?');
    assert.equal(fieldsOf('net.core.somaxconn', 1, {}), '?');
    assert.equal(fieldsOf('fs.nr_open', 1, {}), '1048576');
  });

  it('is not known for other keys', () => {
    const other = kernelDefault({ host: {} }, 'kernel.pid_max', 0, 'pid_max');
    assert.equal(other.certainty, 'unknown');
    assert.equal(other.source?.from, 'a line that sets kernel.pid_max');
  });
});
