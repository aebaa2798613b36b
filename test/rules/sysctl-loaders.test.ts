/**
 * Our reading of sysctl files against that of the real loaders: what eight programs did with some hundred files, exit codes and
 * values of the kernel. The record is no part of the project; where it is not at hand, the small table below stands alone.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesRead } from '../../server/src/languages/sysctl/loaders/files.ts';
import { KernelValues } from '../../server/src/languages/sysctl/loaders/kernel-values.ts';
import { type Loader, linksMainFile, readLoader } from '../../server/src/languages/sysctl/loaders/loader.ts';
import { keyOfPath } from '../../server/src/languages/sysctl/loaders/paths.ts';
import { runLoader } from '../../server/src/languages/sysctl/loaders/run.ts';
import { treeOfFacts } from '../../server/src/languages/sysctl/loaders/tree.ts';
import { shared } from '../harness/shared.ts';

const record = join(shared, 'oracle/sysctl-loaders.json');

/** The machine of the record: Linux 6.18 in a network namespace of its own, two interfaces. */
const host = { kernel: { value: '6.18.44', from: 'the record' } };
const interfaces = ['veth0', 'veth0.100'];
const before: Readonly<Record<string, string>> = {
  'kernel.domainname': '(none)',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768 60999',
  'net.ipv4.ip_local_reserved_ports': '',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.tcp_congestion_control': 'bbr',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_rmem': '4096 131072 33554432',
};

interface Outcome {
  readonly exitCode: number;
  /** By key; only those that were asked for. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** Runs a loader on one file. */
function outcomeOf(content: string, loader: Loader, keys: readonly string[]): Outcome {
  const kernel = new KernelValues(host, before);
  const tree = treeOfFacts(host, interfaces);
  const files = [{ path: '/f.conf', text: content }];
  const { exitCode } = runLoader(files, { loader, tree, kernel, system: false });
  return { exitCode, values: Object.fromEntries(keys.map((key) => [key, kernel.get(key) ?? untouched(key)])) };
}

/** Switches of interfaces are off until somebody sets them. */
function untouched(key: string): string | undefined {
  return /\.(?:arp_ignore|forwarding)$/.test(key) ? '0' : undefined;
}

const blanks = (text: string) =>
  text
    .split(/[\s\0]+/)
    .filter(Boolean)
    .join(' ');

interface Recorded {
  readonly content: string;
  readonly impl: Readonly<
    Record<string, { readonly rc: number; readonly values: Readonly<Record<string, string | null>> }>
  >;
}

const cases: Readonly<Record<string, Recorded>> = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};

describe('the sysctl loaders as they were measured', () => {
  for (const [name, { content, impl }] of Object.entries(cases)) {
    it(name, () => {
      for (const [program, { rc, values }] of Object.entries(impl)) {
        const wanted = Object.entries(values).flatMap(([path, value]) =>
          value === null ? [] : [[keyOfPath(path), blanks(value)] as const],
        );
        const ours = outcomeOf(
          content,
          readLoader(program) as Loader,
          wanted.map(([key]) => key),
        );
        assert.deepEqual(ours, { exitCode: rc, values: Object.fromEntries(wanted) }, program);
      }
    });
  }
});

