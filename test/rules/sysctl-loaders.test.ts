/**
 * Our reading of sysctl files against that of the real loaders: what eight programs did with some hundred files, exit codes and
 * values of the kernel. The record is no part of the project; where it is not at hand, the small table below stands alone.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { KernelValues } from '../../server/src/languages/sysctl/loaders/kernel-values.ts';
import { type Loader, readLoader } from '../../server/src/languages/sysctl/loaders/loader.ts';
import { keyOfPath } from '../../server/src/languages/sysctl/loaders/paths.ts';
import { runLoader } from '../../server/src/languages/sysctl/loaders/run.ts';
import { treeOfFacts } from '../../server/src/languages/sysctl/loaders/tree.ts';

const shared = process.env.HEADROOM_SHARED ?? join(import.meta.dirname, '../../../shared');
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
