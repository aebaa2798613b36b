import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type GrammarLanguage, tokenise } from './tokenizer.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** A snippet as VS Code inserts it when every placeholder keeps what it offers: its default, or the first of its choices. */
function expand(body: readonly string[]): string {
  let text = '';
  const source = body.join('\n');
  const part = /\\([\\$}])|\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:((?:\\.|[^\\}])*)\}|\$\d+|[\s\S]/g;
  for (const [whole, escaped, choice, preset] of source.matchAll(part)) {
    if (escaped !== undefined) text += escaped;
    else if (choice !== undefined) text += choice;
    else if (preset !== undefined) text += preset.replace(/\\([\\$}])/g, '$1');
    else if (!/^\$\d/.test(whole)) text += whole;
  }
  return text;
}

test('a snippet expands to its defaults and first choices', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholders look like JavaScript's
  assert.equal(expand(['a ${1:b} ${2|c,d|} \\$x', '${3:\\$6\\}}$0']), 'a b c $x\n$6}');
});

for (const language of ['haproxy', 'limits', 'sysctl'] satisfies GrammarLanguage[]) {
  describe(`the snippets of ${language}`, () => {
    const path = new URL(`../../snippets/${language}.json`, import.meta.url);
    const snippets = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Snippet>);

    test('have prefixes and descriptions of their own', () => {
      const prefixes = snippets.map(([, { prefix }]) => prefix);
      assert.deepEqual(prefixes, [...new Set(prefixes)]);
      const descriptions = snippets
        .filter(([name]) => !name.startsWith('Ignore') && !name.startsWith('Host'))
        .map(([, { description }]) => description);
      assert.deepEqual(descriptions, [...new Set(descriptions)]);
      assert.ok(descriptions.every((description) => description.trim() !== ''));
    });

    for (const [name, { body }] of snippets) {
      test(name, async () => {
        const text = expand(body);
        assert.notEqual(text.trim(), '');
        assert.doesNotMatch(text.replace(/\$\d\$/g, ''), /\$\{|\$\d/, 'a placeholder is left over');
        for (const line of await tokenise(language, text.split('\n'))) {
          assert.doesNotMatch(line.text, /\s$/, `blanks at the end of '${line.text}'`);
          const unknown = line.scopes
            .flat()
            .find((scope) =>
              /^(?:variable\.other\.(?:unknown|property|item|type)|entity\.name\.function)\b/.test(scope),
            );
          // The counters of a stick table look like functions of an unknown name.
          if (!line.text.includes('stick-table'))
            assert.equal(unknown, undefined, `the grammar does not know '${line.text}'`);
        }
      });
    }
  });
}
