import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const bundle = '$ nproc\n4\n$ uname -r\n6.1.0-18-amd64\n$ cat /proc/meminfo\nMemTotal:        8143752 kB\n';

describe('headroom host import', () => {
  it('writes headroom.json and says what was learned and what is still unknown', async (t) => {
    const cwd = folderWith(t, { 'bundle.txt': bundle });
    const { code, stdout, stderr } = await headroom(['host', 'import', 'bundle.txt'], { cwd });
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(readFileSync(join(cwd, 'headroom.json'), 'utf8')), {
      host: { memory: '8143752KiB', cpus: 4, kernel: '6.1.0-18-amd64' },
    });
    assert.equal(
      stdout,
      `headroom.json: 3 facts
  memory        8143752KiB  (/proc/meminfo, bundle.txt:6)
  cpus          4  (nproc, bundle.txt:2)
  kernel        6.1.0-18-amd64  (uname, bundle.txt:4)
  haproxy       unknown; 'haproxy -vv' tells it
  tlsLibrary    unknown; 'haproxy -vv' tells it
  pageSize      unknown; 'getconf PAGESIZE' tells it
  distribution  unknown; 'cat /etc/os-release' tells it
  loader        unknown
  pam           unknown
  swap          unknown; 'cat /proc/meminfo' tells it
  commandLine   unknown; 'cat /proc/cmdline' tells it
  unit          unknown; 'systemctl show haproxy' tells it
`,
    );
  });

  it('adds to the file that is there and says what it replaced', async (t) => {
    const before = '{\n  // web\n  "host": { "cpus": 2, "haproxy": "2.8" }\n}\n';
    const cwd = folderWith(t, { 'bundle.txt': bundle, 'web.json': before });
    const { code, stdout } = await headroom(['host', 'import', 'bundle.txt', '--output', 'web.json'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^web\.json: 3 facts\n/);
    assert.match(stdout, /\n {2}cpus +4, was 2 {2}\(nproc, bundle\.txt:2\)\n/);
    assert.doesNotMatch(stdout, /haproxy +unknown/, 'the file knows it');
    assert.match(readFileSync(join(cwd, 'web.json'), 'utf8'), /\/\/ web\n/);
  });

  it('prints the file for -, and reads standard input for -', async () => {
    const outcome = await headroom(['host', 'import', '-', '-o', '-'], { cwd: '/', stdin: bundle });
    assert.equal(outcome.code, 0);
    assert.equal(documentIn(outcome).host.cpus, 4);
    assert.match(outcome.stderr, /cpus +4 {2}\(nproc, standard input:2\)/);
  });

  it('reads a folder of files, further down those whose names say what they hold', async (t) => {
    const cwd = folderWith(t, {
      'sos/nproc': '4\n',
      'sos/etc/os-release': 'ID=debian\nVERSION_ID=12\n',
      'sos/sos_commands/kernel/uname_-a': 'Linux a 6.1.0-18-amd64 #1 SMP x86_64\n',
      'sos/var/log/messages': 'MemTotal:        1 kB\n',
    });
    const outcome = await headroom(['host', 'import', 'sos', '-o', '-'], { cwd });
    assert.deepEqual(documentIn(outcome), {
      host: { cpus: 4, kernel: '6.1.0-18-amd64', distribution: 'debian-12' },
    });
    assert.match(outcome.stderr, /kernel +6\.1\.0-18-amd64 {2}\(sos\/sos_commands\/kernel\/uname_-a:1\)/);
  });

  it('takes nothing that is contradicted, and fails for it', async (t) => {
    const cwd = folderWith(t, { a: '$ nproc\n4\n$ uname -r\n6.1.0\n', b: '$ nproc\n8\n' });
    const { code, stdout } = await headroom(['host', 'import', 'a', 'b'], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /\n {2}cpus +not taken: 4 \(nproc, a:2\), but 8 \(nproc, b:2\)\n/);
    assert.deepEqual(JSON.parse(readFileSync(join(cwd, 'headroom.json'), 'utf8')), { host: { kernel: '6.1.0' } });
  });

  it('does not write where it learns nothing, and not into what is no JSON', async (t) => {
    const cwd = folderWith(t, { 'bundle.txt': bundle, empty: 'nothing\n', 'headroom.json': '{ "host": ' });
    const nothing = await headroom(['host', 'import', 'empty'], { cwd });
    assert.deepEqual([nothing.code, nothing.stderr], [2, 'headroom: nothing was learned of a host\n']);
    const broken = await headroom(['host', 'import', 'bundle.txt'], { cwd });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /^headroom: headroom\.json: cannot be read as JSON \(\w+\) and is left as it is\n$/);
    assert.equal(readFileSync(join(cwd, 'headroom.json'), 'utf8'), '{ "host": ');
    const gone = await headroom(['host', 'import', 'bundle.txt', 'gone', '-o', '-'], { cwd });
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /^headroom: gone: no such file or folder\n/);
    assert.equal(documentIn(gone).host.cpus, 4, 'the others are read');
  });

  it('asks this machine', async () => {
    const outcome = await headroom(['host', 'import', '--from-this-machine', '-', '-o', '-'], {
      cwd: '/',
      stdin: '$ haproxy -v\nHAProxy version 0.1.2\n',
    });
    const isLinux = process.platform === 'linux';
    const total = isLinux && /^MemTotal:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    assert.equal(documentIn(outcome).host?.memory, total ? `${total}KiB` : undefined);
  });
});
