/**
 * What marks find is never too little: the examples of all rule pages, with tabs for blanks and with keywords in quotes, have the
 * findings that they have where every line is taken for marked.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Analysis } from '../../server/src/engine/analysis.ts';
import { viewOf } from '../../server/src/engine/file-view.ts';
import { findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { haproxyMarks } from '../../server/src/languages/haproxy/marks.ts';
import { rulesOf } from '../../server/src/rules.ts';
import { readFixture } from '../harness/fixture.ts';

const environment = { host: {}, rules: ruleSet(rulesOf(haproxy)) };

/** Every line has every mark, but the one that is no more than an answer: whoever asks does not read the lines. */
const all: Language = {
  ...haproxy,
  marks: Object.fromEntries(
    Object.entries(haproxyMarks).map(([name, test]) => [name, name === 'set timeouts' ? test : () => true]),
  ),
};

function said(language: Language, source: string): readonly string[] {
  const analysis = new Analysis('/etc/haproxy/haproxy.cfg', language, Text.of(source), environment);
  return findingsOf(viewOf(analysis, new Map([[language.id, [analysis]]]), [])).map(
    ({ rule, line, start, message }) => `${line}:${start} ${rule.id} ${message}`,
  );
}

const rewritten: Readonly<Record<string, (source: string) => string>> = {
  'as they are': (source) => source,
  'with tabs for blanks': (source) => source.replace(/ +/g, '\t'),
  'with every keyword in quotes': (source) =>
    source.replace(/(?<=^[^"'#\n]*(?:^|[ \t]))[a-z][\w-]*(?=[ \t\n])/gm, '"$&"'),
};

describe('marks find all that rules look for', () => {
  const folder = join(import.meta.dirname, '../../server/src/languages/haproxy/rules');
  const examples = haproxy.rules.flatMap(({ id }) => {
    const page = readFileSync(join(folder, `${id.slice('haproxy/'.length)}.md`), 'utf8');
    const fences = [...page.matchAll(/^```haproxy.*\n([\s\S]*?)^```$/gm)];
    return fences.flatMap(([, body = '']) => readFixture(body).map(({ source }) => ({ id, source })));
  });

  for (const [how, rewrite] of Object.entries(rewritten)) {
    it(`in the examples of pages ${how}`, () => {
      assert.ok(examples.length > 300, `${examples.length} examples`);
      for (const { id, source } of examples) {
        const text = rewrite(source);
        assert.deepEqual(said(haproxy, text), said(all, text), `${id}\n${text}`);
      }
    });
  }
});
