import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { decodeText, firstLineOf, nodeFiles, problemOf, readText } from '../../server/src/host/files.node.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'headroom-files-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const latin = (text: string) => Buffer.from(text, 'latin1');

describe('bytes as text', () => {
  it('are UTF-8, the byte order mark included', () => {
    for (const text of ['', 'a\r\nb\rc\n', '\uFEFFx', 'ä🙂', 'a\0b'])
      assert.deepEqual(decodeText(Buffer.from(text)), { text });
  });

  it('are replaced where they are not, and it is said where', () => {
    assert.deepEqual(decodeText(latin('a\nb\xfc\nc\xfc')), { text: 'a\nb\uFFFD\nc\uFFFD', invalidLine: 1 });
    assert.deepEqual(decodeText(Buffer.from([0x61, 0x0a, 0xe2, 0x82])), { text: 'a\n\uFFFD', invalidLine: 1 });
    assert.deepEqual(
      decodeText(Buffer.from('\uFFFD')),
      { text: '\uFFFD' },
      'a replacement character of its own is valid',
    );
  });

  it('are known as UTF-16 with and without a mark', () => {
    const text = 'vm.swappiness = 10\n';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, little.subarray(2), big.subarray(2)]) {
      const file = decodeText(bytes);
      assert.ok('problem' in file && file.problem.includes('UTF-16'));
    }
  });

  it('are known as binary, but not for a NUL alone', () => {
    const program = Buffer.concat([latin('\x7fELF\x02\x01\x01'), Buffer.alloc(80)]);
    assert.deepEqual(decodeText(program), { problem: 'is a binary file' });
    assert.deepEqual(decodeText(Buffer.alloc(4096)), { problem: 'is a binary file' });
    assert.ok('text' in decodeText(latin('global\n\0\n  maxconn 10\n')));
    assert.ok('text' in decodeText(latin('\xe4\xf6\xfc'.repeat(1000))), 'another encoding is not binary');
  });
});

describe('files of this machine', () => {
  it('are read and listed', async (t) => {
    const path = folder(t);
    writeFileSync(join(path, 'b.conf'), 'x\n');
    writeFileSync(join(path, 'a.conf'), '');
    mkdirSync(join(path, 'folder'));
    symlinkSync('b.conf', join(path, 'link'));
    symlinkSync('/dev/null', join(path, 'masked'));
    symlinkSync('/dev/zero', join(path, 'device'));
    symlinkSync('folder', join(path, 'linked-folder'));
    symlinkSync('gone', join(path, 'dangling'));
    assert.deepEqual(await nodeFiles.list(path), ['a.conf', 'b.conf', 'link', 'masked']);
    assert.equal(await nodeFiles.read(`${path}/link`), 'x\n');
    assert.equal(await nodeFiles.read(`${path}/masked`), '');
    assert.equal(await nodeFiles.read(`${path}/dangling`), undefined);
    assert.deepEqual(await nodeFiles.list(`${path}/gone`), []);
  });

  it('say why they cannot be read', async (t) => {
    const path = folder(t);
    symlinkSync('loop', join(path, 'loop'));
    assert.deepEqual(await readText(`${path}/gone`), { problem: 'no such file or folder', missing: true });
    assert.deepEqual(await readText(`${path}/loop`), { problem: 'is a link that leads back to itself' });
    assert.deepEqual(await readText(path), { problem: 'is a folder' });
    assert.deepEqual(await readText('/dev/zero'), { problem: 'is not a regular file' });
    assert.deepEqual(problemOf({ code: 'EACCES' }), { problem: 'may not be read: permission denied' });
    assert.deepEqual(problemOf(new Error('I/O error')), { problem: 'cannot be read: I/O error' });
  });

  it('show their first line without being read whole', async (t) => {
    const path = join(folder(t), 'x');
    writeFileSync(path, `# headroom: language=haproxy\n${'x'.repeat(100_000)}`);
    assert.equal(await firstLineOf(path), '# headroom: language=haproxy');
    assert.equal(await firstLineOf(`${path}.gone`), '');
  });
});
