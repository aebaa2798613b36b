import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const files = {
  'etc/sysctl.conf': 'vm.swappiness = 60\nnet.ipv4.conf.lo.rp_filter = 0\n',
  'etc/sysctl.d/10-a.conf': 'net.ipv4.conf.*.rp_filter = 1\nvm.swappiness = 10\nvm.dirty_ratio = x\n',
  'etc/sysctl.d/50-vendor.conf': 'vm.swappiness = 20\n',
  'usr/lib/sysctl.d/50-vendor.conf': 'vm.swappiness = 30\nvm.max_map_count = 262144\n',
};

const effective = async (cwd: string, ...args: string[]) =>
  documentIn(await headroom(['effective', '--format', 'json', ...args], { cwd }));

describe('headroom effective', () => {
  it('says for every key what counts and what it overrides', async (t) => {
    const cwd = folderWith(t, files);
    assert.deepEqual(
      await effective(cwd, '--root', '.', '--loader', 'procps', 'vm.swappiness', 'net.ipv4.conf.*.rp_filter'),
      {
        version: 1,
        keys: [
          {
            key: 'net.ipv4.conf.all.rp_filter',
            value: '1',
            winner: { path: '/etc/sysctl.d/10-a.conf', line: 1 },
            overridden: [],
          },
          {
            key: 'net.ipv4.conf.default.rp_filter',
            value: '1',
            winner: { path: '/etc/sysctl.d/10-a.conf', line: 1 },
            overridden: [],
          },
          {
            key: 'net.ipv4.conf.lo.rp_filter',
            value: '0',
            winner: { path: '/etc/sysctl.conf', line: 2 },
            overridden: [{ path: '/etc/sysctl.d/10-a.conf', line: 1, value: '1' }],
          },
          {
            key: 'vm.swappiness',
            value: '60',
            winner: { path: '/etc/sysctl.conf', line: 1 },
            overridden: [
              { path: '/etc/sysctl.d/10-a.conf', line: 2, value: '10' },
              { path: '/etc/sysctl.d/50-vendor.conf', line: 1, value: '20' },
            ],
          },
        ],
      },
    );
  });

  it('says which line a value is a side effect of', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.d/10-a.conf': 'vm.dirty_ratio = 10\nvm.dirty_bytes = 8192\n' });
    const line = (number: number) => ({ path: '/etc/sysctl.d/10-a.conf', line: number });
    const args = ['--root', '.', '--loader', 'procps'];
    assert.deepEqual((await effective(cwd, ...args)).keys, [
      { key: 'vm.dirty_bytes', value: '8192', winner: line(2), overridden: [] },
      {
        key: 'vm.dirty_ratio',
        value: '0',
        winner: line(2),
        through: 'vm.dirty_bytes',
        overridden: [{ ...line(1), value: '10' }],
      },
    ]);
    const { stdout } = await headroom(['effective', ...args, 'vm.dirty_ratio'], { cwd });
    assert.match(stdout, /^vm\.dirty_ratio +0 +\S+:2, through vm\.dirty_bytes +10 \(\S+:1\)$/m);
  });

  it('follows the loader, the distribution and the link to sysctl.conf', async (t) => {
    const cwd = folderWith(t, files);
    const swappiness = async (...args: string[]) => {
      const [key] = (await effective(cwd, '--root', '.', ...args, 'vm/swappiness')).keys;
      return `${key.value} ${key.winner.path}`;
    };
    assert.equal(await swappiness(), '20 /etc/sysctl.d/50-vendor.conf');
    assert.equal(await swappiness('--distro', 'debian-13'), '20 /etc/sysctl.d/50-vendor.conf');
    assert.equal(await swappiness('--distro', 'debian-12'), '60 /etc/sysctl.conf');
    assert.equal(await swappiness('--loader', 'procps', '--distro', 'debian-13'), '60 /etc/sysctl.conf');
    assert.equal(await swappiness('--loader', 'busybox-1.36'), '60 /etc/sysctl.conf');
    symlinkSync('../sysctl.conf', join(cwd, 'etc/sysctl.d/99-sysctl.conf'));
    assert.equal(await swappiness('--distro', 'debian-13'), '60 /etc/sysctl.conf');
    rmSync(join(cwd, 'etc/sysctl.d/99-sysctl.conf'));
    symlinkSync('/dev/null', join(cwd, 'etc/sysctl.d/99-sysctl.conf'));
    assert.equal(await swappiness('--distro', 'debian-12'), '20 /etc/sysctl.d/50-vendor.conf');
  });

  it('takes loader and distribution from headroom.json and os-release', async (t) => {
    const path = async (cwd: string) => (await effective(cwd, '--root', '.', 'vm.swappiness')).keys[0].winner.path;
    const debian = { ...files, 'etc/os-release': 'ID=debian\nVERSION_ID="12"\n' };
    assert.equal(await path(folderWith(t, debian)), '/etc/sysctl.conf');
    const profile = { 'headroom.json': '{ "host": { "loader": "systemd-257", "distribution": "debian-13" } }' };
    assert.equal(await path(folderWith(t, { ...debian, ...profile })), '/etc/sysctl.d/50-vendor.conf');
    const procps = { 'headroom.json': '{ "host": { "loader": "procps" } }' };
    assert.equal(await path(folderWith(t, { ...files, ...procps })), '/etc/sysctl.conf');
  });

  it('says what is wrong with headroom.json and goes on without it', async (t) => {
    const cwd = folderWith(t, {
      'headroom.json': '{ "host": { "loader": ',
      'etc/sysctl.d/a.conf': 'vm.swappiness = 10\n',
    });
    const { code, stdout, stderr } = await headroom(['effective', '--root', '.', '--loader', 'procps'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^headroom: \S+\/headroom\.json:1: Value expected in headroom\.json, at host\.loader\.\n$/);
    assert.match(stdout, /vm\.swappiness +10/);
  });

  it('takes the keys of a kernel below the root for those that a glob matches', async (t) => {
    const keys = { 'proc/sys/net/ipv4/conf/eth0/rp_filter': '', 'proc/sys/net/ipv4/conf/lo/rp_filter': '' };
    const document = await effective(folderWith(t, { ...files, ...keys }), '--root', '.', 'net.*');
    assert.deepEqual(
      document.keys.map((each: { key: string }) => each.key),
      ['net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.lo.rp_filter'],
    );
  });

  it('says on standard error what has no effect', async (t) => {
    const cwd = folderWith(t, files);
    const { stdout, stderr, code } = await headroom(['effective', '--root', '.', '--format', 'json', 'vm.nosuch'], {
      cwd,
    });
    assert.deepEqual([JSON.parse(stdout), code], [{ version: 1, keys: [] }, 0]);
    assert.match(stderr, /^headroom: no file sets vm\.nosuch$/m);
    assert.match(
      stderr,
      /^\/etc\/sysctl\.d\/10-a\.conf:3: the kernel refuses it, vm\.dirty_ratio: invalid value \(EINVAL\)$/m,
    );
  });

  it('is a table for people', async (t) => {
    const cwd = folderWith(t, files);
    const { stdout } = await headroom(['effective', '--root', '.', '--loader', 'procps-4.0.4', 'vm.*'], { cwd });
    assert.equal(
      stdout,
      `procps 4.0.4, 3 files
  /etc/sysctl.d/10-a.conf
  /etc/sysctl.d/50-vendor.conf
  /etc/sysctl.conf

key            value  set in              instead of
vm.swappiness  60     /etc/sysctl.conf:1  10 (/etc/sysctl.d/10-a.conf:2), 20 (/etc/sysctl.d/50-vendor.conf:1)

Without effect:
  /etc/sysctl.d/10-a.conf:3: the kernel refuses it, vm.dirty_ratio: invalid value (EINVAL)
`,
    );
    const empty = await headroom(['effective', '--root', 'etc'], { cwd });
    assert.match(empty.stdout, /^systemd \d+\n\nNo key is set\.\n$/);
  });

  it('tells links, folders and links that lead nowhere apart', async (t) => {
    const cwd = folderWith(t, files);
    mkdirSync(join(cwd, 'run/sysctl.d/10-a.conf'), { recursive: true });
    symlinkSync('nowhere', join(cwd, 'run/sysctl.d/20-b.conf'));
    const run = async (loader: string) => headroom(['effective', '--root', '.', '--loader', loader], { cwd });
    assert.match((await run('systemd')).stdout, /20-b\.conf: a link that leads nowhere/);
    symlinkSync('/etc/sysctl.conf', join(cwd, 'etc/sysctl.d/60-main.conf'));
    assert.match((await run('systemd')).stdout, /vm\.swappiness +60 +\/etc\/sysctl\.conf:1/);
  });

  it('ends with 2 where the root is none or the line is wrong', async (t) => {
    const cwd = folderWith(t, { file: '' });
    const wrong: readonly (readonly [args: string, message: RegExp])[] = [
      ['--root gone', /gone: /],
      ['--root file', /file: is no folder/],
      ['--root=', /--root needs a value/],
      ['--loader openrc', /--loader is one of procps, systemd, busybox/],
      ['--distro 12', /'12' is no distribution/],
      ['--format yaml', /--format is one of text, json/],
      ['--roots .', /unknown option '--roots'; did you mean --root\?/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await headroom(['effective', ...args.split(' ')], { cwd });
      assert.deepEqual([code, stdout], [2, ''], args);
      assert.match(stderr, message);
    }
  });

  it('shows its help beside that of the limits', async () => {
    const { stdout } = await headroom(['effective', '--help'], { cwd: '/' });
    assert.match(stdout, /^Usage: headroom effective \[options\] \[KEY…\]$/m);
    assert.match(stdout, /--user NAME/);
  });
});
