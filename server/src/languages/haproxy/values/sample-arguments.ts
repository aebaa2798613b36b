/**
 * The arguments of sample fetches and converters: `(name,2)`, split and typed as `make_arg_list` in HAProxy's src/arg.c does.
 * Quotes and a few escapes work inside them; the first bare `)` ends them.
 */
import { clipped } from '../../../engine/nearest.ts';
import type { ValueSpec } from '../../../engine/signature.ts';
import { columnOf, subWord, type Word } from '../../../engine/syntax.ts';
import { isIPv4, isIPv6 } from './host-name.ts';
import { isMask4, isMask6 } from './networks.ts';

/** A type of argument as the binary prints it, with how it is called in a message and what may be written there. */
interface ArgumentType {
  readonly expected: string;
  readonly spec: ValueSpec;
  /** It may not be empty: an empty one that is optional ends the arguments. */
  readonly filled?: true;
  /** An empty one stands for the section the line is in; without this it is refused. */
  readonly ownSection?: true;
  readonly resolved?: true;
  accepts?(text: string): boolean;
}

const text = { kind: 'text', words: [], options: {} } as const;
const named = (namespace: string): ValueSpec => ({ kind: 'name', words: [namespace], options: {} });
const plain = (kind: string): ValueSpec => ({ kind, words: [], options: {} });
const integer = /^[+-]?\d*$/;
const fields = /^\d+(?:\.\d+)*$/;

const types: Readonly<Record<string, ArgumentType>> = {
  integer: { expected: 'an integer', spec: plain('integer'), filled: true, accepts: (word) => integer.test(word) },
  string: { expected: 'a string', spec: text },
  'IPv4 address': { expected: 'an IPv4 address', spec: text, filled: true, accepts: isIPv4 },
  'IPv6 address': { expected: 'an IPv6 address', spec: text, filled: true, accepts: isIPv6 },
  'IPv4 mask': { expected: 'an IPv4 mask such as 24 or 255.255.255.0', spec: text, filled: true, accepts: isMask4 },
  'IPv6 mask': { expected: 'an IPv6 mask such as 64', spec: text, filled: true, accepts: isMask6 },
  'Protocol buffers field number': {
    expected: 'the number of a field, such as 2.1',
    spec: text,
    filled: true,
    accepts: (word) => fields.test(word),
  },
  frontend: { expected: 'the name of a frontend', spec: named('frontend'), ownSection: true },
  backend: { expected: 'the name of a backend', spec: named('backend'), ownSection: true },
  table: { expected: 'the name of a table', spec: named('table'), ownSection: true },
  server: { expected: 'the name of a server', spec: named('server'), resolved: true },
  'user list': { expected: 'the name of a userlist', spec: named('userlist'), resolved: true },
  regex: { expected: 'a regular expression', spec: plain('regex'), resolved: true },
};

const anyText: ArgumentType = { expected: 'a string', spec: text };

/** What may stand between the parentheses. */
export interface Mask {
  readonly least: number;
  readonly types: readonly ArgumentType[];
}

const masks = new Map<string, Mask>();

/** Reads `(string[,integer])`: the types, of which those in brackets may be left out. */
export function maskOf(args: string): Mask {
  let mask = masks.get(args);
  if (!mask) {
    const [needed = '', optional = ''] = args.replace(/^\(|\)$/g, '').split('[');
    const read = (list: string) =>
      list
        .replace(/\]$/, '')
        .split(',')
        .filter((name) => name !== '');
    const least = read(needed);
    mask = { least: least.length, types: [...least, ...read(optional)].map((name) => types[name.trim()] ?? anyText) };
    masks.set(args, mask);
  }
  return mask;
}

/** One argument: where it stands, quotes taken off, and what HAProxy makes of it. */
export interface Argument {
  readonly word: Word;
  readonly type: ArgumentType;
}

/** What is wrong with arguments: columns of the line and a whole sentence. */
export interface SampleMistake {
  readonly start: number;
  readonly end: number;
  readonly sentence: string;
  readonly suggestion?: string;
  readonly candidates?: readonly string[];
}

export interface Arguments {
  readonly list: readonly Argument[];
  /** Offset of the first character behind them. */
  readonly end: number;
  /** The word opens parentheses. */
  readonly open: boolean;
  readonly mistake?: SampleMistake | undefined;
  /** The place of an argument that may not be empty and is. */
  readonly empty?: { readonly place: Word; readonly index: number } | undefined;
}

