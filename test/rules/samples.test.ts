/**
 * The sample hosts, each as a whole: every rule looks at every file, and says what the story of the host in test/samples/README.md
 * asks for, no more and no less.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Text } from '../../server/src/engine/text.ts';
import { nodeFiles } from '../../server/src/host/files.node.ts';
import { Project } from '../../server/src/host/project.ts';
import { detectLanguage } from '../../server/src/languages/index.ts';

const samples = join(dirname(fileURLToPath(import.meta.url)), '../samples');

/** `file:line severity rule` of everything that is found on a host, with other texts for some of its files. */
async function found(host: string, changed: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const root = join(samples, host);
  const project = new Project(nodeFiles);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, path))
    .filter((path) => detectLanguage(path))
    .sort();
  for (const path of paths) {
    const language = detectLanguage(path);
    const text = changed[relative(root, path)] ?? readFileSync(path, 'utf8');
    if (language) await project.open(path, Text.of(text), language);
  }
  return paths.flatMap((path) =>
    project
      .findingsOf(path)
      .map(({ rule, severity, line }) => `${relative(root, path)}:${line + 1} ${severity} ${rule.id}`),
  );
}

describe('the sample hosts', () => {
  it('healthy: nothing to report', async () => {
    assert.deepEqual(await found('healthy'), []);
  });

  it('small-vm: TCP may take more than the whole VM, and little else', async () => {
    assert.deepEqual(await found('small-vm'), [
      'etc/security/limits.d/haproxy.conf:6 information limits/service-account',
      // 1.4 GiB of 1.
      'etc/sysctl.d/90-haproxy.conf:5 error sysctl/tcp-mem-above-third',
      'etc/sysctl.d/90-haproxy.conf:12 information sysctl/port-range-over-listeners',
      'etc/sysctl.d/90-haproxy.conf:17 information sysctl/without-effect',
    ]);
  });

  it('c10k-box: a recipe with something wrong in nearly every line', async () => {
    assert.deepEqual(await found('c10k-box'), [
      // 12 GiB of 4.
      'etc/haproxy/haproxy.cfg:7 warning capacity/memory-above-ram',
      // 2 x 100 000 and 43 more are above 200 000.
      'etc/haproxy/haproxy.cfg:8 warning capacity/does-not-start',
      'etc/haproxy/haproxy.cfg:23 information haproxy/time-without-unit',
      'etc/haproxy/haproxy.cfg:24 information haproxy/time-without-unit',
      'etc/haproxy/haproxy.cfg:25 information haproxy/time-without-unit',
      'etc/security/limits.conf:7 information limits/soft-without-hard',
      // 114 GiB of 4.
      'etc/sysctl.conf:7 error sysctl/tcp-mem-above-third',
      // 30 000 000 bytes for every socket that asks for nothing.
      'etc/sysctl.conf:8 warning sysctl/socket-buffer-default',
      'etc/sysctl.conf:9 warning sysctl/socket-buffer-default',
      'etc/sysctl.conf:12 information sysctl/datagram-buffer-default',
      'etc/sysctl.conf:13 information sysctl/datagram-buffer-default',
      'etc/sysctl.conf:18 warning sysctl/syncookies-off',
      'etc/sysctl.conf:22 warning sysctl/removed-key',
      'etc/sysctl.conf:24 information sysctl/means-something-else',
      // 488 MiB of 4 GiB, for sockets that are closed.
      'etc/sysctl.conf:25 information sysctl/share-of-memory',
      // 16 GiB of 4.
      'etc/sysctl.conf:26 warning sysctl/share-of-memory',
      'etc/sysctl.conf:27 information sysctl/port-range-over-listeners',
      'etc/sysctl.conf:30 warning sysctl/removed-key',
      'etc/sysctl.conf:31 warning sysctl/removed-key',
      'etc/sysctl.conf:32 warning sysctl/removed-key',
      'etc/sysctl.conf:33 warning sysctl/removed-key',
      'etc/sysctl.conf:34 warning sysctl/conntrack-max-without-buckets',
      'etc/sysctl.conf:34 information sysctl/needs-module',
      'etc/sysctl.conf:43 information sysctl/means-something-else',
    ]);
  });

  const chatServers = [60, 61, 62, 63, 64, 65].map(
    (line) => `etc/haproxy/haproxy.cfg:${line} warning capacity/ports-exhausted`,
  );

  it('websocket-proxy: enough memory, and fewer ports than its servers are promised', async () => {
    assert.deepEqual(await found('websocket-proxy'), [
      'etc/haproxy/haproxy.cfg:8 warning haproxy/deprecated-keyword',
      // 60 000 connections, and 55 293 ports for each of them.
      ...chatServers,
      'etc/security/limits.d/90-haproxy.conf:2 information limits/service-account',
      'etc/sysctl.d/60-websocket.conf:17 information sysctl/without-effect',
      // 131 072 for 300 000 web sockets.
      'etc/sysctl.d/60-websocket.conf:20 information capacity/few-orphans',
      // systemd 241 has raised it already.
      'etc/sysctl.d/60-websocket.conf:25 information sysctl/below-default',
    ]);
  });

  it('websocket-proxy, before somebody set vm.swappiness: the cache may push HAProxy out', async () => {
    const without = await found('websocket-proxy', { 'etc/sysctl.d/70-memory.conf': 'vm.min_free_kbytes = 262144\n' });
    const before = await found('websocket-proxy');
    assert.deepEqual(
      without.filter((each) => !before.includes(each)),
      ['etc/haproxy/haproxy.cfg:7 information capacity/swapped-by-cache'],
    );
  });
});
