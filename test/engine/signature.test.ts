import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSignature, parseSpec } from '../../server/src/engine/signature.ts';
import { languages } from '../../server/src/languages/index.ts';

const value = (name: string, kind: string, words: string[] = [], options: Record<string, string> = {}) => ({
  name,
  value: { kind, words, options },
});

describe('a signature', () => {
  it('may be empty: the name takes nothing', () => {
    assert.deepEqual(parseSignature(''), []);
    assert.deepEqual(parseSignature('  '), []);
  });

  it('names values with kinds, options and choices', () => {
    assert.deepEqual(parseSignature('<timeout:duration unit=ms>'), [
      { ...value('timeout', 'duration', [], { unit: 'ms' }), repeat: 'once' },
    ]);
    assert.deepEqual(parseSignature('<mode:one-of tcp|http|log>'), [
      { ...value('mode', 'one-of', ['tcp', 'http', 'log']), repeat: 'once' },
    ]);
    assert.deepEqual(parseSignature('<name:name acl define>'), [
      { ...value('name', 'name', ['acl', 'define']), repeat: 'once' },
    ]);
    assert.deepEqual(parseSignature('<n:integer min=-1 max=10 unit=pages>'), [
      { ...value('n', 'integer', [], { min: '-1', max: '10', unit: 'pages' }), repeat: 'once' },
    ]);
  });

  it('says how often a parameter may stand', () => {
    const repeats = parseSignature('<a:text> <b:text>? <c:text>* <d:text>+ {t} {t}? {t}* {t}+').map(
      (each) => each.repeat,
    );
    assert.deepEqual(repeats, ['once', 'optional', 'any', 'some', 'once', 'optional', 'any', 'some']);
  });

  it('refers to other tables by their ids, blanks and all', () => {
    assert.deepEqual(parseSignature('{action/tcp-request content}'), [
      { name: 'action/tcp-request content', table: 'action/tcp-request content', repeat: 'once' },
    ]);
  });

  it('needs no blanks between its items, and does not mind any', () => {
    assert.equal(parseSignature('<a:text>{b}*<c:text>').length, 3);
    assert.equal(parseSignature('  <a:text>   {b}*  ').length, 2);
  });

  for (const malformed of [
    'x',
    '<a>',
    '<a:>',
    '<a: >',
    '<:text>',
    '{}',
    '<a:text',
    '{b',
    '<a:text> x',
    '<a:text>>',
    '<a:text>??',
    '{a{b}',
  ]) {
    it(`refuses ${malformed}`, () => {
      assert.throws(() => parseSignature(malformed), /malformed signature at column \d+/);
    });
  }
});

describe('a value spec', () => {
  it('drops empty choices and keeps an equals sign inside an option', () => {
    assert.deepEqual(parseSpec(' one-of |a||b| '), { kind: 'one-of', words: ['a', 'b'], options: {} });
    assert.deepEqual(parseSpec('text default=a=b'), { kind: 'text', words: [], options: { default: 'a=b' } });
    assert.deepEqual(parseSpec('text =a'), { kind: 'text', words: ['=a'], options: {} });
  });
});

describe('the signatures of all facts', () => {
  for (const language of languages) {
    it(`of ${language.id} name only kinds and tables that exist`, () => {
      const lost: string[] = [];
      for (const fact of language.facts()) {
        for (const param of fact.params ?? []) {
          const known = 'table' in param ? language.table(param.table) : language.kinds[param.value.kind];
          if (!known) lost.push(`${fact.id}: ${'table' in param ? param.table : param.value.kind}`);
        }
      }
      assert.deepEqual(lost, []);
    });
  }
});
