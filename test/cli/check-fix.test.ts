import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const twice = 'vm.swappiness = 60\nnet.core.somaxconn = 1\nvm.swappiness = 30\nvm.swapiness = 1\nvm.swappiness = 10\n';
const once = 'net.core.somaxconn = 1\nvm.swapiness = 1\nvm.swappiness = 10\n';
const content = (cwd: string, path = 'sysctl.conf') => readFileSync(join(cwd, path), 'utf8');

describe('headroom check --fix', () => {
  it('applies the safe fixes until none is left, and reports the rest', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': twice });
    const { stdout, code } = await headroom(['check', '--fix', '--rule', 'sysctl/unknown-key=error'], { cwd });
    assert.equal(content(cwd), once, 'the unsafe fix of the misspelt key is not applied');
    assert.match(stdout, /sysctl\.conf:2:1: error: /, 'the lines are those of the fixed file');
    assert.match(stdout, /2 fixes applied in 1 file\./);
    assert.equal(code, 1);
    const again = await headroom(['check', '--fix'], { cwd });
    assert.equal(content(cwd), once);
    assert.doesNotMatch(again.stdout, /applied/);
  });

  it('keeps line ends, a byte order mark, and the mode of the file', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': `\uFEFF# x\r\n${twice.replaceAll('\n', '\r\n')}` });
    chmodSync(join(cwd, 'sysctl.conf'), 0o600);
    await headroom(['check', '--fix', '--rule', 'sysctl/byte-order-mark=off'], { cwd });
    assert.equal(content(cwd), `\uFEFF# x\r\n${once.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(join(cwd, 'sysctl.conf')).mode & 0o777, 0o600);
  });

  it('never writes a file with bytes that are not UTF-8', async (t) => {
    const bytes = Buffer.from(`# gr\xfc\xdfe\n${twice}`, 'latin1');
    const cwd = folderWith(t, { 'sysctl.conf': bytes });
    const { stderr } = await headroom(['check', '--fix'], { cwd });
    assert.deepEqual(readFileSync(join(cwd, 'sysctl.conf')), bytes);
    assert.match(stderr, /the file is left as it is/);
  });

  it('leaves files alone that were not named', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.d/10-a.conf': twice, 'etc/sysctl.d/20-b.conf': twice });
    await headroom(['check', '--fix', 'etc/sysctl.d/20-b.conf'], { cwd });
    assert.equal(content(cwd, 'etc/sysctl.d/10-a.conf'), twice);
    assert.equal(content(cwd, 'etc/sysctl.d/20-b.conf'), once);
  });

  it('has no file to write for standard input', async (t) => {
    const cwd = folderWith(t, {});
    const { code, stderr } = await headroom(['check', '--fix', '-'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /--fix-dry-run/);
  });
});

describe('headroom check --fix-dry-run', () => {
  it('prints a diff that makes what --fix makes', async (t) => {
    const lines = Array.from({ length: 30 }, (_, index) => `# ${index}\n`).join('');
    const source = `${twice}${lines}net.core.somaxconn = 2\nkernel.pid_max = 4194304`;
    const cwd = folderWith(t, { 'etc/sysctl.conf': source });
    const { stdout, stderr, code } = await headroom(['check', '--fix-dry-run', 'etc'], { cwd });
    assert.equal(content(cwd, 'etc/sysctl.conf'), source, 'nothing is written');
    assert.match(stdout, /^--- a\/etc\/sysctl\.conf\n\+\+\+ b\/etc\/sysctl\.conf\n@@ -1,6 \+1,3 @@\n/);
    assert.match(stderr, /3 safe fixes, 1 changed file/);
    assert.equal(code, 0);
    writeFileSync(join(cwd, 'fix.diff'), stdout);
    const applied = spawnSync('git', ['apply', 'fix.diff'], { cwd, encoding: 'utf8' });
    assert.equal(applied.status, 0, applied.stderr);
    const patched = content(cwd, 'etc/sysctl.conf');
    writeFileSync(join(cwd, 'etc/sysctl.conf'), source);
    await headroom(['check', '--fix', 'etc'], { cwd });
    assert.equal(patched, content(cwd, 'etc/sysctl.conf'));
  });

  it('works on standard input', async (t) => {
    const cwd = folderWith(t, {});
    const args = ['check', '--fix-dry-run', '-', '--stdin-filename', 'sysctl.conf'];
    const { stdout } = await headroom(args, { cwd, stdin: 'vm.swappiness = 1\nvm.swappiness = 2' });
    assert.equal(
      stdout,
      [
        '--- a/sysctl.conf',
        '+++ b/sysctl.conf',
        '@@ -1,2 +1,1 @@',
        '-vm.swappiness = 1',
        ' vm.swappiness = 2',
        '\\ No newline at end of file',
        '',
      ].join('\n'),
    );
  });

  it('prints nothing where nothing would change', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': once });
    assert.equal((await headroom(['check', '--fix-dry-run'], { cwd })).stdout, '');
  });

  it('goes with no other format', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': twice });
    assert.equal((await headroom(['check', '--fix-dry-run', '--format', 'json'], { cwd })).code, 2);
    assert.equal((await headroom(['check', '--fix-dry-run', '--fix'], { cwd })).code, 2);
    assert.ok(documentIn(await headroom(['check', '--fix', '--format', 'json'], { cwd })).files[0]);
  });
});
