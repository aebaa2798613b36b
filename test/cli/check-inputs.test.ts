import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readCheckOptions } from '../../server/src/cli/check/options.ts';
import { findInputs } from '../../server/src/cli/inputs/find.ts';
import { documentIn, folderWith, headroom } from './command-line.ts';

async function checkJson(args: readonly string[], cwd: string, stdin: string | Uint8Array = '') {
  const outcome = await headroom(['check', '--format', 'json', ...args], { cwd, stdin });
  const { files, errors } = documentIn(outcome);
  return { ...outcome, files, errors, paths: files.map((file: { path: string }) => file.path) };
}

describe('the paths of headroom check', () => {
  it('finds the configurations in a folder, by name or first line', async (t) => {
    const cwd = folderWith(t, {
      'etc/haproxy/haproxy.cfg': '',
      'etc/haproxy/conf.d/10-web.cfg': '',
      'etc/security/limits.d/90-x.conf': '',
      'etc/sysctl.conf': '',
      'etc/nginx/nginx.conf': 'events {}\n',
      'templates/sysctl.conf.j2': '',
      'other/lb': '# headroom: language=haproxy\nglobal\n',
      'node_modules/x/sysctl.conf': '',
      '.git/sysctl.conf': '',
    });
    const { paths, code } = await checkJson([], cwd);
    assert.deepEqual(paths, [
      'etc/haproxy/conf.d/10-web.cfg',
      'etc/haproxy/haproxy.cfg',
      'etc/security/limits.d/90-x.conf',
      'etc/sysctl.conf',
      'other/lb',
      'templates/sysctl.conf.j2',
    ]);
    assert.equal(code, 0);
  });

  it('finds what a profile says HAProxy is told to load, whatever it is called', async (t) => {
    const cwd = folderWith(t, {
      'headroom.json': '{ "haproxy": { "load": ["main.conf", "parts"] } }',
      'main.conf': 'global\n',
      'parts/b.cfg': 'backend b\n',
      'parts/a.cfg': 'backend a\n',
      'parts/README': '',
    });
    const { paths } = await checkJson([], cwd);
    assert.deepEqual(paths, ['main.conf', 'parts/a.cfg', 'parts/b.cfg']);
  });

  it('finds what the unit of a host starts HAProxy with, unless a profile says so', async (t) => {
    const host = {
      'etc/systemd/system/haproxy.service':
        '[Service]\nExecStart=/usr/sbin/haproxy -- /etc/haproxy/lb /etc/haproxy/gone\n',
      'etc/haproxy/lb': 'global\n',
    };
    assert.deepEqual((await checkJson([], folderWith(t, host))).paths, ['etc/haproxy/lb']);
    const profile = { 'headroom.json': '{ "haproxy": { "load": ["main.conf"] } }', 'main.conf': 'global\n' };
    assert.deepEqual((await checkJson([], folderWith(t, { ...host, ...profile }))).paths, ['main.conf']);
  });

  it('names files as the person did', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.conf': '', 'etc/sysctl.d/a.conf': '' });
    assert.deepEqual((await checkJson(['./etc/'], cwd)).paths, ['etc/sysctl.conf', 'etc/sysctl.d/a.conf']);
    assert.deepEqual((await checkJson([cwd], '/')).paths, [`${cwd}/etc/sysctl.conf`, `${cwd}/etc/sysctl.d/a.conf`]);
    assert.deepEqual((await checkJson(['../etc/sysctl.conf'], join(cwd, 'etc'))).paths, ['../etc/sysctl.conf']);
  });

  it('reads the input files of a host and finds nothing in them', async (t) => {
    const sysctl = { 'web1/etc/sysctl.d/a.conf': 'net.netfilter.nf_conntrack_max = 1000\n' };
    const cwd = folderWith(t, { ...sysctl, 'web1/usr/lib/modules-load.d/lb.conf': 'nf_conntrack\nnonsense here\n' });
    const known = await checkJson(['web1'], cwd);
    assert.deepEqual(known.paths, ['web1/etc/sysctl.d/a.conf']);
    assert.deepEqual(known.files[0].findings, []);
    const alone = await checkJson(['web1/etc'], folderWith(t, sysctl));
    assert.deepEqual(
      alone.files[0].findings.map(({ rule }: { rule: string }) => rule),
      ['sysctl/needs-module'],
    );
  });

  it('loads together what the unit of a host says, and names what it leaves out', async (t) => {
    const host = (start: string) => ({
      'web1/etc/haproxy/haproxy.cfg': 'frontend x\n    bind :80\n    default_backend b\n',
      'web1/etc/haproxy/conf.d/b.cfg': 'backend b\n    server s 192.0.2.1:80\n',
      'web1/etc/default/haproxy': 'EXTRAOPTS="-f /etc/haproxy/conf.d"\n',
      'web1/lib/systemd/system/haproxy.service': `[Service]\nEnvironmentFile=-/etc/default/haproxy\nExecStart=/usr/sbin/haproxy -Ws ${start}\n`,
    });
    const said = async (files: Record<string, string>) => {
      const { files: checked } = await checkJson(['web1'], folderWith(t, files));
      const findings: { rule: string; severity: string; message: string }[] = checked.flatMap(
        (file: { findings: unknown[] }) => file.findings,
      );
      return findings.flatMap(({ rule, severity, message }) =>
        rule === 'haproxy/undefined-backend' ? [`${severity}: ${message}`] : [],
      );
    };
    const both = host('-f /etc/haproxy/haproxy.cfg $EXTRAOPTS');
    assert.deepEqual(await said(both), []);
    const one = 'ExecStart (/lib/systemd/system/haproxy.service)';
    assert.deepEqual(await said(host('-f /etc/haproxy/haproxy.cfg')), [
      `error: No backend or listen section is called 'b': b.cfg has it, but ${one} does not load that file.`,
    ]);
    const emptied = { ...both, 'web1/etc/haproxy/conf.d/b.cfg': 'backend c\n' };
    assert.deepEqual(await said(emptied), ["error: No backend or listen section is called 'b'; did you mean 'c'?"]);
  });

  it('goes on where a file that the unit names cannot be read', async (t) => {
    const cwd = folderWith(t, {
      'etc/haproxy/haproxy.cfg': 'global\n',
      'etc/systemd/system/haproxy.service': '[Service]\nEnvironmentFile=/opt/lb/env\nExecStart=/usr/sbin/haproxy $A\n',
      'opt/lb/env': Buffer.from('\uFEFFx\n', 'utf16le'),
    });
    const { errors, stderr } = await checkJson(['etc'], cwd);
    assert.deepEqual(errors, []);
    assert.match(stderr, /^headroom: opt\/lb\/env: is UTF-16 text.*; what it says is unknown\n$/);
  });

  it('goes on where an input file cannot be read, and says so', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.conf': '',
      'etc/modules-load.d/a.conf': Buffer.from('\uFEFFx\n', 'utf16le'),
    });
    const { code, errors, stderr } = await checkJson(['etc/sysctl.conf'], cwd);
    assert.deepEqual([code, errors], [0, []]);
    assert.match(stderr, /^headroom: etc\/modules-load\.d\/a\.conf: is UTF-16 text.*; what it says is unknown\n$/);
  });

  it('checks a file once', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.conf': '' });
    assert.deepEqual((await checkJson(['etc', 'etc/sysctl.conf', '.'], cwd)).paths, ['etc/sysctl.conf']);
  });

  it('follows links, but not in circles', async (t) => {
    const cwd = folderWith(t, { 'real/sysctl.conf': '', 'elsewhere/etc/sysctl.conf': '' });
    symlinkSync('..', join(cwd, 'real/up'));
    symlinkSync('../elsewhere', join(cwd, 'real/linked'));
    symlinkSync('sysctl.conf', join(cwd, 'real/haproxy.cfg'));
    const { paths, code } = await checkJson(['real'], cwd);
    assert.deepEqual(paths, ['real/haproxy.cfg', 'real/linked/etc/sysctl.conf', 'real/sysctl.conf']);
    assert.equal(code, 0);
  });

  it('takes a link to /dev/null for an empty file, as systemd does', async (t) => {
    const cwd = folderWith(t, {});
    mkdirSync(join(cwd, 'etc/sysctl.d'), { recursive: true });
    symlinkSync('/dev/null', join(cwd, 'etc/sysctl.d/50-default.conf'));
    const { paths, errors, code } = await checkJson(['etc'], cwd);
    assert.deepEqual({ paths, errors, code }, { paths: ['etc/sysctl.d/50-default.conf'], errors: [], code: 0 });
  });

  it('loads what HAProxy would of a folder, in order', async (t) => {
    const cwd = folderWith(t, {
      'conf.d/20-b.cfg': '',
      'conf.d/10-a.cfg': '',
      'conf.d/.hidden.cfg': '',
      'conf.d/old.cfg.cfg': '',
      'conf.d/x.cfg.bak': '',
      'conf.d/deeper/y.cfg': '',
      'z.conf': '',
    });
    const { paths, files } = await checkJson(['-f', 'z.conf', '-f', 'conf.d'], cwd);
    assert.deepEqual(paths, ['z.conf', 'conf.d/10-a.cfg', 'conf.d/20-b.cfg']);
    assert.deepEqual(new Set(files.map((file: { language: string }) => file.language)), new Set(['haproxy']));
  });

  it('asks which language a file is in, and is told', async (t) => {
    const cwd = folderWith(t, { 'a.txt': 'vm.swapiness = 10\n', 'sysctl.conf': '' });
    const asked = await checkJson(['a.txt', 'sysctl.conf'], cwd);
    assert.equal(asked.code, 2);
    assert.deepEqual(asked.paths, ['sysctl.conf'], 'the others are still checked');
    assert.equal(asked.errors[0].path, 'a.txt');
    assert.match(asked.errors[0].message, /which language\?.*--language/);
    const told = await checkJson(['--language', 'sysctl', 'a.txt'], cwd);
    assert.equal(told.files[0].findings[0].rule, 'sysctl/unknown-key');
    assert.equal((await checkJson(['--language', 'limits', 'sysctl.conf'], cwd)).files[0].language, 'limits');
  });

  it('reads standard input under the name it is given', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.d/50-a.conf': 'vm.swappiness = 10\n',
      'etc/headroom.json': '{ "host": { "kernel": "6.1" } }',
    });
    const args = ['-', '--stdin-filename', 'etc/sysctl.d/40-b.conf'];
    const { files, code } = await checkJson(args, cwd, 'vm.swappiness = 60\n');
    assert.equal(files[0].path, 'etc/sysctl.d/40-b.conf');
    assert.equal(files[0].target.kernel, '6.1', 'the profile above the name counts');
    assert.equal(files[0].findings[0].rule, 'sysctl/set-again', 'the files beside the name are read with it');
    assert.equal(code, 0);
    assert.equal((await checkJson(['-', '--language', 'haproxy'], cwd, 'global\n')).files[0].path, '<stdin>');
    const nameless = await checkJson(['-'], cwd, 'global\n');
    assert.match(nameless.errors[0].message, /which language\?/);
  });

  it('checks the other files when some cannot be read', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': '' });
    symlinkSync('limits.conf', join(cwd, 'limits.conf'));
    const { paths, errors, code } = await checkJson(['gone.cfg', 'limits.conf', 'sysctl.conf'], cwd);
    assert.deepEqual(paths, ['sysctl.conf']);
    assert.deepEqual(errors, [
      { path: 'gone.cfg', message: 'no such file or folder' },
      { path: 'limits.conf', message: 'is a link that leads back to itself' },
    ]);
    assert.equal(code, 2);
  });

  it('reports a file that is gone when it is read', async (t) => {
    const cwd = folderWith(t, { 'etc/sysctl.conf': '', 'etc/limits.conf': '' });
    const options = readCheckOptions(['etc']);
    assert.ok(options);
    const io = { stdout: { write() {} }, stderr: { write() {} }, stdin: (async function* () {})(), cwd, env: {} };
    const { files } = await findInputs(options, io);
    rmSync(join(cwd, 'etc/limits.conf'));
    const read = await Promise.all(files.map((file) => file.read()));
    assert.deepEqual(read, [{ problem: 'no such file or folder', missing: true }, { text: '' }]);
  });

  it('says so when a folder holds nothing to check', async (t) => {
    const cwd = folderWith(t, { 'empty/readme.txt': '' });
    const { code, stderr, files } = await checkJson(['empty'], cwd);
    assert.deepEqual({ code, files }, { code: 0, files: [] });
    assert.match(stderr, /nothing to check in empty\//);
  });

  it('says where a profile is broken and goes on with the rest of it', async (t) => {
    const cwd = folderWith(t, {
      'headroom.json': '{\n  "host": { "memory": "4GiB", "cpus": "many" },\n  "hosts": {}\n}\n',
      'a/sysctl.conf': '',
      'b/sysctl.conf': '',
    });
    const { files, errors, code } = await checkJson(['a', 'b'], cwd);
    assert.equal(code, 2);
    assert.equal(files.length, 2);
    assert.equal(files[0].target.memory, 4 * 1024 ** 3);
    assert.equal(errors.length, 2, 'each problem once, not once per file');
    assert.equal(errors[0].path, 'headroom.json');
    assert.match(errors[0].message, /^line 2, column 39: 'many' is no value for cpus/);
    assert.match(errors[1].message, /^line 3, column 3: Unknown property 'hosts'/);
    const text = await headroom(['check', 'a'], { cwd });
    assert.match(text.stdout, /^headroom\.json:2:39: error: 'many' is no value/m);
    assert.equal((await checkJson(['--no-config', 'a'], cwd)).code, 0);
    assert.equal((await checkJson(['headroom.json'], cwd)).errors.length, 2, 'a profile that is named is read too');
  });
});

