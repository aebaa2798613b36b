/**
 * Log formats: text with aliases (`%ci`, `%{+Q}r`, `%(name:str)ci`) and sample expressions (`%[src]`), as `lf_expr_compile` in
 * HAProxy's src/log.c reads them.
 */
import { clipped } from '../../../engine/nearest.ts';
import { type JoinContext, type Joined, joinName } from '../../../engine/slots.ts';
import { subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { judgePlace } from './evaluation.ts';
import { failed } from './mistakes.ts';
import { readSample } from './sample.ts';

export const logFormat: ValueKind = {
  name: 'log-format',
  token: 'string',
  expects: () => 'text with %[…] expressions and %aliases',
  alike: (words) => words === 'name' || words === 'path',
  nested(words, _spec, context, into) {
    const word = words[0];
    // The redirect rules of 1.3 take their target as it is; those of `http-request` read a format.
    if (context.directive?.name === 'redirect') return;
    if (word?.text.includes('%')) readFormat(word, context, into);
  },
};

/** From this release on an item may have a name and a type; before it `%(` was text. */
const namedItems = '3.0';
const itemTypes = ['str', 'sint', 'bool', 'raw'];
const alias = /[A-Za-z0-9]*/y;
const itemName = /[A-Za-z0-9_-]*/y;

/** Reads a whole format. */
export function readFormat(word: Word, context: JoinContext, into: Joined): void {
  const named = compareVersions(targetVersion(context.host), namedItems) >= 0;
  for (let mark = word.text.indexOf('%'); mark >= 0; ) {
    const behind = readItem(word, mark, named, context, into);
    mark = word.text.indexOf('%', behind);
  }
}

/** Reads what a percent sign starts; returns the offset behind it. */
function readItem(word: Word, mark: number, named: boolean, context: JoinContext, into: Joined): number {
  const { text } = word;
  let at = mark + 1;
  if (named && text.charAt(at) === '(') {
    const close = readName(word, at, into);
    if (close < 0) return text.length;
    at = close + 1;
  }
  if (text.charAt(at) === '{') {
    const close = text.indexOf('}', at);
    if (close < 0) {
      fail(word, mark, text.length, "The '{' behind this '%' is never closed by '}'.", into);
      return text.length;
    }
    at = close + 1;
    if (!/[[A-Za-z0-9]/.test(text.charAt(at))) {
      pushAlias(word, at, at, context, into);
      fail(word, mark, at, `Behind '${clipped(text.slice(mark, at))}' belongs an alias or a '[…]' expression.`, into);
      return Math.max(at, mark + 1);
    }
    return text.charAt(at) === '['
      ? readExpression(word, mark, at + 1, context, into)
      : readAlias(word, at, context, into);
  }
  const char = text.charAt(at);
  if (char === '[') return readExpression(word, mark, at + 1, context, into);
  if (/[A-Za-z]/.test(char)) return readAlias(word, at, context, into);
  if (char === '%') return at + 1;
  if (char === '' || /[\d \t]/.test(char)) {
    pushAlias(word, at, at, context, into);
    fail(
      word,
      mark,
      at,
      "This '%' starts no item of the format: a percent sign of the text is written '%%'.",
      into,
      '%%',
    );
  }
  return at;
}

/** Reads `(name)` or `(name:type)`; the offset of its closing parenthesis, or -1 where there is a mistake. */
function readName(word: Word, open: number, into: Joined): number {
  const { text } = word;
  itemName.lastIndex = open + 1;
  itemName.exec(text);
  let at = itemName.lastIndex;
  if (text.charAt(at) === ':') {
    const start = at + 1;
    itemName.lastIndex = start;
    const type = itemName.exec(text)?.[0] ?? '';
    at = itemName.lastIndex;
    if (text.charAt(at) === ')' && !itemTypes.includes(type)) {
      fail(
        word,
        start,
        at,
        `'${clipped(type)}' is no type of an item: there are 'str', 'sint', 'bool' and 'raw'.`,
        into,
      );
      return -1;
    }
  }
  if (text.charAt(at) === ')') return at;
  if (at >= text.length) fail(word, open - 1, at, "The '(' behind this '%' is never closed by ')'.", into);
  else fail(word, at, at + 1, `'${text.charAt(at)}' cannot stand in the name of an item.`, into);
  return -1;
}

/** Reads `…]` and returns the offset behind the bracket. */
function readExpression(word: Word, mark: number, from: number, context: JoinContext, into: Joined): number {
  const read = readSample(word, context, into, { from, embedded: true });
  judgePlace(read, 'log-format', context, into);
  if (word.text.charAt(read.end) === ']') return read.end + 1;
  if (!failed(into)) {
    if (read.end >= word.text.length) fail(word, mark, from, "This '%[' is never closed by ']'.", into);
    else
      fail(
        word,
        read.end,
        read.end + 1,
        `A ']' belongs here, behind the expression, and not '${word.text.charAt(read.end)}'.`,
        into,
      );
  }
  const close = word.text.indexOf(']', read.end);
  return close < 0 ? word.text.length : close + 1;
}

/** An alias is the whole run of letters and digits behind the percent sign, its name and its flags. */
function readAlias(word: Word, from: number, context: JoinContext, into: Joined): number {
  alias.lastIndex = from;
  alias.exec(word.text);
  pushAlias(word, from, alias.lastIndex, context, into);
  return alias.lastIndex;
}

function pushAlias(word: Word, from: number, to: number, context: JoinContext, into: Joined): void {
  const table = context.table('alias');
  const part = subWord(word, from, to);
  // HAProxy stops at the first mistake; a hostile word may hold more of them than anybody can pass on.
  const here = failed(into) ? { slots: into.slots, problems: [] } : into;
  if (table && part.text !== '') joinName(table, [part], 0, here);
  else into.slots.push({ role: 'empty', start: part.start, end: part.end, text: '', table });
}

function fail(word: Word, from: number, to: number, detail: string, into: Joined, suggestion?: string): void {
  if (failed(into)) return;
  const { start, end } = subWord(word, from, to);
  into.problems.push({
    code: 'invalid-log-format',
    start,
    end: Math.max(end, start + 1),
    detail,
    ...(suggestion && { suggestion }),
  });
}
