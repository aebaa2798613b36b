import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unifiedDiff } from '../../server/src/cli/check/diff.ts';
import { type Edit, Text } from '../../server/src/engine/text.ts';

function diffOf(
  source: string,
  ...edits: readonly (readonly [line: number, column: number, endLine: number, endColumn: number, text: string])[]
) {
  const before = Text.of(source);
  const after = before.editedBy(
    edits.map(
      ([line, column, endLine, endColumn, text]): Edit => ({
        start: { line, column },
        end: { line: endLine, column: endColumn },
        text,
      }),
    ),
  );
  return unifiedDiff('x', before, after).split('\n').slice(2);
}

describe('a unified diff', () => {
  it('is empty without a change, even where lines were written anew', () => {
    assert.deepEqual(diffOf('a\nb\n'), []);
    assert.deepEqual(diffOf('a\nb\n', [0, 0, 1, 1, 'a\nb']), []);
  });

  it('joins changes that are near and keeps others apart', () => {
    const source = Array.from({ length: 20 }, (_, index) => `${index}\n`).join('');
    assert.deepEqual(diffOf(source, [1, 0, 2, 0, ''], [3, 0, 4, 0, ''], [16, 0, 16, 0, 'new\n']), [
      '@@ -1,7 +1,5 @@',
      ' 0',
      '-1',
      ' 2',
      '-3',
      ' 4',
      ' 5',
      ' 6',
      '@@ -14,6 +12,7 @@',
      ' 13',
      ' 14',
      ' 15',
      '+new',
      ' 16',
      ' 17',
      ' 18',
      '',
    ]);
  });

  it('names the line before a region of no lines', () => {
    assert.deepEqual(diffOf('', [0, 0, 0, 0, 'a\n']), ['@@ -0,0 +1,1 @@', '+a', '']);
    assert.deepEqual(diffOf('a\n', [0, 0, 1, 0, '']), ['@@ -1,1 +0,0 @@', '-a', '']);
  });

  it('says where the last line has no end', () => {
    assert.deepEqual(diffOf('a', [0, 1, 0, 1, '\n']), [
      '@@ -1,1 +1,1 @@',
      '-a',
      '\\ No newline at end of file',
      '+a',
      '',
    ]);
  });
});
