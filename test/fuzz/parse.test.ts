import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Slot } from '../../server/src/engine/slots.ts';
import type { BlockContext } from '../../server/src/engine/statement.ts';
import type { LineSyntax, Problem } from '../../server/src/engine/syntax.ts';
import { languages } from '../../server/src/languages/index.ts';
import { lineOf, noise, tried } from './arbitrary.ts';

/** What may stand between two words, before the first and behind the last, by language. */
const gaps: Readonly<Record<string, { readonly first: RegExp; readonly inner: RegExp }>> = {
  haproxy: { first: /^\ufeff?[ \t-\r]*$/, inner: /^[ \t-\r]*$/ },
  limits: { first: /^[ \t\r\v\f]*$/, inner: /^[ \t\r\v\f]*$/ },
  sysctl: { first: /^\ufeff?[ \t-\r]*-?$/, inner: /^[ \t-\r]*=?[ \t-\r]*$/ },
};

function checkSyntax(language: string, line: string, { words, comment, problems = [] }: LineSyntax): void {
  const allowed = gaps[language] as { first: RegExp; inner: RegExp };
  // Nothing is read behind a NUL, which is said.
  const nul = problems.find(({ code }) => code === 'nul-byte')?.start ?? line.length;
  const end = comment < 0 ? nul : comment;
  let at = 0;
  for (const [index, word] of words.entries()) {
    const gap = line.slice(at, word.start);
    assert.match(gap, index === 0 ? allowed.first : allowed.inner, `between words: ${JSON.stringify(gap)}`);
    assert.ok(
      word.start >= at && word.end >= word.start && word.end <= end,
      'words stand in order, in the line, before the comment',
    );
    checkColumns(line, word);
    at = word.end;
  }
  const rest = line.slice(at, end);
  assert.match(rest, words.length === 0 ? allowed.first : allowed.inner, `behind the words: ${JSON.stringify(rest)}`);
  assert.ok(comment < line.length, 'a comment has at least its mark');
  checkProblems(line, problems);
}

function checkColumns(line: string, { start, end, text, columns }: LineSyntax['words'][number]): void {
  if (!columns) {
    assert.equal(line.slice(start, end), text, 'a word without columns of its own is what stands there');
    return;
  }
  assert.equal(columns.length, text.length + 1);
  columns.forEach((column, i) => {
    assert.ok(column >= (columns[i - 1] ?? start) && column <= end, 'columns go forward inside the word');
  });
}

function checkProblems(line: string, problems: readonly Problem[]): void {
  for (const { code, start, end } of problems) {
    assert.ok(start >= 0 && start <= end && end <= line.length, `${code} ${start}-${end} stands in the line`);
    assert.match(code, /^[a-zA-Z0-9-]+$/);
  }
}

function checkSlots(line: string, slots: readonly Slot[], outer?: Slot): void {
  for (const slot of slots) {
    assert.ok(slot.start <= slot.end, 'a slot does not end before it starts');
    if (slot.role === 'empty') continue;
    assert.ok(slot.start >= 0 && slot.end <= line.length, `${slot.role} ${slot.start}-${slot.end} stands in the line`);
    if (outer) assert.ok(slot.start >= outer.start && slot.end <= outer.end, 'a nested slot stands in its slot');
    if (slot.nested) checkSlots(line, slot.nested, slot);
  }
}

for (const language of languages) {
  describe(`any line of a ${language.id} file`, () => {
    for (const [name, line] of [
      ['of noise', noise.map((text) => text.replaceAll('\n', ' '))],
      ['of words put together at random', lineOf(language.id)],
    ] as const) {
      it(`${name} is read without loss and without an exception`, () => {
        fc.assert(
          fc.property(line, (text) => checkSyntax(language.id, text, language.read(text))),
          tried(3000),
        );
      });
    }

    it('is joined with the facts, in every section, without an exception', () => {
      const contexts: BlockContext[] = [language.blockContext(undefined)];
      for (const fact of language.facts())
        if (language.opensBlock(fact.name)) contexts.push(language.blockContext(`${fact.name} x`));
      fc.assert(
        fc.property(
          lineOf(language.id),
          fc.constantFrom(...contexts),
          fc.constantFrom('2.4', '3.2', undefined),
          (text, context, version) => {
            const host = version
              ? { haproxy: { value: version, from: 'test' }, kernel: { value: '5.15', from: 'test' } }
              : {};
            const statement = language.statement(text, context, host);
            assert.equal(statement.text, text);
            checkSlots(text, statement.slots);
            checkProblems(text, statement.problems);
            for (const problem of statement.problems)
              for (const name of problem.candidates?.() ?? []) assert.equal(typeof name, 'string');
            assert.equal(typeof language.opensBlock(text), 'boolean');
          },
        ),
        tried(3000),
      );
    });
  });
}
