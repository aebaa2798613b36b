import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, it } from 'node:test';
import { distributionOf } from '../../server/src/host/import/recognisers.ts';
import { machineFor } from '../../server/src/host/machine.node.ts';

const isLinux = process.platform === 'linux';

describe('this machine', () => {
  it('is what its own files are for', () => {
    for (const path of [
      '/etc/sysctl.conf',
      '/etc/haproxy/haproxy.cfg',
      '/usr/lib/sysctl.d/50.conf',
      '/etc/haproxy.cfg',
    ]) {
      assert.equal(machineFor(path) !== undefined, isLinux, path);
    }
  });

  it('is not what files of other hosts are for, also below /etc', () => {
    for (const path of [
      '/srv/web1/etc/sysctl.conf',
      '/home/a/haproxy.cfg',
      '/etc/ansible/roles/lb/haproxy.cfg',
      '/etc/puppet/web1/etc/sysctl.conf',
    ]) {
      assert.equal(machineFor(path), undefined, path);
    }
  });

  it('tells what the kernel tells', () => {
    const host = machineFor('/etc/sysctl.conf');
    assert.equal(host?.kernel?.value, isLinux ? release() : undefined);
    const kibibytes = isLinux
      ? Number(/^MemTotal:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
      : undefined;
    assert.equal(host?.memory?.value, kibibytes && kibibytes * 1024);
    assert.equal(host?.memory?.from, isLinux ? 'this machine' : undefined);
    assert.equal(machineFor('/etc/sysctl.conf'), host, 'and is asked once');
  });

  it('has a distribution', () => {
    assert.equal(distributionOf('PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nID=debian\n'), 'debian-12');
    assert.equal(distributionOf("ID='rhel'\nID_LIKE=\"fedora\"\nVERSION_ID='9.4'\n"), 'rhel-9.4');
    assert.equal(distributionOf('NAME="Arch Linux"\nID=arch\n'), 'arch');
    assert.equal(distributionOf(''), undefined);
  });
});
