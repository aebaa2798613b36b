/** Checks a hover against a fixture: the columns it is for and every line of its text. */
import assert from 'node:assert/strict';
import type { RunningMachine } from '../../server/src/engine/running.ts';
import { hover } from '../../server/src/features/hover.ts';
import { note, notesOf, type OpenOptions, openFixture } from './open.ts';

/** Fails unless the hover at `$0` is exactly the note below it; a fixture without a note says that there is none. */
export async function checkHover(
  fixture: string,
  { machine, ...options }: OpenOptions & { readonly machine?: RunningMachine } = {},
): Promise<void> {
  const { view, cursor } = openFixture(fixture, options);
  const found = await hover(view, cursor, { machine });
  if (found) assert.equal(found.line, cursor.line, 'a hover is about the line of the cursor');
  assert.equal(found ? note(found.start, found.end, found.markdown) : '', notesOf(fixture));
}
