import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CliOutcome, documentIn, folderWith, headroom } from './command-line.ts';

/** Paths below a folder that stands for /proc/sys, as a kernel prints its values. */
const kernel = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([path, value]) => [`proc/sys/${path}`, `${value}\n`]));

const initialNetwork = { 'net/core/somaxconn': '4096', 'net/core/netdev_max_backlog': '1000' };

async function compare(t: Parameters<typeof folderWith>[0], lines: string, values: Readonly<Record<string, string>>) {
  const files = { 'etc/sysctl.conf': lines, ...kernel({ 'kernel/osrelease': '6.18.1', ...values }) };
  const cwd = folderWith(t, files);
  const args = ['compare', '--root', '.', '--loader', 'procps', '--format', 'json'];
  const outcome = await headroom(args, { cwd });
  assert.equal(outcome.stderr, '');
  return outcome;
}

/** `key: configured / running` of each difference, and the reason where there is one. */
function shown(outcome: CliOutcome): readonly string[] {
  const { differences } = documentIn(outcome);
  assert.equal(outcome.code, differences.length > 0 ? 1 : 0);
  return differences.map(
    (each: { key: string; configured: string; running: string | null; reason?: string }) =>
      `${each.key}: ${each.configured} / ${each.running}${each.reason ? ` - ${each.reason}` : ''}`,
  );
}