const special = /["'\\]/;

/**
 * Reads the arguments that start at an offset of a word.
 * @param owner the fetch or converter, for messages
 */
export function readArguments(word: Word, from: number, mask: Mask, owner: string): Arguments {
  const open = word.text.charAt(from) === '(';
  const list: Argument[] = [];
  let empty: Arguments['empty'];
  let at = open ? from + 1 : from;
  const wrong = (start: number, end: number, sentence: string): Arguments => {
    const first = columnOf(word, start);
    const mistake = { start: first, end: Math.max(columnOf(word, end), first + (end > start ? 1 : 0)), sentence };
    return { list, end: at, open, mistake, empty };
  };
  const more = mask.types.length > 0 && (open || mask.least > 0);
  for (let position = 0; more && position < mask.types.length; position++) {
    const type = mask.types[position] as ArgumentType;
    const start = at;
    const read = open ? readPart(word, at) : { part: subWord(word, at, at), end: at };
    if (!read) return wrong(start, word.text.length, `'${owner}' ends in the middle of an escape.`);
    const { part, end } = read;
    const needed = position < mask.least;
    if (part.text === '' && (type.filled || type.resolved)) {
      if (open) empty = { place: part, index: position };
      if (!needed && type.filled) break;
      const where = mask.types.length > 1 ? `as argument ${position + 1} ` : '';
      return wrong(from, Math.max(end, from), `'${owner}' wants ${type.expected} ${where}in its parentheses.`);
    }
    if (type.accepts && !type.accepts(part.text)) {
      const sentence = `'${clipped(part.text)}' cannot be ${place(position, mask)} of '${owner}': expected ${type.expected}.`;
      return { list, end: at, open, mistake: { start: part.start, end: Math.max(part.end, part.start), sentence } };
    }
    list.push({ word: part, type });
    at = end;
    if (!open || word.text.charAt(at) !== ',' || position + 1 === mask.types.length) break;
    at++;
  }
  if (list.length < mask.least) {
    const next = mask.types[list.length]?.expected;
    return wrong(from, Math.max(at, from), `'${owner}' needs ${mask.least} arguments: the next one is ${next}.`);
  }
  if (!open) return { list, end: from, open };
  if (word.text.charAt(at) === ')') return { list, end: at + 1, open, empty };
  if (at >= word.text.length) return wrong(from, from + 1, `The '(' behind '${owner}' is never closed.`);
  const most = mask.types.length;
  const count = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `${most} arguments at most`;
  return wrong(at, Math.max(closing(word.text, at), at + 1), `'${owner}' takes ${count}.`);
}

function place(position: number, mask: Mask): string {
  return mask.types.length === 1 ? 'the argument' : `argument ${position + 1}`;
}

function closing(text: string, at: number): number {
  const end = text.indexOf(')', at);
  return end < 0 ? text.length : end;
}

const bare = /[,)"'\\]/g;

/** Reads one argument up to a bare comma or parenthesis; undefined where it ends behind a backslash. */
function readPart(word: Word, from: number): { readonly part: Word; readonly end: number } | undefined {
  const { text: all } = word;
  bare.lastIndex = from;
  const stop = bare.exec(all);
  if (!stop || !special.test(stop[0])) {
    const end = stop ? stop.index : all.length;
    return { part: subWord(word, from, end), end };
  }
  let content = all.slice(from, stop.index);
  const columns: number[] = [];
  for (let at = from; at < stop.index; at++) columns.push(columnOf(word, at));
  let quote = '';
  let at = stop.index;
  for (; at < all.length; at++) {
    const char = all.charAt(at);
    if ((char === '"' || char === "'") && (quote === '' || quote === char)) {
      quote = quote === '' ? char : '';
      continue;
    }
    if (char === '\\' && quote !== "'") {
      const next = all.charAt(at + 1);
      if (next === '') return undefined;
      const meant = escapes[next];
      columns.push(columnOf(word, at));
      content += meant ?? char;
      if (meant !== undefined) at++;
      continue;
    }
    if (quote === '' && (char === ',' || char === ')')) break;
    columns.push(columnOf(word, at));
    content += char;
  }
  const start = columns[0] ?? columnOf(word, from);
  const last = columns[columns.length - 1];
  const end = last === undefined ? columnOf(word, at) : last + 1;
  columns.push(end);
  return { part: { start, end, text: content, columns, ...(word.uncertain && { uncertain: true }) }, end: at };
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  ' ': ' ',
  '"': '"',
  "'": "'",
  r: '\r',
  n: '\n',
  t: '\t',
};
