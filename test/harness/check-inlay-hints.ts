/** Checks inlay hints against a fixture: the column of each and all of its text, in every file. */
import assert from 'node:assert/strict';
import { inlayHints } from '../../server/src/features/inlay-hints.ts';
import { languageById } from '../../server/src/languages/index.ts';
import { readFixture, writeFixture } from './fixture.ts';
import { findingsIn, type WorldOptions, worldOf } from './world.ts';

export interface HintOptions extends Omit<WorldOptions, 'language'> {
  /** The language of a fixture without paths. */
  readonly language?: string;
  /** The lines asked for, counted from 1; all where it is left out. */
  readonly lines?: readonly [first: number, last: number];
}

/** Fails unless the hints are exactly the notes: a caret below the column that each stands in front of, and its text. */
export function checkInlayHints(fixture: string, { language, lines, ...options }: HintOptions = {}): void {
  const files = readFixture(fixture.replace(/\n$/, ''));
  const pathOf = (path: string | undefined) => (path === undefined ? '/fixture' : `/${path}`);
  const own = languageById(language ?? '');
  const world = worldOf(
    files.map(({ path, source }) => ({ path: pathOf(path), source })),
    { ...options, ...(own && { language: own }) },
  );
  const shown = files.map(({ path, source }) => {
    const view = world.view(pathOf(path));
    for (const analysis of view.loaded) analysis.prepare(() => false);
    const [first, last] = lines ?? [1, view.analysis.text.lines.length];
    const hints = inlayHints(view, first - 1, last - 1, findingsIn(world, pathOf(path)));
    return { path, source, notes: hints.map(({ line, column, text }) => ({ line, start: column, end: column, text })) };
  });
  assert.equal(writeFixture(shown), fixture.replace(/\n$/, ''));
}
