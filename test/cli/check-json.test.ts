import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

describe('headroom check --format json', () => {
  it('prints every field of a finding', async (t) => {
    const cwd = folderWith(t, {
      'etc/sysctl.d/50-a.conf': 'net.core.somaxconn = 4096\n',
      'etc/sysctl.d/60-b.conf': 'net.core.somaxconn = 8192\n',
    });
    const outcome = await headroom(['check', '--format', 'json', '--no-config', 'etc'], { cwd });
    assert.equal(outcome.code, 0, 'a warning alone does not fail');
    assert.deepEqual(documentIn(outcome), {
      version: 1,
      files: [
        {
          path: 'etc/sysctl.d/50-a.conf',
          language: 'sysctl',
          target: { haproxy: null, kernel: null, memory: null },
          findings: [
            {
              rule: 'sysctl/set-again',
              severity: 'warning',
              message: documentIn(outcome).files[0].findings[0].message,
              line: 1,
              column: 1,
              endLine: 1,
              endColumn: 26,
              fixes: documentIn(outcome).files[0].findings[0].fixes,
              related: [
                {
                  path: 'etc/sysctl.d/60-b.conf',
                  line: 1,
                  column: 1,
                  endLine: 1,
                  endColumn: 26,
                  message: 'This line counts.',
                },
              ],
            },
          ],
        },
        {
          path: 'etc/sysctl.d/60-b.conf',
          language: 'sysctl',
          target: { haproxy: null, kernel: null, memory: null },
          findings: [],
        },
      ],
      errors: [],
    });
  });

  it('counts columns from 1 in UTF-16 units, tabs as one', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': '\tvm.🙂日本x = 1\n' });
    const { files } = documentIn(await headroom(['check', '--format', 'json', 'sysctl.conf'], { cwd }));
    const { line, column, endLine, endColumn } = files[0].findings[0];
    assert.deepEqual({ line, column, endLine, endColumn }, { line: 1, column: 2, endLine: 1, endColumn: 10 });
  });

  it('keeps the places of edits inside the file', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.swappiness = 10\nnet.ipv4.tcp_tw_recycle = 1' });
    const args = ['check', '--format', 'json', '--kernel', '6.1', 'sysctl.conf'];
    const { files } = documentIn(await headroom(args, { cwd }));
    const finding = files[0].findings.find((each: { rule: string }) => each.rule === 'sysctl/removed-key');
    const [edit] = finding.fixes[0].edits;
    assert.deepEqual(edit, { path: 'sysctl.conf', line: 2, column: 1, endLine: 2, endColumn: 28, text: '' });
  });

  it('says what the file was checked for', async (t) => {
    const cwd = folderWith(t, {
      'a/headroom.json': '{ "host": { "memory": "4GiB", "haproxy": "2.6" } }',
      'a/sysctl.conf': '',
    });
    const target = async (...args: string[]) =>
      documentIn(await headroom(['check', '--format', 'json', ...args, 'a'], { cwd })).files[0].target;
    assert.deepEqual(await target(), { haproxy: '2.6', kernel: null, memory: 4 * 1024 ** 3 });
    assert.deepEqual(await target('--no-config'), { haproxy: null, kernel: null, memory: null });
    assert.deepEqual(await target('--haproxy', '3.2', '--kernel', '6.1'), {
      haproxy: '3.2',
      kernel: '6.1',
      memory: 4 * 1024 ** 3,
    });
    assert.deepEqual(await target('--host', 'memory=1GiB,kernel=5.15'), {
      haproxy: '2.6',
      kernel: '5.15',
      memory: 1024 ** 3,
    });
  });

  it('lets a directive in the file stand above the command line', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': '# headroom: host memory=2GiB\n' });
    const outcome = await headroom(['check', '--format', 'json', '--memory', '4GiB', '.'], { cwd });
    assert.equal(documentIn(outcome).files[0].target.memory, 2 * 1024 ** 3);
  });
});
