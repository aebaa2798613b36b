/** Checks completion against a fixture: the columns that are replaced and the names that are offered. */
import assert from 'node:assert/strict';
import { type Completion, completion } from '../../server/src/features/completion.ts';
import { note, notesOf, type OpenOptions, openFixture } from './open.ts';

/**
 * Fails unless the completions at `$0` are those of the note below it: carets under the columns that are replaced (one at the
 * cursor where none are, marked `+`), then the labels in their order. `…` at the end stands for any others, `!name` for one
 * that must not be offered. A fixture without a note says that nothing is offered.
 */
export function checkCompletion(fixture: string, options: OpenOptions = {}): readonly Completion[] {
  const { view, cursor } = openFixture(fixture, options);
  const entries = completion(view, cursor);
  const [first] = entries;
  const notes = notesOf(fixture);
  if (!first) {
    assert.equal('', notes);
    return entries;
  }
  const labels = entries.map((entry) => entry.label);
  assert.equal(new Set(labels).size, labels.length, 'no label is offered twice');
  for (const { label, start, end } of entries) {
    assert.ok(start <= cursor.column && cursor.column <= end, `${label} replaces columns around the cursor`);
    assert.deepEqual([start, end], [first.start, first.end], `${label} replaces the same columns as the others`);
  }
  const wanted = (/\^ (?:\+ )?(.*)$/.exec(notes)?.[1] ?? '').split(', ');
  const absent = wanted.filter((label) => label.startsWith('!')).map((label) => label.slice(1));
  const open = wanted.includes('…');
  const present = wanted.filter((label) => !label.startsWith('!') && label !== '…');
  assert.deepEqual(
    labels.filter((label) => absent.includes(label)),
    [],
    'offered against the note',
  );
  const shown = open ? labels.filter((label) => present.includes(label)) : labels;
  const text = [...shown, ...(open ? ['…'] : []), ...absent.map((label) => `!${label}`)].join(', ');
  assert.equal(note(first.start, first.end, first.start === first.end ? `+ ${text}` : text), notes);
  return entries;
}
