/**
 * The lines that take descriptors, read with what they share remembered: of thousands of `server` lines most say the same behind
 * their addresses, and joining each with the facts would take as long as reading the whole file.
 */
import type { Host } from '../../host/facts.ts';
import type { Section } from './configuration.ts';
import { optionsOn } from './line-options.ts';

export interface HeadWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Only the environment or a template engine knows it. */
  readonly uncertain: boolean;
}

/** An option with its argument; columns are those of the argument, counted from where the options start. */
export interface LineOption {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface Tail {
  readonly options: readonly LineOption[];
  /** A word that only the environment knows may be any option. */
  readonly uncertain: boolean;
}

export interface OptionLine extends Tail {
  /** The words before the options, the directive's own included. */
  readonly heads: readonly HeadWord[];
  /** The column from which the columns of the options are counted. */
  readonly from: number;
}

/** What hides a word, may be filled in or ends the line: such a line is read like any other. */
const special = /["'\\$#{}<>@%]/;

const tails = new WeakMap<Host, Map<string, Tail>>();
/** No more are kept, whatever is in the file. */
const mostTails = 2_000;

/**
 * Reads a line as some words and options behind them; undefined where it has fewer words.
 * @param count how many words stand before the options
 */
export function optionLine(section: Section, line: number, count: number): OptionLine | undefined {
  const text = section.text(line);
  if (special.test(text)) return readAll(section, line, count);
  const heads: HeadWord[] = [];
  let at = 0;
  while (heads.length < count) {
    while (isBlank(text, at)) at++;
    const start = at;
    while (at < text.length && !isBlank(text, at)) at++;
    if (at === start) return undefined;
    heads.push({ text: text.slice(start, at), start, end: at, uncertain: false });
  }
  return { heads, from: at, ...tailOf(section, line, heads[0]?.text ?? '', text.slice(at), at) };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 13;
}

function tailOf(section: Section, line: number, directive: string, tail: string, from: number): Tail {
  let known = tails.get(section.host);
  if (!known) {
    known = new Map();
    tails.set(section.host, known);
  }
  const key = `${section.kind} ${directive}${tail}`;
  let found = known.get(key);
  if (!found) {
    found = optionsFrom(section, line, from);
    if (known.size >= mostTails) known.clear();
    known.set(key, found);
  }
  return found;
}

function readAll(section: Section, line: number, count: number): OptionLine | undefined {
  const { words } = section.statement(line);
  const last = words[count - 1];
  if (!last) return undefined;
  const heads = words.slice(0, count).map(({ text, start, end, uncertain }) => ({
    text,
    start,
    end,
    // HAProxy expands variables in addresses outside quotes as well.
    uncertain: uncertain === true || text.includes('$'),
  }));
  return { heads, from: last.end, ...optionsFrom(section, line, last.end) };
}

function optionsFrom(section: Section, line: number, from: number): Tail {
  const statement = section.statement(line);
  const options = optionsOn(statement, line).map(({ name, value, slot }) => {
    const word = statement.words.find(({ start }) => start >= slot.end);
    return { name, value, start: (word?.start ?? slot.end) - from, end: (word?.end ?? slot.end) - from };
  });
  return {
    options,
    uncertain: statement.slots.some(({ role, uncertain }) => role === 'unknown' && uncertain === true),
  };
}
