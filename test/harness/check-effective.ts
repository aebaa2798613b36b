/**
 * Checks what a language says of all the files that are read together: the lenses above a file, the values in force, and
 * what a machine runs with beside them.
 */
import assert from 'node:assert/strict';
import type { RunningMachine } from '../../server/src/engine/running.ts';
import { readFixture, writeFixture } from './fixture.ts';
import { type WorldOptions, worldOf } from './world.ts';

function open(fixture: string, options: WorldOptions) {
  const files = readFixture(fixture.replace(/\n$/, '')).map(({ path, source }) => ({ path: `/${path}`, source }));
  return { files, world: worldOf(files, options) };
}

/** Fails unless the lenses of every file are exactly the notes, each below the line that it stands above. */
export function checkLenses(fixture: string, options: WorldOptions = {}): void {
  const { files, world } = open(fixture, options);
  const shown = files.map(({ path, source }) => {
    const view = world.view(path);
    const lenses = view.analysis.language.lenses?.(view) ?? [];
    const notes = lenses.map(({ line, title }) => ({ line, start: 0, end: 0, text: title }));
    return { path: path.slice(1), source, notes };
  });
  assert.equal(writeFixture(shown), fixture.replace(/\n$/, ''));
}

/** Fails unless the first file's values in force are this text, or match it. */
export function checkEffective(fixture: string, expected: string | RegExp, options: WorldOptions = {}): void {
  const { files, world } = open(fixture, options);
  const view = world.view(files[0]?.path ?? '');
  const text = view.analysis.language.effective?.(view) ?? '';
  if (typeof expected === 'string') assert.equal(text, expected);
  else assert.match(text, expected);
}

/** Fails unless this is what a machine has another value for than the files say, told for the first of them. */
export async function checkComparison(
  fixture: string,
  machine: RunningMachine,
  expected: string,
  options: WorldOptions = {},
): Promise<void> {
  const { files, world } = open(fixture, options);
  const view = world.view(files[0]?.path ?? '');
  assert.equal(await view.analysis.language.running?.compare(view, machine), expected);
}