describe('headroom compare', () => {
  it('says what differs, with the line that decides, and how many keys do not', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.d/10-a.conf': 'vm.swappiness = 60\nvm.dirty_ratio = 20\n',
      'etc/sysctl.d/20-b.conf': '\nvm.swappiness = 10\n',
      ...kernel({ 'vm/swappiness': '60', 'vm/dirty_ratio': '20' }),
    });
    const outcome = await headroom(['compare', '--root', '.', '--format', 'json'], { cwd });
    assert.deepEqual([outcome.code, outcome.stderr], [1, '']);
    assert.deepEqual(documentIn(outcome), {
      version: 1,
      differences: [
        {
          key: 'vm.swappiness',
          configured: '10',
          running: '60',
          winner: { path: '/etc/sysctl.d/20-b.conf', line: 2 },
        },
      ],
      same: 1,
    });
    assert.equal((await headroom(['compare', '--root', '.', 'vm/dirty_*'], { cwd })).code, 0);
    const other = await headroom(['compare', '--root', '.', 'vm.nosuch'], { cwd });
    assert.deepEqual([other.code, other.stderr], [0, 'headroom: no file sets vm.nosuch\n']);
  });

  it('takes the loader to be the one that the editor does where nobody says it, which reads sysctl.conf', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.conf': 'vm.swappiness = 10\n', ...kernel({ 'vm/swappiness': '60' }) });
    const differing = async (...more: string[]) =>
      shown(await headroom(['compare', '--root', '.', '--format', 'json', ...more], { cwd }));
    assert.deepEqual(await differing(), ['vm.swappiness: 10 / 60']);
    assert.deepEqual(await differing('--loader', 'systemd'), []);
  });

  it('takes for the same what the kernel takes for the same', async (t) => {
    const lines = [
      'vm.swappiness = 0x3c',
      'vm.dirty_ratio = 024 # not a comment, and not read',
      'net.ipv4.tcp_rmem = 4096 131072',
      'net.ipv4.tcp_wmem=4096\t16384   4194304',
      'net.ipv4.ip_local_reserved_ports = 9002,9000-9001,8080',
      'kernel.core_pattern = core.%p',
      'fs.pipe-max-size = 1000000',
      'net.core.rps_sock_flow_entries = 30000',
      'net.bridge.bridge-nf-call-iptables = 7',
      'net.ipv4.neigh.default.retrans_time_ms = 1001',
      'net.ipv4.neigh.default.locktime = 99',
      'net.ipv4.ping_group_range = 10 5',
      'net.core.flow_limit_cpu_bitmap = 0F',
      'kernel.printk = 3',
      'vendor.switch = 0x1',
      '',
    ].join('\n');
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'vm/swappiness': '60',
      'vm/dirty_ratio': '20',
      'net/ipv4/tcp_rmem': '4096\t131072\t6291456',
      'net/ipv4/tcp_wmem': '4096\t16384\t4194304',
      'net/ipv4/ip_local_reserved_ports': '8080,9000-9002',
      'kernel/core_pattern': 'core.%p',
      'fs/pipe-max-size': '1048576',
      'net/core/rps_sock_flow_entries': '32768',
      'net/bridge/bridge-nf-call-iptables': '1',
      'net/ipv4/neigh/default/retrans_time_ms': '1004',
      'net/ipv4/neigh/default/locktime': '98',
      'net/ipv4/ping_group_range': '1\t0',
      'net/core/flow_limit_cpu_bitmap': '00000000,0000000f',
      'kernel/printk': '3\t4\t1\t7',
      'vendor/switch': '1',
    });
    assert.deepEqual(shown(outcome), []);
    assert.equal(documentIn(outcome).same, 15);
  });

  it('leaves fields that no line sets to the kernel, and takes them from earlier lines', async (t) => {
    const lines =
      'net.ipv4.ip_local_port_range = 10000\nnet.ipv4.tcp_rmem = 1 2 3\nnet.ipv4.tcp_rmem = 5\nnet.ipv4.tcp_wmem = 7 8\nkernel.printk = 3\n';
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'net/ipv4/ip_local_port_range': '10000\t50000',
      'net/ipv4/tcp_rmem': '5\t2\t4',
      'net/ipv4/tcp_wmem': '7\t8\t9',
      'kernel/printk': '3\t5\t1\t7',
    });
    assert.deepEqual(shown(outcome), ['net.ipv4.tcp_rmem: 5 2 3 / 5\t2\t4']);
    assert.equal(documentIn(outcome).same, 3);
  });

  it('reads each file before it judges: a range of ports changed since does not make an earlier line refused', async (t) => {
    const lines = 'net.ipv4.ip_unprivileged_port_start = 5000\nnet.ipv4.ip_local_port_range = 6000 60000\n';
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'net/ipv4/ip_unprivileged_port_start': '1024',
      'net/ipv4/ip_local_port_range': '3000\t60000',
    });
    assert.deepEqual(shown(outcome), [
      'net.ipv4.ip_local_port_range: 6000 60000 / 3000\t60000',
      'net.ipv4.ip_unprivileged_port_start: 5000 / 1024',
    ]);
  });

  it('sees a difference in any field, in a list and in a text', async (t) => {
    const lines =
      'net.ipv4.tcp_rmem = 4096 131072 6291456\nnet.ipv4.ip_local_reserved_ports = 8080\nkernel.domainname = a b\n' +
      'net.ipv4.neigh.default.retrans_time_ms = 1001\n';
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'net/ipv4/tcp_rmem': '4096\t131072\t6291457',
      'net/ipv4/ip_local_reserved_ports': '8080-8081',
      'net/ipv4/neigh/default/retrans_time_ms': '1000',
      'kernel/domainname': 'a  b',
    });
    assert.deepEqual(shown(outcome), [
      'kernel.domainname: a b / a  b',
      'net.ipv4.ip_local_reserved_ports: 8080 / 8080-8081',
      'net.ipv4.neigh.default.retrans_time_ms: 1001 / 1000',
      'net.ipv4.tcp_rmem: 4096 131072 6291456 / 4096\t131072\t6291457',
    ]);
  });

  it('knows why a key is not there', async (t) => {
    const lines = [
      'net.netfilter.nf_conntrack_max = 100000',
      'net.ipv4.tcp_tw_recycle = 1',
      'net.ipv4.conf.eth7.rp_filter = 1',
      'net.ipv4.tcp_fack = 1',
      'vm.swapiness = 10',
      'net.ipv4.netfilter.ip_conntrack_max = 5',
      'kernel.exec-shield = 1',
      '',
    ].join('\n');
    const outcome = await compare(t, lines, { ...initialNetwork, 'net/ipv4/conf/lo/rp_filter': '0' });
    assert.deepEqual(shown(outcome), [
      'kernel.exec-shield: 1 / null - only kernels of some distributions or vendors have this key',
      "net.ipv4.conf.eth7.rp_filter: 1 / null - there is no interface 'eth7' now",
      "net.ipv4.netfilter.ip_conntrack_max: 5 / null - removed in Linux 4.9; it is called 'net.netfilter.nf_conntrack_max' now",
      'net.ipv4.tcp_fack: 1 / null - the kernel that runs here was built without this key',
      'net.ipv4.tcp_tw_recycle: 1 / null - removed in Linux 4.12. Instead: net.ipv4.tcp_tw_reuse for outgoing connections; nothing for incoming ones',
      'net.netfilter.nf_conntrack_max: 100000 / null - the module nf_conntrack is not loaded',
      'vm.swapiness: 10 / null - no kernel is known to have this key',
    ]);
  });

  it('says of a key newer than the kernel when it came', async (t) => {
    const outcome = await compare(t, 'net.ipv4.tcp_tw_reuse_delay = 500\n', { 'kernel/osrelease': '6.1.0-18-amd64' });
    assert.deepEqual(shown(outcome), [
      'net.ipv4.tcp_tw_reuse_delay: 500 / null - new in Linux 6.14, and Linux 6.1.0-18-amd64 runs here',
    ]);
  });

  it('knows why a key holds something else', async (t) => {
    const lines = [
      'vm.dirty_ratio = 20',
      'net.ipv4.ip_forward = 1',
      'net.ipv4.conf.lo.forwarding = 0',
      'kernel.ostype = Linox',
      'vm.overcommit_memory = 7',
      '',
    ].join('\n');
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'vm/dirty_ratio': '0',
      'vm/dirty_bytes': '100000000',
      'net/ipv4/conf/lo/forwarding': '1',
      'net/ipv4/conf/all/forwarding': '1',
      'net/ipv4/ip_forward': '1',
      'kernel/ostype': 'Linux',
      'vm/overcommit_memory': '0',
    });
    assert.deepEqual(shown(outcome), [
      'kernel.ostype: Linox / Linux - the key is read-only',
      'net.ipv4.conf.lo.forwarding: 0 / 1 - a write to net.ipv4.conf.all.forwarding sets every interface',
      'vm.dirty_ratio: 20 / 0 - a write to vm.dirty_bytes sets this key to 0',
      "vm.overcommit_memory: 7 / 0 - the kernel refuses '7', so no line sets the key",
    ]);
  });

  it('expects what a write sets besides its own key', async (t) => {
    const lines =
      'vm.dirty_ratio = 20\nvm.dirty_bytes = 8192\nnet.ipv4.conf.lo.forwarding = 0\nnet.ipv4.ip_forward = 1\n';
    const outcome = await compare(t, lines, {
      ...initialNetwork,
      'vm/dirty_ratio': '0',
      'vm/dirty_bytes': '8192',
      'net/ipv4/conf/lo/forwarding': '1',
      'net/ipv4/conf/all/forwarding': '1',
      'net/ipv4/conf/all/accept_redirects': '1',
      'net/ipv4/ip_forward': '1',
    });
    assert.deepEqual(shown(outcome), [], 'nor is a key compared that no line sets');
  });

  it('tells another network namespace by the keys it does not show', async (t) => {
    const lines =
      'net.ipv4.tcp_mem = 1 2 3\nnet.ipv4.tcp_fin_timeout = 30\nnet.core.rmem_max = 1000000\nvm.swappiness = 1\n';
    const outcome = await compare(t, lines, {
      'net/core/somaxconn': '4096',
      'net/core/rmem_max': '212992',
      'net/ipv4/tcp_fin_timeout': '60',
      'vm/swappiness': '60',
    });
    assert.deepEqual(shown(outcome), [
      'net.core.rmem_max: 1000000 / 212992 - the key can be written in the initial network namespace only, and this is another one',
      'net.ipv4.tcp_fin_timeout: 30 / 60 - the key counts per network namespace, and this is another one than the initial one',
      'net.ipv4.tcp_mem: 1 2 3 / null - the key exists in the initial network namespace only, and this is another one',
      'vm.swappiness: 1 / 60',
    ]);
  });

  it('passes over what starts an action, and says what nobody may read', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.conf': 'vm.drop_caches = 3\nnet.ipv4.tcp_fastopen_key = 1-2-3-4\n',
      ...kernel({ 'vm/drop_caches': '0' }),
    });
    // A folder stands for a file that cannot be read, for root may read every file.
    mkdirSync(join(cwd, 'proc/sys/net/ipv4/tcp_fastopen_key'), { recursive: true });
    const outcome = await headroom(['compare', '--root', '.', '--loader', 'procps', '--format', 'json'], { cwd });
    assert.deepEqual(documentIn(outcome), { version: 1, differences: [], same: 0 });
    assert.equal(outcome.code, 0);
    assert.equal(
      outcome.stderr,
      'headroom: net.ipv4.tcp_fastopen_key: its value may not be read, so it is not compared\n',
    );
  });

  it('expands globs by the kernel that runs', async (t) => {
    const outcome = await compare(t, 'net.ipv4.conf.*.rp_filter = 1\n', {
      ...initialNetwork,
      'net/ipv4/conf/lo/rp_filter': '0',
      'net/ipv4/conf/eth0.100/rp_filter': '1',
    });
    assert.deepEqual(shown(outcome), ['net.ipv4.conf.lo.rp_filter: 1 / 0']);
    assert.equal(documentIn(outcome).same, 1);
  });

  it('is a table for people', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.conf': 'vm.swappiness = 10\nvm.dirty_ratio = 20\nnet.ipv4.tcp_rmem = 1 2 3\n',
      sys: '',
      ...kernel({ 'vm/swappiness': '60', 'vm/dirty_ratio': '20', 'net/ipv4/tcp_rmem': '4\t5\t6' }),
    });
    const run = (...args: string[]) =>
      headroom(['compare', '--root', '.', '--loader', 'procps-4.0.4', ...args], { cwd });
    assert.deepEqual(await run(), {
      code: 1,
      stderr: '',
      stdout: `procps 4.0.4, 1 file
  /etc/sysctl.conf

key                configured  running  set in              why
net.ipv4.tcp_rmem  1 2 3       4 5 6    /etc/sysctl.conf:3
vm.swappiness      10          60       /etc/sysctl.conf:1

1 key holds what the files say.
`,
    });
    assert.match((await run('vm.dirty_ratio')).stdout, /\n\nNothing differs: 1 key holds what the files say\.\n$/);
  });

  it('reads /proc/sys of this machine where no other folder stands for it', async (t) => {
    const name = '/proc/sys/kernel/ostype';
    if (process.platform !== 'linux') return t.diagnostic('no Linux here: nothing to compare with');
    const cwd = folderWith(t, { 'etc/sysctl.conf': `kernel.ostype = ${readFileSync(name, 'utf8')}` });
    const outcome = await headroom(['compare', '--root', '.', '--loader', 'procps', '--format', 'json'], { cwd });
    assert.deepEqual([documentIn(outcome), outcome.code], [{ version: 1, differences: [], same: 1 }, 0]);
  });

  it('writes nothing', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.conf': 'vm.swappiness = 10\nvm.drop_caches = 3\nvm.dirty_ratio = 5\n',
      ...kernel({ 'vm/swappiness': '60', 'vm/drop_caches': '0', 'vm/dirty_ratio': '20' }),
    });
    const folder = join(cwd, 'proc/sys/vm');
    const state = () =>
      readdirSync(folder).map((name) => [
        name,
        readFileSync(join(folder, name), 'utf8'),
        statSync(join(folder, name)).mtimeMs,
      ]);
    const before = state();
    chmodSync(folder, 0o555);
    await headroom(['compare', '--root', '.', '--loader', 'procps', '--proc', 'proc/sys'], { cwd });
    chmodSync(folder, 0o755);
    assert.deepEqual(state(), before);
  });

  it('ends with 2 where the call is wrong or a folder is none', async (t) => {
    const cwd = folderWith(t, { file: '', 'etc/sysctl.conf': '' });
    const wrong: readonly (readonly [args: string, message: RegExp])[] = [
      ['--root gone', /gone: no such file/],
      ['--proc gone', /--proc gone: no such file/],
      ['--proc file', /--proc file: is no folder/],
      ['--proc=', /--proc needs a value/],
      ['etc/sysctl.conf', /'etc\/sysctl\.conf' is no key; --root DIR names/],
      ['--format yaml', /--format is one of text, json/],
      ['--prok x', /unknown option '--prok'; did you mean --proc\?/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await headroom(['compare', ...args.split(' ')], { cwd });
      assert.deepEqual([code, stdout], [2, ''], args);
      assert.match(stderr, message);
    }
    assert.match(
      (await headroom(['compare', '--help'], { cwd })).stdout,
      /^Usage: headroom compare \[options\] \[KEY…\]$/m,
    );
  });
});
