import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Host } from '../../server/src/host/facts.ts';
import { moduleOption, modulesOf } from '../../server/src/host/modules.ts';

const read = (files: Readonly<Record<string, string>>, host: Host = {}) =>
  modulesOf({ inputs: Object.entries(files).map(([path, text]) => ({ path, text })), host });

const atBoot = (files: Readonly<Record<string, string>>, host?: Host) =>
  [...read(files, host).atBoot].map(([name, { from, place }]) => `${name} ${from}:${place?.line}`);

const hashsize = (files: Readonly<Record<string, string>>, host?: Host) =>
  moduleOption(read(files, host), 'nf_conntrack', 'hashsize')?.value;

const commandLine = (value: string): Host => ({ commandLine: { value, from: 'headroom.json' } });

describe('modules that are loaded at boot', () => {
  it('are named in modules-load.d and /etc/modules, one on a line', () => {
    const files = {
      '/etc/modules-load.d/lb.conf': '# for the balancer\n; too\n\n  nf-conntrack  \r\nbr_netfilter\n',
      '/usr/lib/modules-load.d/ip_vs.conf': 'ip_vs\n',
      '/etc/modules': 'loop max_loop=4\n',
    };
    assert.deepEqual(atBoot(files), [
      'ip_vs /usr/lib/modules-load.d/ip_vs.conf:0',
      'nf_conntrack /etc/modules-load.d/lb.conf:3',
      'br_netfilter /etc/modules-load.d/lb.conf:4',
      'loop /etc/modules:0',
    ]);
  });

  it('are not those of a file that /etc has another of, nor a line that systemd takes for one long name', () => {
    const files = {
      '/etc/modules-load.d/a.conf': 'nf_conntrack hashsize=1\n',
      '/usr/lib/modules-load.d/a.conf': 'ip_vs\n',
    };
    assert.deepEqual(atBoot(files), []);
  });

  it('are not those that modprobe.d keeps from being loaded', () => {
    const list = { '/etc/modules-load.d/a.conf': 'nf_conntrack\n' };
    assert.deepEqual(atBoot({ ...list, '/etc/modprobe.d/b.conf': 'blacklist nf-conntrack\n' }), []);
    assert.deepEqual(atBoot({ ...list, '/etc/modprobe.d/b.conf': 'install nf_conntrack /bin/false\n' }), []);
    assert.deepEqual(atBoot({ ...list, '/etc/modprobe.d/b.conf': '#blacklist nf_conntrack\n' }).length, 1);
    assert.deepEqual(atBoot(list, commandLine('modprobe.blacklist=a,nf_conntrack')), []);
  });

  it('may be named on the command line of the kernel', () => {
    assert.deepEqual(atBoot({}, commandLine('ro modules-load=ip_vs,nf-conntrack quiet')), [
      'ip_vs headroom.json:undefined',
      'nf_conntrack headroom.json:undefined',
    ]);
  });
});

describe('options of modules', () => {
  it('are those of all lines, and the last one of a name counts', () => {
    const files = {
      '/etc/modprobe.d/b.conf': 'options nf-conntrack hashsize=2 \\\n  acct=1\n',
      '/usr/lib/modprobe.d/a.conf': 'options\tnf_conntrack  hashsize=1\n',
    };
    assert.equal(hashsize(files), '2');
    assert.deepEqual(
      read(files)
        .options.get('nf_conntrack')
        ?.map(({ name, value, from }) => `${name}=${value} ${from}`),
      ['hashsize=1 /usr/lib/modprobe.d/a.conf', 'hashsize=2 /etc/modprobe.d/b.conf', 'acct=1 /etc/modprobe.d/b.conf'],
    );
    assert.equal(hashsize(files, commandLine('nf_conntrack.hashsize=3')), '3', 'the command line comes last');
  });

  it('of another module, in a comment or in a file that is masked do not count', () => {
    assert.equal(
      hashsize({ '/etc/modprobe.d/a.conf': 'options nf_nat hashsize=1\n#options nf_conntrack hashsize=2\n' }),
      undefined,
    );
    assert.equal(
      hashsize({
        '/etc/modprobe.d/a.conf': '',
        '/lib/modprobe.d/a.conf': 'options nf_conntrack hashsize=1\n',
      }),
      undefined,
    );
    assert.equal(hashsize({ '/etc/modprobe.d/a': 'options nf_conntrack hashsize=1\n' }), undefined);
  });
});