/** What a line comes to with each loader: exit code and value, where one string stands for both. */
const rules: readonly {
  readonly rule: string;
  readonly content: string;
  readonly key: string;
  readonly procps: string;
  readonly systemd: string;
  readonly busybox: string;
}[] = [
  row(
    'a comment of ; is one, but not for systemd 262',
    '; net.ipv4.ip_default_ttl\n',
    'ip_default_ttl',
    '0 64',
    '0 64',
    '0 64',
  ),
  row(
    'dots and slashes are swapped behind a dot',
    'net.ipv4.conf.veth0/100.arp_ignore = 1\n',
    'conf.veth0/100.arp_ignore',
    '0 1',
    '0 1',
    '0 1',
  ),
  row(
    'only busybox finds dots in a name',
    'net.ipv4.conf.veth0.100.arp_ignore = 1\n',
    'conf.veth0/100.arp_ignore',
    '1 0',
    '0 0',
    '0 1',
  ),
  row(
    'only busybox takes a whole path',
    '/proc/sys/net/ipv4/ip_default_ttl = 65\n',
    'ip_default_ttl',
    '1 64',
    '0 64',
    '0 65',
  ),
  row(
    'a separator at the end is simplified by systemd',
    'net.ipv4.ip_default_ttl/ = 65\n',
    'ip_default_ttl',
    '1 64',
    '0 64',
    '0 64',
  ),
  row(
    '.. is followed, but not by systemd',
    'net/ipv4/../ipv4/ip_default_ttl = 65\n',
    'ip_default_ttl',
    '0 65',
    '1 64',
    '0 65',
  ),
  row('a path out of /proc/sys is none', 'net/../../version = 65\n', 'ip_default_ttl', '1 64', '1 64', '1 64'),
  row('a glob sets what exists', 'net.ipv4.conf.veth?.arp_ignore = 1\n', 'conf.veth0.arp_ignore', '0 1', '0 1', '0 0'),
  row(
    'a named key beats a glob behind it',
    'net.ipv4.conf.lo.arp_ignore = 2\nnet.ipv4.conf.*.arp_ignore = 1\n',
    'conf.lo.arp_ignore',
    '0 2',
    '0 2',
    '0 2',
  ),
  row(
    'an exclusion keeps a glob off',
    'net.ipv4.conf.*.arp_ignore = 1\n-net.ipv4.conf.lo.arp_ignore\n',
    'conf.lo.arp_ignore',
    '0 0',
    '0 0',
    '0 0',
  ),
  row(
    'an exclusion with a glob keeps nothing off',
    'net.ipv4.conf.*.arp_ignore = 1\n-net.ipv4.conf.l*.arp_ignore\n',
    'conf.lo.arp_ignore',
    '0 1',
    '0 1',
    '0 0',
  ),
  row(
    'for systemd an exclusion takes a line back',
    'net.ipv4.ip_default_ttl = 65\n-net.ipv4.ip_default_ttl\n',
    'ip_default_ttl',
    '0 65',
    '0 64',
    '0 65',
  ),
  row(
    'systemd writes the last line alone',
    'net.ipv4.ip_default_ttl = 65\nnet.ipv4.ip_default_ttl = x\n',
    'ip_default_ttl',
    '1 65',
    '1 64',
    '1 65',
  ),
  row(
    'a repeated value keeps its place',
    'net.ipv4.ip_unprivileged_port_start = 500\nnet.ipv4.ip_local_port_range = 600 60000\nnet.ipv4.ip_unprivileged_port_start = 500\n',
    'ip_local_port_range',
    '0 600 60000',
    '0 600 60000',
    '0 600 60000',
  ),
  row(
    'another value moves to its own place',
    'net.ipv4.ip_unprivileged_port_start = 500\nnet.ipv4.ip_local_port_range = 600 60000\nnet.ipv4.ip_unprivileged_port_start = 400\n',
    'ip_local_port_range',
    '0 600 60000',
    '1 32768 60999',
    '0 600 60000',
  ),
  row(
    'busybox stops at what is refused',
    'net.ipv4.tcp_fin_timeout = x\nnet.ipv4.ip_default_ttl = 65\n',
    'ip_default_ttl',
    '1 65',
    '1 65',
    '1 64',
  ),
  row('a dash asks for silence', '-net.ipv4.ip_default_ttl = x\n', 'ip_default_ttl', '1 64', '0 64', '0 64'),
  row(
    'a second dash is dropped by procps',
    '--net.ipv4.ip_default_ttl = 65\n',
    'ip_default_ttl',
    '0 65',
    '0 64',
    '0 64',
  ),
  row('a line without a sign', 'net.ipv4.ip_default_ttl 65\n', 'ip_default_ttl', '0 64', '1 64', '0 64'),
  row('one character is no line to procps', 'x', 'ip_default_ttl', '0 64', '1 64', '0 64'),
  row(
    'nothing empties a list, but not with busybox',
    'net.ipv4.ip_local_reserved_ports = 80\nnet.ipv4.ip_local_reserved_ports =\n',
    'ip_local_reserved_ports',
    '0 ',
    '0 ',
    '0 80',
  ),
  row('busybox joins lines', 'net.ipv4.ip_default_ttl = \\\n65\n', 'ip_default_ttl', '1 64', '1 64', '0 65'),
  row('a # ends a key for busybox', 'net.ipv4.ip_default_ttl#x = 65\n', 'ip_default_ttl', '1 64', '0 64', '1 64'),
  row(
    'a CR ends a line for systemd',
    'kernel.nosuch = 1\rnet.ipv4.ip_default_ttl = 65\n',
    'ip_default_ttl',
    '1 64',
    '0 65',
    '0 64',
  ),
  row(
    'a form feed is blank, but not for systemd',
    'net.ipv4.ip_default_ttl\f= 65\n',
    'ip_default_ttl',
    '0 65',
    '0 64',
    '0 65',
  ),
  row('a folder is no key', 'net.ipv4 = 1\n', 'ip_default_ttl', '0 64', '1 64', '0 64'),
  row(
    'a key that cannot be written',
    'net.ipv4.tcp_available_congestion_control = x\n',
    'ip_default_ttl',
    '0 64',
    '0 64',
    '0 64',
  ),
  row(
    'a name that nothing has',
    'net.ipv4.tcp_congestion_control = a b\n',
    'tcp_congestion_control',
    '1 bbr',
    '0 bbr',
    '1 bbr',
  ),
  row(
    'fields in front of a bad one are stored',
    'net.ipv4.tcp_rmem = 5000 x 7\n',
    'tcp_rmem',
    '1 5000 131072 33554432',
    '1 5000 131072 33554432',
    '1 5000 131072 33554432',
  ),
  row(
    'a range is stored whole or not at all',
    'net.ipv4.ip_local_port_range = 5000 x\n',
    'ip_local_port_range',
    '1 32768 60999',
    '1 32768 60999',
    '1 32768 60999',
  ),
  row(
    'a range upside down is refused',
    'net.ipv4.ip_local_port_range = 5000 4000\n',
    'ip_local_port_range',
    '1 32768 60999',
    '1 32768 60999',
    '1 32768 60999',
  ),
  row('two names of one variable', 'net.ipv4.conf.all.forwarding = 1\n', 'ip_forward', '0 1', '0 1', '0 1'),
  row('numbers have base 0', 'net.ipv4.ip_default_ttl = 0101\n', 'ip_default_ttl', '0 65', '0 65', '0 65'),
];

