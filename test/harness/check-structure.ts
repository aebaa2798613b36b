/** Checks what features say of a whole file: outline, folds and semantic tokens. */
import assert from 'node:assert/strict';
import { folding, type OutlineEntry, outline } from '../../server/src/features/outline.ts';
import { lineTokens } from '../../server/src/features/semantic-tokens.ts';
import { type Note, writeFixture } from './fixture.ts';
import { type OpenOptions, openFixture } from './open.ts';

/** Fails unless the outline is this list: `name (detail) kind first-last`, with the name's columns, children indented. */
export function checkOutline(fixture: string, expected: readonly string[], options: OpenOptions): void {
  const { view } = openFixture(fixture, options);
  const shown = (entries: readonly OutlineEntry[], indent: string): string[] =>
    entries.flatMap(({ name, detail, kind, line, lastLine, start, end, children }) => [
      `${indent}${name} (${detail}) ${kind} ${line + 1}-${lastLine + 1} @${start}-${end}`,
      ...shown(children, `${indent}  `),
    ]);
  assert.deepEqual(shown(outline(view.analysis), ''), expected);
}

/** Fails unless the folds are this list: `first-last kind`. */
export function checkFolding(fixture: string, expected: readonly string[], options: OpenOptions): void {
  const { view } = openFixture(fixture, options);
  assert.deepEqual(
    folding(view.analysis).map(({ line, lastLine, kind }) => `${line + 1}-${lastLine + 1} ${kind}`),
    expected,
  );
}

/** Fails unless the semantic tokens are exactly the notes: carets below each token, its type and its modifiers. */
export function checkTokens(fixture: string, options: OpenOptions): void {
  check(fixture, options, (analysis, line) => {
    let last = 0;
    return lineTokens(analysis, line).map(({ start, end, type, definition, deprecated }) => {
      assert.ok(start >= last && end > start, 'tokens stand in order, do not overlap and are not empty');
      last = end;
      return {
        line,
        start,
        end,
        text: [type, ...(definition ? ['definition'] : []), ...(deprecated ? ['deprecated'] : [])].join(' '),
      };
    });
  });
}

type Notes = (analysis: ReturnType<typeof openFixture>['view']['analysis'], line: number) => readonly Note[];

function check(fixture: string, options: OpenOptions, notesOfLine: Notes): void {
  const { file, view } = openFixture(fixture, options);
  const notes = view.analysis.text.lines.flatMap((_, line) => notesOfLine(view.analysis, line));
  assert.equal(writeFixture([{ path: file.path, source: file.source, notes }]), fixture.replace(/\n$/, ''));
}
