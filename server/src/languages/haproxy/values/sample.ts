/**
 * Sample expressions: a sample fetch with its arguments and then converters, `req.hdr(host),lower,field(1,:)`
 * (`sample_parse_expr` in HAProxy's src/sample.c). One word holds the whole expression.
 */
import { type JoinContext, type Joined, joinName, joinParams, type Slot } from '../../../engine/slots.ts';
import { subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';

export const sample: ValueKind = {
  name: 'sample',
  token: 'function',
  expects: () => 'a sample expression such as req.hdr(host),lower',
  nested(words, _spec, context, into) {
    const word = words[0];
    if (word) readSample(word, context, into, 'fetch');
  },
};

/**
 * Takes an expression apart.
 * @param first table of the first name: sample fetches, or the criteria of ACLs
 */
export function readSample(word: Word, context: JoinContext, into: Joined, first: string): void {
  let at = 0;
  let table = first;
  // HAProxy stops at the first mistake; a hostile word may hold more of them than anybody can pass on.
  const quiet: Joined = { slots: into.slots, problems: [] };
  while (at <= word.text.length) {
    const part = readCall(word, at);
    if (part.nameEnd > at) joinCall(word, at, part, table, context, into.problems.length > 0 ? quiet : into);
    else pushEmpty(subWord(word, at, at), table, context, into);
    if (word.text.charAt(part.end) !== ',') return;
    at = part.end + 1;
    table = 'converter';
  }
}

interface Call {
  readonly nameEnd: number;
  /** Offsets of the arguments, without the commas; undefined where there are no parentheses. */
  readonly args: readonly (readonly [number, number])[] | undefined;
  readonly end: number;
}

/** Finds the end of `name(arg,arg)`; quotes, escapes and inner parentheses may hold commas. */
function readCall(word: Word, from: number): Call {
  const { text } = word;
  let at = from;
  while (at < text.length && text[at] !== '(' && text[at] !== ',') at++;
  const nameEnd = at;
  if (text[at] !== '(') return { nameEnd, args: undefined, end: at };
  const args: [number, number][] = [];
  let start = ++at;
  let quote = '';
  let depth = 0;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote) {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') at++;
    else if (char === '(') depth++;
    else if (char === ')' && depth-- === 0) break;
    else if (char === ',' && depth === 0) {
      args.push([start, at]);
      start = at + 1;
    }
  }
  if (at > start || args.length > 0) args.push([start, Math.min(at, text.length)]);
  return { nameEnd, args, end: Math.min(at + 1, text.length) };
}

function joinCall(word: Word, from: number, call: Call, tableId: string, context: JoinContext, into: Joined): void {
  const name = subWord(word, from, call.nameEnd);
  const table = context.table(tableId);
  // Lua scripts register fetches and converters that no table can know.
  if (!table || name.text.startsWith('lua.')) {
    into.slots.push({ role: 'value', start: name.start, end: name.end, text: name.text, table });
    return;
  }
  joinName(table, [name], 0, into);
  const named = into.slots[into.slots.length - 1] as Slot;
  const args = (call.args ?? []).map(([start, end]) => subWord(word, start, end));
  if (named.role === 'name' && named.fact?.params) {
    const end = args[args.length - 1]?.end ?? named.end;
    joinParams(context, named.fact, args, 0, end, into);
    return;
  }
  for (const arg of args)
    into.slots.push({ role: 'value', start: arg.start, end: arg.end, text: arg.text, fact: named.fact, spec: text });
}

const text = { kind: 'text', words: [], options: {} } as const;

function pushEmpty(place: Word, tableId: string, context: JoinContext, into: Joined): void {
  into.slots.push({ role: 'empty', start: place.start, end: place.end, text: '', table: context.table(tableId) });
}