/** The key without `net.ipv4.` in front. */
function row(rule: string, content: string, key: string, procps: string, systemd: string, busybox: string) {
  return { rule, content, key: `net.ipv4.${key}`, procps, systemd, busybox };
}

describe('the sysctl loaders of Debian 12', () => {
  const releases = { procps: '4.0.2', systemd: '252', busybox: '1.35' };
  for (const { rule, content, key, ...expected } of rules) {
    it(rule, () => {
      for (const program of ['procps', 'systemd', 'busybox'] as const) {
        const { exitCode, values } = outcomeOf(content, { program, version: releases[program] }, [key]);
        assert.equal(`${exitCode} ${values[key]}`, expected[program], program);
      }
    });
  }

  it('lose what procps writes behind 4096 bytes', () => {
    const ports = Array.from({ length: 2000 }, (_, at) => 10_000 + 2 * at);
    const content = `net.ipv4.ip_local_reserved_ports = ${ports.join(',')}\n`;
    const stored = (program: Loader['program']) => {
      const { values } = outcomeOf(content, { program, version: releases[program] }, [
        'net.ipv4.ip_local_reserved_ports',
      ]);
      return values['net.ipv4.ip_local_reserved_ports']?.split(',').length;
    };
    assert.deepEqual([stored('procps'), stored('systemd'), stored('busybox')], [682, 2000, 2000]);
  });

  it('give up what is longer than a line may be', () => {
    const content = `net.ipv4.ip_default_ttl = 65\n#${'x'.repeat(2 ** 20)}\nnet.ipv4.tcp_fin_timeout = 9\n`;
    const { exitCode, values } = outcomeOf(content, { program: 'systemd', version: '252' }, [
      'net.ipv4.ip_default_ttl',
      'net.ipv4.tcp_fin_timeout',
    ]);
    assert.deepEqual([exitCode, ...Object.values(values)], [1, '65', '60']);
  });
});

