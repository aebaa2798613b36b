import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const unit = '[Service]\nUser=haproxy\nExecStart=/usr/sbin/haproxy\nLimitNOFILE=40\n';
/** Needs 2 × 10 + 10 + 1 + 3 = 34 descriptors of the 40 that the unit gives. */
const haproxy = 'global\n  maxconn 10\n  nbthread 1\nfrontend www\n  bind :80\n';

const web1 = {
  'web1/etc/haproxy/haproxy.cfg': haproxy,
  'web1/etc/systemd/system/haproxy.service': unit,
  'web1/etc/sysctl.d/10-files.conf': 'fs.file-max = 100000\n',
  'web1/headroom.json': '{ "host": { "memory": "4GiB", "haproxy": "2.8" } }\n',
};

describe('headroom report', () => {
  it('prints the document of one host', async (t) => {
    const outcome = await headroom(['report', '--format', 'json', 'web1'], { cwd: folderWith(t, web1) });
    const { version, name, host, budgets, verdict, files, whatIf } = documentIn(outcome);
    assert.deepEqual(
      { version, name, verdict, whatIf, code: outcome.code, stderr: outcome.stderr },
      {
        version: 1,
        name: 'web1',
        verdict: 'fits',
        whatIf: {},
        code: 0,
        stderr: '',
      },
    );
    assert.deepEqual(files, ['web1/etc/haproxy/haproxy.cfg', 'web1/etc/sysctl.d/10-files.conf']);
    const place = { path: 'web1/headroom.json', line: 1, column: 23 };
    assert.deepEqual(host.memory, { value: 4 * 1024 ** 3, text: '4 GiB', source: 'headroom.json', place });
    const descriptors = budgets.find((budget: { id: string; of: string | null }) => budget.id === 'descriptors');
    assert.deepEqual(descriptors.need.value, 34);
    assert.deepEqual(descriptors.have.value, 40);
    assert.deepEqual(descriptors.inputs.find((input: { name: string }) => input.name === 'maxconn').source, {
      path: 'web1/etc/haproxy/haproxy.cfg',
      line: 2,
      column: 11,
    });
  });

  it('takes the connections from the variables of the unit, and names their line', async (t) => {
    const variables = '# Flags\nEXTRAOPTS="-S /run/haproxy.sock -n 5000"\n';
    const start = 'EnvironmentFile=-/etc/default/haproxy\nExecStart=/usr/sbin/haproxy -Ws $EXTRAOPTS\nUser=root\n';
    const files = {
      ...web1,
      'web1/etc/systemd/system/haproxy.service': `[Service]\n${start}`,
      'web1/etc/default/haproxy': variables,
    };
    const outcome = await headroom(['report', '--format', 'json', 'web1'], { cwd: folderWith(t, files) });
    const { budgets } = documentIn(outcome);
    const descriptors = budgets.find((budget: { id: string }) => budget.id === 'descriptors');
    const { value, source, from } = descriptors.inputs.find((input: { name: string }) => input.name === '-n');
    assert.deepEqual(
      { value, source, from },
      {
        value: 5000,
        source: { path: 'web1/etc/default/haproxy', line: 2, column: 36 },
        from: '-n of EXTRAOPTS (/etc/default/haproxy)',
      },
    );
  });

  it('exits with 1 where a budget exceeds, also one that is tried', async (t) => {
    const cwd = folderWith(t, web1);
    assert.equal((await headroom(['report', 'web1'], { cwd })).code, 0);
    const tried = await headroom(['report', 'web1', '--what-if', 'maxconn=14'], { cwd });
    assert.equal(tried.code, 1);
    assert.match(tried.stdout, /^What if: maxconn 14$/m);
    assert.match(tried.stdout, /^✖ exceeds {2}File descriptors: 42 descriptors needed of 40 descriptors \(105 %\)$/m);
    assert.equal(readFileSync(join(cwd, 'web1/etc/haproxy/haproxy.cfg'), 'utf8'), haproxy, 'no file is touched');
  });

  it('reports each host by itself, and files of one root as one', async (t) => {
    const cwd = folderWith(t, {
      ...web1,
      'web2/etc/sysctl.d/10-a.conf': 'vm.swappiness = 1\n',
      'web2/etc/sysctl.d/20-b.conf': 'vm.swappiness = 2\n',
      'lone/haproxy.cfg': haproxy,
    });
    const { version, hosts } = documentIn(await headroom(['report', '--format', 'json'], { cwd }));
    assert.equal(version, 1);
    assert.deepEqual(
      hosts.map(({ name, files }: { name: string; files: readonly string[] }) => [name, files]),
      [
        ['haproxy.cfg', ['lone/haproxy.cfg']],
        ['web1', ['web1/etc/haproxy/haproxy.cfg', 'web1/etc/sysctl.d/10-files.conf']],
        ['web2', ['web2/etc/sysctl.d/10-a.conf', 'web2/etc/sysctl.d/20-b.conf']],
      ],
    );
  });

  it('tells hosts of one name apart by their files', async (t) => {
    const source = 'global\n  maxconn 10\n';
    const cwd = folderWith(t, { 'a/haproxy.cfg': source, 'b/haproxy.cfg': source });
    const { stdout } = await headroom(['report', '--format', 'json', 'a', 'b/haproxy.cfg'], { cwd });
    const { hosts } = JSON.parse(stdout) as { hosts: readonly { readonly name: string }[] };
    assert.deepEqual(
      hosts.map(({ name }) => name),
      ['a/haproxy.cfg', 'b/haproxy.cfg'],
    );
  });

  it('says that a folder is no file to write to', async (t) => {
    const cwd = folderWith(t, { 'haproxy.cfg': 'global\n  maxconn 10\n', 'out/empty': '' });
    const { code, stderr } = await headroom(['report', '-o', 'out', 'haproxy.cfg'], { cwd });
    assert.deepEqual([code, stderr], [2, 'headroom: out: is a folder\n']);
  });

  it('takes a file of a host for the whole of it', async (t) => {
    const cwd = folderWith(t, web1);
    const args = ['report', '--format', 'json', 'web1/etc/sysctl.d/10-files.conf'];
    const { name, budgets } = documentIn(await headroom(args, { cwd }));
    assert.equal(name, 'web1');
    assert.ok(budgets.some(({ id }: { id: string }) => id === 'descriptors'));
  });

  it('takes the files of -f as one configuration, and the host from options', async (t) => {
    const cwd = folderWith(t, { 'a.conf': 'global\n  maxconn 10\n', 'b.conf': 'frontend www\n  bind :80\n' });
    const args = ['report', '--format', 'json', '-f', 'a.conf', '-f', 'b.conf', '--memory', '2GiB', '--host', 'cpus=2'];
    const { files, host } = documentIn(await headroom(args, { cwd }));
    assert.deepEqual(files, ['a.conf', 'b.conf']);
    assert.deepEqual(
      [host.memory, host.cpus].map(({ value, source }) => [value, source]),
      [
        [2 * 1024 ** 3, '--memory'],
        [2, '--host'],
      ],
    );
  });

  it('writes to a file where that is wanted', async (t) => {
    const cwd = folderWith(t, web1);
    const outcome = await headroom(['report', '--format', 'html', '--output', 'out.html', 'web1'], { cwd });
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
    assert.match(readFileSync(join(cwd, 'out.html'), 'utf8'), /^<!doctype html>.*<h1>Capacity of web1<\/h1>/s);
    const nowhere = await headroom(['report', '-o', 'gone/out.html', 'web1'], { cwd });
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /gone\/out\.html: /);
  });

  it('says so where there is nothing to report on', async (t) => {
    const cwd = folderWith(t, { 'x.txt': '' });
    const outcome = await headroom(['report'], { cwd });
    assert.equal(outcome.code, 0);
    assert.equal(outcome.stdout, 'There is no configuration to report on.\n');
    assert.deepEqual(documentIn(await headroom(['report', '--format', 'json'], { cwd })), { version: 1, hosts: [] });
  });

  it('exits with 2 where an input cannot be read, and reports on the others', async (t) => {
    const outcome = await headroom(['report', '--format', 'markdown', 'web1', 'gone'], { cwd: folderWith(t, web1) });
    assert.equal(outcome.code, 2);
    assert.match(outcome.stderr, /^headroom: gone: /);
    assert.match(outcome.stdout, /^## Capacity of web1: ✔ fits$/m);
  });
});
