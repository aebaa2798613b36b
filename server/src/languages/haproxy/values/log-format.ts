/**
 * Log formats: text with aliases (`%ci`, `%{+Q}r`, `%(name)ci`) and sample expressions (`%[src]`), as
 * `parse_logformat_string` in HAProxy's src/log.c reads them.
 */
import { type JoinContext, type Joined, joinName } from '../../../engine/slots.ts';
import { subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { readSample } from './sample.ts';

export const logFormat: ValueKind = {
  name: 'log-format',
  token: 'string',
  expects: () => 'text with %[…] expressions and %aliases',
  nested(words, _spec, context, into) {
    const word = words[0];
    if (word) readFormat(word, context, into);
  },
};

const item = /(?:\[|[A-Za-z]\w*|%)?/y;

function readFormat(word: Word, context: JoinContext, into: Joined): void {
  const { text } = word;
  // HAProxy stops at the first mistake; a hostile word may hold more of them than anybody can pass on.
  const quiet: Joined = { slots: into.slots, problems: [] };
  const lastName = text.lastIndexOf(')');
  const lastFlags = text.lastIndexOf('}');
  for (let mark = text.indexOf('%'), end: number; mark >= 0; mark = text.indexOf('%', end)) {
    let at = mark + 1;
    if (text[at] === '(' && at < lastName) at = text.indexOf(')', at) + 1;
    if (text[at] === '{' && at < lastFlags) at = text.indexOf('}', at) + 1;
    item.lastIndex = at;
    const found = item.exec(text)?.[0] ?? '';
    end = at + found.length;
    const here = into.problems.length > 0 ? quiet : into;
    if (found === '[') end = readExpression(word, end, context, here);
    else if (found !== '%') readAlias(word, at, end, context, here);
  }
}

/** Reads `…]` and returns the offset behind the bracket; a bracket inside parentheses belongs to an argument. */
function readExpression(word: Word, from: number, context: JoinContext, into: Joined): number {
  let depth = 0;
  let at = from;
  for (; at < word.text.length; at++) {
    const char = word.text.charAt(at);
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ']' && depth <= 0) break;
  }
  // Without its end the expression is still being typed: its names are told, but nothing is said of them.
  const open = at === word.text.length;
  const inside: Joined = open ? { slots: into.slots, problems: [] } : into;
  readSample(subWord(word, from, at), context, inside, 'fetch');
  return at + 1;
}

/** An alias is the whole run of letters and digits behind the percent sign, its flags and its name. */
function readAlias(word: Word, from: number, to: number, context: JoinContext, into: Joined): void {
  const table = context.table('alias');
  const part = subWord(word, from, to);
  if (table && part.text !== '') joinName(table, [part], 0, into);
  else into.slots.push({ role: 'empty', start: part.start, end: part.end, text: '', table });
}
