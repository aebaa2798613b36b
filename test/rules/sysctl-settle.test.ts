/** Which lines count for a key in the editor, by the loader of the host. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Host } from '../../server/src/host/facts.ts';
import { worldOf } from '../harness/world.ts';

/** The place and the value of the line that counts for each key, seen from the first file. */
function counting(
  files: Readonly<Record<string, string>>,
  facts: { readonly loader?: string; readonly distribution?: string },
) {
  const host = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, { value, from: 'a test' }]),
  ) as Host;
  const list = Object.entries(files).map(([path, source]) => ({ path, source }));
  const settings = worldOf(list, { host })
    .view(list[0]?.path ?? '')
    .settings();
  return (key: string) => {
    const last = settings.get(key)?.at(-1);
    return last && `${last.setting.value} ${last.analysis.path}:${last.line + 1}`;
  };
}

const path = '/etc/sysctl.d/a.conf';

describe('the settings of a host', () => {
  it('give a named key its own line, and others that of the last glob', () => {
    const source =
      'net.ipv4.conf.lo.rp_filter = 0\nnet.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.{a,b}.rp_filter = 3\nnet.ipv4.conf.a*.rp_filter = 2\n';
    const of = counting({ [path]: source }, {});
    assert.equal(of('net.ipv4.conf.lo.rp_filter'), `0 ${path}:1`);
    assert.equal(of('net.ipv4.conf.default.rp_filter'), `1 ${path}:2`);
    assert.equal(of('net.ipv4.conf.all.rp_filter'), `2 ${path}:4`);
    assert.equal(of('net.ipv4.conf.*.rp_filter'), `1 ${path}:2`);
    assert.equal(counting({ [path]: source }, { loader: 'busybox' })('net.ipv4.conf.all.rp_filter'), undefined);
  });

  it('leave out what is excluded', () => {
    const source =
      'net.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.lo.rp_filter\nvm.swappiness = 1\n-vm.swappiness\n-vm.dirty_ratio\nvm.dirty_ratio = 5\n';
    const procps = counting({ [path]: source }, { loader: 'procps' });
    const systemd = counting({ [path]: source }, { loader: 'systemd-257' });
    for (const of of [procps, systemd]) {
      assert.equal(of('net.ipv4.conf.lo.rp_filter'), undefined);
      assert.equal(of('net.ipv4.conf.all.rp_filter'), `1 ${path}:1`);
      assert.equal(of('vm.dirty_ratio'), `5 ${path}:6`);
    }
    assert.equal(procps('vm.swappiness'), `1 ${path}:3`);
    assert.equal(systemd('vm.swappiness'), undefined);
  });

  it('come from sysctl.conf as the loader reads it', () => {
    const files = { '/etc/sysctl.d/a.conf': 'vm.swappiness = 1\n', '/etc/sysctl.conf': 'vm.swappiness = 2\n' };
    const of = (loader: string, distribution: string) => counting(files, { loader, distribution })('vm.swappiness');
    assert.equal(of('procps', 'debian-13'), '2 /etc/sysctl.conf:1');
    assert.equal(of('systemd', 'debian-13'), '1 /etc/sysctl.d/a.conf:1');
    // 99-sysctl.conf comes before a.conf.
    assert.equal(of('systemd', 'debian-12'), '1 /etc/sysctl.d/a.conf:1');
    const linked = { '/etc/sysctl.d/10-a.conf': 'vm.swappiness = 1\n', '/etc/sysctl.conf': 'vm.swappiness = 2\n' };
    assert.equal(
      counting(linked, { loader: 'systemd', distribution: 'debian-12' })('vm.swappiness'),
      '2 /etc/sysctl.conf:1',
    );
  });

  it('hold a link and the file behind it once', () => {
    const files = {
      '/etc/sysctl.conf': 'vm.swappiness = 2\n',
      '/etc/sysctl.d/99-sysctl.conf': 'vm.swappiness = 2\n',
      '/etc/sysctl.d/10-a.conf': 'vm.swappiness = 1\n',
    };
    const host = (loader: string) => ({ loader: { value: loader, from: 'a test' } });
    for (const loader of ['procps', 'systemd']) {
      const world = worldOf(
        Object.entries(files).map(([at, source]) => ({ path: at, source })),
        { host: host(loader) },
      );
      const lines = world.view('/etc/sysctl.conf').settings().get('vm.swappiness') ?? [];
      assert.deepEqual(
        lines.map(({ analysis }) => analysis.path),
        ['/etc/sysctl.d/10-a.conf', '/etc/sysctl.conf'],
        loader,
      );
    }
  });
});
