/** Checks navigation against a fixture: every place of the name at `$0`, in every file, and what each of them is. */
import assert from 'node:assert/strict';
import { definitions, type NamePlace, references } from '../../server/src/features/navigation.ts';
import { readFixture, writeFixture } from './fixture.ts';
import { type OpenOptions, openFixture } from './open.ts';

/** Fails unless the places of the name at `$0` are exactly the notes, each `definition` or `reference`. */
export function checkPlaces(fixture: string, options: OpenOptions): void {
  const { view, cursor } = openFixture(fixture, options);
  const key = ({ path, line, start, end }: NamePlace) => `${path}:${line}:${start}-${end}`;
  const defined = new Set(definitions(view, cursor).map(key));
  const all = references(view, cursor, true);
  assert.deepEqual(
    references(view, cursor, false).map(key),
    all.map(key).filter((place) => !defined.has(place)),
    'references without the definitions are the others',
  );
  const files = readFixture(fixture.replace(/\n$/, '')).map(({ path, source }) => ({
    path,
    source,
    notes: all
      .filter((place) => place.path === (path === undefined ? '/fixture' : `/${path}`))
      .map((place) => ({ ...place, text: defined.has(key(place)) ? 'definition' : 'reference' })),
  }));
  assert.equal(writeFixture(files), fixture.replace('$0', '').replace(/\n$/, ''));
}
