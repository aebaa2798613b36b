import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allKeywords, type HaproxyFact } from '../../server/src/languages/haproxy/facts/tables.ts';
import { haproxyMarks } from '../../server/src/languages/haproxy/marks.ts';

/** The facts whose names, written in a condition, do not have a mark. */
function unmarked(mark: string, facts: readonly HaproxyFact[]): readonly string[] {
  assert.ok(facts.length > 0);
  return facts.filter(({ name }) => !haproxyMarks[mark]?.(`  acl a ${name}(1) 2`)).map(({ id }) => id);
}

describe('a mark that rules look for', () => {
  const facts = [...allKeywords()];
  const samples = facts.filter(({ table }) => ['fetch', 'converter', 'acl-criterion'].includes(table));

  it('is on every fetch and converter that wants a table', () => {
    const wanting = samples.filter(({ args }) => typeof args === 'string' && /^\(table\b/.test(args));
    assert.deepEqual(unmarked('tables', wanting), []);
  });

  it('is on every fetch that is about one side of a proxy', () => {
    const sided = samples.filter(
      ({ args, table }) => table === 'fetch' && /^\((frontend|backend)\)$/.test(String(args)),
    );
    assert.deepEqual(unmarked('counters of a side', sided), []);
  });

  it('fits into a word of bits with all others', () => {
    assert.ok(Object.keys(haproxyMarks).length <= 31);
  });
});