describe('newer loaders', () => {
  const ttl = (content: string, loader: string) => {
    const { exitCode, values } = outcomeOf(content, readLoader(loader) as Loader, ['net.ipv4.ip_default_ttl']);
    return `${exitCode} ${values['net.ipv4.ip_default_ttl']}`;
  };

  it('procps 4.0.7 fails at keys that cannot be written, and keeps silent behind a dash', () => {
    assert.equal(ttl('net.ipv4 = 1\n', 'procps-4.0.7'), '1 64');
    assert.equal(ttl('net.ipv4.tcp_available_congestion_control = x\n', 'procps-4.0.7'), '1 64');
    assert.equal(ttl('-net.ipv4.ip_default_ttl = x\n', 'procps-4.0.7'), '0 64');
    assert.equal(ttl('-net.ipv4.nosuchkey = x\n', 'procps-4.0.7'), '1 64');
  });

  it('systemd 262 takes ; for a part of the line', () => {
    assert.equal(ttl('; words\n', 'systemd-257'), '0 64');
    assert.equal(ttl('; words\n', 'systemd-262'), '1 64');
    assert.equal(ttl('; a = 1\n', 'systemd-262'), '0 64');
  });
});

describe('the files that the sysctl loaders read', () => {
  const paths = [
    '/etc/sysctl.conf',
    '/usr/lib/sysctl.d/50-vendor.conf',
    '/usr/lib/sysctl.d/10-a.conf',
    '/run/sysctl.d/10-a.conf',
    '/etc/sysctl.d/9-b.conf',
    '/etc/sysctl.d/Z.conf',
    '/etc/sysctl.d/.hidden.conf',
    '/etc/sysctl.d/notes.txt',
    '/lib/sysctl.d/60-lib.conf',
  ];
  const read = (loader: string, linked = false) => filesRead(paths, readLoader(loader) as Loader, linked);
  const byName = [
    '/run/sysctl.d/10-a.conf',
    '/usr/lib/sysctl.d/50-vendor.conf',
    '/lib/sysctl.d/60-lib.conf',
    '/etc/sysctl.d/9-b.conf',
  ];

  it('are sorted by name, one of each, hidden ones and sysctl.conf for procps', () => {
    assert.deepEqual(read('procps'), [
      '/etc/sysctl.d/.hidden.conf',
      ...byName,
      '/etc/sysctl.d/Z.conf',
      '/etc/sysctl.conf',
    ]);
    assert.deepEqual(read('systemd-252'), [...byName, '/etc/sysctl.d/Z.conf']);
    assert.deepEqual(read('systemd-257'), [
      ...byName.filter((path) => !path.startsWith('/lib')),
      '/etc/sysctl.d/Z.conf',
    ]);
    assert.deepEqual(read('busybox'), ['/etc/sysctl.conf']);
  });

  it('hold sysctl.conf where a link leads to it', () => {
    assert.deepEqual(read('systemd-252', true), [...byName, '/etc/sysctl.conf', '/etc/sysctl.d/Z.conf']);
    assert.equal(read('procps', true).filter((path) => path === '/etc/sysctl.conf').length, 2);
    assert.deepEqual(
      [linksMainFile('debian-12'), linksMainFile('debian-13'), linksMainFile(undefined)],
      [true, false, undefined],
    );
    assert.deepEqual(
      [linksMainFile('ubuntu-24.04'), linksMainFile('rhel-9.4'), linksMainFile('gentoo')],
      [true, true, undefined],
    );
  });
});
