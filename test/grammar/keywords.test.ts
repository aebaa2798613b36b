/** The generated keyword lists against the fact tables: a keyword that is added to a table and not to the grammar fails here. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alternation } from '../../server/tools/gen/grammars/alternation.ts';
import { grammarKeywords } from '../../server/tools/gen/grammars.ts';
import { type GrammarLanguage, tokenise } from './tokenizer.ts';

const { haproxy, limits, sysctl } = grammarKeywords();

/** One line per name; the name must have the scope from its first character to its last. */
async function everyName(
  language: GrammarLanguage,
  names: readonly string[],
  line: (name: string) => string,
  scope: string,
) {
  assert.notEqual(names.length, 0);
  const lines = await tokenise(language, names.map(line));
  const missed = names.filter((name, index) => {
    const { text, scopes } = lines[index] as (typeof lines)[number];
    const start = text.lastIndexOf(name);
    return !scopes.slice(start, start + name.length).every((of) => of.includes(scope));
  });
  assert.deepEqual(missed, []);
}

describe('the grammar knows every', () => {
  test('section of HAProxy', () =>
    everyName('haproxy', haproxy.sections, (name) => name, 'storage.type.section.haproxy'));
  test('directive of HAProxy', () => {
    const firstWords = [...new Set(haproxy.directives.map((name) => name.split(' ')[0] as string))];
    // The word of a section opens that section wherever it stands first.
    const names = firstWords.filter((name) => !haproxy.sections.includes(name));
    return everyName('haproxy', names, (name) => name, 'keyword.other.directive.haproxy');
  });
  test('option of bind and server lines', () =>
    everyName('haproxy', haproxy.options, (name) => `bind :80 ${name}`, 'entity.other.attribute-name.haproxy'));
  test('action', () =>
    everyName('haproxy', haproxy.actions, (name) => `http-request ${name}`, 'support.function.action.haproxy'));
  test('sample fetch', () =>
    everyName('haproxy', haproxy.fetches, (name) => `acl - ${name}`, 'support.function.fetch.haproxy'));
  test('sample fetch in a log format', () =>
    everyName('haproxy', haproxy.fetches, (name) => `log-format "%[${name}(1)]"`, 'support.function.fetch.haproxy'));
  test('converter', () =>
    everyName('haproxy', haproxy.converters, (name) => `acl - SRC,${name}`, 'support.function.converter.haproxy'));
  test('variable of the log format', () =>
    everyName('haproxy', haproxy.logAliases, (name) => `log-format ${name}`, 'constant.other.placeholder.haproxy'));
  test('predefined ACL', () =>
    everyName(
      'haproxy',
      haproxy.predefinedAcls,
      (name) => `http-request deny if ${name}`,
      'support.constant.acl.haproxy',
    ));
  test('value of a closed list', () =>
    everyName('haproxy', haproxy.constants, (name) => `retry-on ${name}`, 'support.constant.value.haproxy'));
  test('key of sysctl', () => {
    const names = sysctl.map((key) => key.replaceAll(/<[^>]+>/g, 'eth0'));
    return everyName('sysctl', names, (name) => `${name} = 1`, 'support.type.property-name.sysctl');
  });
  test('item of limits', () =>
    everyName('limits', limits, (name) => `root - ${name} 1`, 'support.type.property-name.limits'));
});

describe('an alternation', () => {
  const matches = (words: readonly string[], text: string) => new RegExp(`^(?:${alternation(words)})`).exec(text)?.[0];

  test('matches each word, the longest first', () => {
    const words = ['tcp', 'tcpka', 'tcplog', 'timeout client', 'a.b', '%ci', '%cip'];
    for (const word of words) assert.equal(matches(words, word), word);
  });
  test('takes characters as they are', () => assert.equal(matches(['a.b', 'c+d'], 'axb'), undefined));
  test('of nothing matches nothing', () => assert.equal(matches([], ''), undefined));
});
