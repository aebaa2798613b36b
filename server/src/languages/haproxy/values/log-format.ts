/**
 * Log formats: text with aliases (`%ci`, `%{+Q}r`, `%(name)ci`) and sample expressions (`%[src]`), as
 * `parse_logformat_string` in HAProxy's src/log.c reads them.
 */
import type { JoinContext, Joined } from '../../../engine/slots.ts';
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

const alias = /%(?:\([^)]*\))?(?:\{[^}]*\})?(\[|[A-Za-z]\w*|%)?/g;

function readFormat(word: Word, context: JoinContext, into: Joined): void {
  alias.lastIndex = 0;
  for (let found = alias.exec(word.text); found; found = alias.exec(word.text)) {
    const item = found[1];
    const end = found.index + found[0].length;
    if (item === '[') alias.lastIndex = readExpression(word, end, context, into);
    else if (item && item !== '%') readAlias(word, end - item.length, end, context, into);
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
  const table = context.table('log-format-alias');
  const part = subWord(word, from, to);
  const fact = table?.get(`%${part.text}`);
  const place = { start: part.start, end: part.end, text: part.text, table };
  if (fact) into.slots.push({ ...place, role: 'name', fact });
  else {
    into.slots.push({ ...place, role: 'unknown' });
    const candidates = function* () {
      for (const each of table?.all() ?? []) yield each.name.slice(1);
    };
    into.problems.push({ code: 'unknown-log-format-alias', start: part.start, end: part.end, candidates });
  }
}
