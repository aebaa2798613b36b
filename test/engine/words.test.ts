// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells fill in is the subject of these tests.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest, quotedList } from '../../server/src/engine/nearest.ts';
import { columnOf, hasPlaceholder, hasTemplateMark, subWord, type Word } from '../../server/src/engine/syntax.ts';
import { compareVersions, isVersion, standing } from '../../server/src/engine/version.ts';

describe('the nearest names', () => {
  const names = ['timeout', 'timeouts', 'timer', 'tune', 'mode'];

  it('come best first, at most three', () => {
    assert.deepEqual(nearest('timeot', names), ['timeout', 'timer', 'timeouts']);
    assert.deepEqual(nearest('abcd1', ['abcd2', 'abcd3', 'abcd4', 'abcd5']), ['abcd2', 'abcd3', 'abcd4']);
    assert.deepEqual(nearest('abcd1', ['abcd2', 'abcd3'], 1), ['abcd2']);
  });

  it('do not mind capitals, and of two as near the shorter and then the earlier one wins', () => {
    assert.deepEqual(nearest('MODE', names, 1), ['mode']);
    assert.deepEqual(nearest('bbbb', ['bbbc', 'bbba', 'bbbba']), ['bbba', 'bbbc', 'bbbba']);
  });

  it('are none where more than a third of the letters differs', () => {
    assert.deepEqual(nearest('xyz', names), []);
    assert.deepEqual(nearest('moo', ['mode']), []);
    assert.deepEqual(nearest('a', ['b']), ['b']);
    assert.deepEqual(nearest('', names), []);
  });

  it('are listed in words', () => {
    assert.equal(quotedList([]), '');
    assert.equal(quotedList(['a']), "'a'");
    assert.equal(quotedList(['a', 'b']), "'a' or 'b'");
    assert.equal(quotedList(['a', 'b', 'c']), "'a', 'b' or 'c'");
  });
});

describe('versions', () => {
  it('start with a number', () => {
    for (const text of ['6', '6.1', '2.8.3', '5.15.0-91-generic']) assert.equal(isVersion(text), true, text);
    for (const text of ['', 'v6', '.5', 'latest']) assert.equal(isVersion(text), false, text);
  });

  it('are compared by numbers, not by letters', () => {
    assert.ok(compareVersions('5.9', '5.10') < 0);
    assert.ok(compareVersions('6.1', '5.19') > 0);
    assert.equal(compareVersions('2.8', '2.8.3'), 0);
    assert.equal(compareVersions('5.15.0-91-generic', '5.15'), 0);
    assert.ok(compareVersions('2.6.32', '2.6.4') > 0);
  });

  it('are not yet there, there, or gone', () => {
    assert.equal(standing('2.6', '2.8', undefined), 'future');
    assert.equal(standing('2.8', '2.8', '3.0'), 'current');
    assert.equal(standing('3.0', '2.8', '3.0'), 'gone');
    assert.equal(standing('2.9.5', '2.8', '3.0'), 'current');
    assert.equal(standing('1', undefined, undefined), 'current');
  });
});

describe('a part of a word', () => {
  const straight: Word = { start: 4, end: 9, text: 'abcde' };
  /** Without the fields that say nothing. */
  const part = (word: Word, from: number, to: number): unknown => JSON.parse(JSON.stringify(subWord(word, from, to)));
  const quoted: Word = { start: 4, end: 11, text: 'abcde', columns: [5, 6, 7, 8, 9, 11] };

  it('stands where its characters stand', () => {
    assert.deepEqual(part(straight, 1, 3), { start: 5, end: 7, text: 'bc' });
    assert.deepEqual(part(quoted, 1, 3), { start: 6, end: 8, text: 'bc', columns: [6, 7, 8] });
    assert.deepEqual(part(quoted, 4, 5), { start: 9, end: 11, text: 'e', columns: [9, 11] });
    assert.deepEqual(part(subWord(quoted, 1, 4), 1, 3), { start: 7, end: 9, text: 'cd', columns: [7, 8, 9] });
  });

  it('is as uncertain as the word', () => {
    assert.equal(subWord({ ...straight, uncertain: true }, 0, 1).uncertain, true);
  });

  it('never stands outside the word', () => {
    assert.equal(columnOf(straight, 99), 9);
    assert.equal(columnOf(quoted, 99), 11);
  });
});

describe('marks of templates', () => {
  it('are those of Jinja, ERB and Go', () => {
    for (const line of ['{{ a }}', '{% if %}', '{# no #}', '<%= a %>', 'a{{b}}'])
      assert.equal(hasTemplateMark(line), true, line);
    for (const line of ['{ a }', '%[src]', '${A}', '< %', 'if {{path /a }', '}} {{'])
      assert.equal(hasTemplateMark(line), false, line);
  });

  it('and of shells make a word a placeholder', () => {
    for (const word of ['${A}', 'x${A_b:-c}y', '$(cmd', '@A@', '${${A}'])
      assert.equal(hasPlaceholder(word), true, word);
    for (const word of ['$A', '${1}', '${A', '}${A', '@A', 'A@']) assert.equal(hasPlaceholder(word), false, word);
  });
});