describe('texts that are unlike the usual', () => {
  const rules = (file: { findings: { rule: string; line: number; column: number }[] }) =>
    file.findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`);

  it('an empty file', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': '', 'haproxy.cfg': '', 'limits.conf': '' });
    const { files, code } = await checkJson([], cwd);
    assert.equal(code, 0);
    assert.equal(files.length, 3);
  });

  it('a byte order mark is not skipped', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': '\uFEFFvm.swappiness = 10\n' });
    const { files } = await checkJson([], cwd);
    assert.deepEqual(rules(files[0]), ['sysctl/byte-order-mark 1:1']);
  });

  it('CRLF and lone CR', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.swappiness = 10\r\nvm.swapiness = 1\r\n', 'limits.conf': '\r\r\r' });
    const { files, code } = await checkJson([], cwd);
    assert.deepEqual(rules(files[1]), ['sysctl/unknown-key 2:1']);
    assert.equal(files[1].findings[0].endColumn, 13);
    assert.equal(code, 0);
  });

  it('a NUL is text, many are not', async (t) => {
    const cwd = folderWith(t, {
      'a/sysctl.conf': 'vm.swapiness = 1\0\n',
      'b/sysctl.conf': Buffer.concat([Buffer.from('\x7fELF\0\0\x01'), Buffer.alloc(64)]),
    });
    const { files, errors, code } = await checkJson([], cwd);
    assert.deepEqual(rules(files[0]), ['sysctl/unknown-key 1:1']);
    assert.deepEqual(errors, [{ path: 'b/sysctl.conf', message: 'is a binary file' }]);
    assert.equal(code, 2);
  });

  it('bytes that are not UTF-8 are told of and the rest is checked', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': Buffer.from('# ok\n# gr\xfc\xdfe\nvm.swapiness = 1\n', 'latin1') });
    const { files, errors, code, stderr } = await checkJson([], cwd);
    assert.deepEqual(rules(files[0]), ['sysctl/unknown-key 3:1']);
    assert.deepEqual({ errors, code }, { errors: [], code: 0 });
    assert.match(stderr, /sysctl\.conf:2: holds bytes that are not UTF-8/);
  });

  it('UTF-16 is an error that says what to do', async (t) => {
    const utf16 = Buffer.from('\uFEFFvm.swappiness = 10\n', 'utf16le');
    const cwd = folderWith(t, { 'a/sysctl.conf': utf16, 'b/sysctl.conf': utf16.subarray(2) });
    const { errors } = await checkJson([], cwd);
    assert.equal(errors.length, 2);
    for (const { message } of errors) assert.match(message, /UTF-16.*save it as UTF-8/);
  });

  it('a line of a megabyte', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': `vm.${'x'.repeat(1024 * 1024)} = 1\n` });
    const { stdout, code } = await headroom(['check'], { cwd });
    assert.equal(code, 0);
    const longest = Math.max(
      ...stdout
        .split('\n')
        .filter((line) => /^ +1 \|/.test(line))
        .map((line) => line.length),
    );
    assert.ok(longest <= 120, `the excerpt is clipped, but has ${longest} columns`);
  });
});
