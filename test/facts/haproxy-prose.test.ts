import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { allFacts } from '../../server/src/languages/haproxy/tables.ts';

describe('prose', () => {
  const folder = new URL('../../server/src/languages/haproxy/prose/', import.meta.url);
  const entries = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split(/^## /m).slice(1))
    .map((text) => ({ id: text.slice(0, text.indexOf('\n')).trim(), body: text.slice(text.indexOf('\n')).trim() }));

  it('describes facts that exist, each once', () => {
    const ids = new Set([...allFacts()].map(({ id }) => id));
    assert.deepEqual(
      entries.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
      [],
    );
    assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  });

  it('covers the keywords in common use', () => {
    assert.ok(entries.length >= 150, `${entries.length} entries`);
  });

  it('has a summary and advice, and is short', () => {
    for (const { id, body } of entries) {
      const words = body.split(/\s+/).length;
      assert.ok(body.includes('\n\n'), `${id}: one paragraph`);
      assert.ok(words >= 25 && words <= 130, `${id}: ${words} words`);
    }
  });
});
