/**
 * Shapes: lines that differ only in words of which nothing but their own text depends are read once. `server app1 10.0.0.1:80 check` and
 * `server app2 10.0.0.7:80 check` have one shape; what the reading of the first came to holds for the second, each with its own
 * names. A large configuration is made by programs, and has some hundred shapes.
 *
 * Which words may differ is found out, not declared line by line: words are sorted into classes by their characters, and a class
 * may stand for its words only where the value kind that took the word says that it treats them alike (`ValueKind.alike`).
 */
import { type LineSummary, withNames } from './line-summary.ts';
import type { Slot } from './slots.ts';
import type { Named, Statement } from './statement.ts';
import type { ValueKinds } from './values/kind.ts';

/**
 * - `name`: letters, digits and `. - _`, with a letter first and at least one digit: `app1`, `be_app-12`, `t1.example.com`
 * - `address`: an IPv4 address with a port
 * - `path`: what starts with a slash, of the same characters and single slashes
 * - `number`: two to four digits without a zero in front
 * - `port`: every address, with a port: `*:8080`
 */
export type WordClass = 'name' | 'address' | 'path' | 'number' | 'port';

/** What may be kept in the place of reading a line. */
interface Shape {
  /** The words that must be the same, and the classes of those that need not. */
  readonly parts: readonly (string | number)[];
  /** Undefined: lines of this shape have to be read. */
  readonly summary: LineSummary | undefined;
  /** For each name of the summary the word that it is. */
  readonly named: readonly number[];
}

const nobody: readonly number[] = [];

const mostWords = 24;
const longestWord = 63;
/** Shapes that are remembered at one time. */
const mostShapes = 8192;

const letter = 1;
const digit = 2;
const dot = 4;
const dash = 8;
const underscore = 16;
const slash = 32;
const colon = 64;
const star = 128;
const other = 256;

/** What a character is; 0 for those that may make more of a line than words between blanks. */
const characters = new Uint16Array(128);
for (let code = 33; code < 127; code++) {
  const text = String.fromCharCode(code);
  if (/[a-z]/.test(text)) characters[code] = letter;
  else if (/\d/.test(text)) characters[code] = digit;
  else if (!/["'#$<@\\{]/.test(text)) characters[code] = other;
}
for (const [text, kind] of [
  ['.', dot],
  ['-', dash],
  ['_', underscore],
  ['/', slash],
  [':', colon],
  ['*', star],
] as const)
  characters[text.charCodeAt(0)] = kind;

/** The words of the line that was scanned last. */
const starts = new Int32Array(mostWords);
const ends = new Int32Array(mostWords);
const classes = new Int32Array(mostWords);
const columns = { starts, ends };

const nameClass = 512;
const addressClass = 1024;
const pathClass = 2048;
/** With the number of digits. */
const numberClass = 4096;
const portClass = 8192;
/** A mark that says the contrary of the word it touches: a word of its own here, and none to the language. */
const notClass = 16384;

function classOf(id: number): WordClass {
  if (id & nameClass) return 'name';
  if (id & addressClass) return 'address';
  if (id & pathClass) return 'path';
  return id & numberClass ? 'number' : 'port';
}

/** The shapes of lines in one context. */
export class Shapes {
  private readonly known = new Map<number, Shape[]>();
  private size = 0;
  /** Of the line that was scanned last: its parts, and how many words they are. */
  private count = 0;
  private words = 0;
  private hash = 0;

  constructor(private readonly kinds: ValueKinds) {}

  /**
   * What reading a line would come to; undefined where it has to be read, after which `learn` wants to know the outcome.
   */
  find(text: string): LineSummary | undefined {
    this.count = this.scan(text);
    if (this.count <= 0) return undefined;
    const shape = this.known.get(this.hash)?.find((each) => this.fits(each, text));
    if (!shape?.summary) return undefined;
    const { summary, named } = shape;
    if (named.length === 0) return summary;
    return withNames(summary, text, named, columns);
  }

  /**
   * Remembers what the line that was not found came to.
   * @returns whether lines of its shape need not be read any more
   */
  learn(text: string, statement: Statement, summary: LineSummary): boolean {
    if (this.count <= 0 || this.known.get(this.hash)?.some((each) => this.fits(each, text))) return false;
    if (this.size >= mostShapes) this.forget();
    this.size++;
    const named = this.namedIn(text, statement, summary);
    const parts = new Array<string | number>(this.count);
    for (let at = 0; at < this.count; at++) parts[at] = classes[at] || text.slice(starts[at], ends[at]);
    const shape: Shape = { parts, summary: named && summary, named: named ?? nobody };
    const same = this.known.get(this.hash);
    if (same) same.push(shape);
    else this.known.set(this.hash, [shape]);
    return named !== undefined;
  }

  /** Gives up all shapes. */
  forget(): void {
    this.known.clear();
    this.size = 0;
  }

  /** For each name of a summary the word that it is; undefined where something of the line depends on more than its shape. */
  private namedIn(text: string, statement: Statement, { names, news }: LineSummary): readonly number[] | undefined {
    if (news || statement.problems.length > 0 || statement.words.length !== this.words) return undefined;
    for (let at = 0; at < this.count; at++) {
      if (!classes[at] || classes[at] === notClass) continue;
      if (!this.isAlike(statement.slots, starts[at] as number, ends[at] as number, classOf(classes[at] as number)))
        return undefined;
      const word = text.slice(starts[at], ends[at]);
      // What is said twice may mean something.
      for (let before = 0; before < at; before++)
        if (classes[before] === classes[at] && text.slice(starts[before], ends[before]) === word) return undefined;
    }
    const list: readonly Named[] = Array.isArray(names) ? names : names ? [names as Named] : [];
    const found = list.map((name) => this.wordOf(name, text));
    return found.includes(-1) ? undefined : found;
  }

  private wordOf({ start, end, name }: Named, text: string): number {
    for (let at = 0; at < this.count; at++)
      if (starts[at] === start) return ends[at] === end && text.slice(start, end) === name ? at : -1;
    return -1;
  }

  /** Whether the kind that took a word treats all words of its class alike. */
  private isAlike(slots: readonly Slot[], start: number, end: number, wordClass: WordClass): boolean {
    for (const slot of slots) {
      if (slot.role !== 'value' || slot.start > start || slot.end < end) continue;
      if (slot.nested) return this.isAlike(slot.nested, start, end, wordClass);
      const { spec } = slot;
      return (
        slot.start === start &&
        slot.end === end &&
        spec !== undefined &&
        this.kinds[spec.kind]?.alike?.(wordClass, spec, end - start) === true
      );
    }
    return false;
  }

  private fits({ parts }: Shape, text: string): boolean {
    if (parts.length !== this.count) return false;
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at];
      const start = starts[at] as number;
      if (typeof part !== 'string') {
        if (part !== classes[at]) return false;
      } else if (classes[at] || (ends[at] as number) - start !== part.length || !text.startsWith(part, start))
        return false;
    }
    return true;
  }

  /** Finds the words of a line and their classes; 0 or less where there is more to it than words, or too many of them. */
  private scan(text: string): number {
    const { length } = text;
    let count = 0;
    let words = 0;
    let hash = 0;
    let at = 0;
    for (;;) {
      let code = 32;
      while (at < length) {
        code = text.charCodeAt(at);
        if (code !== 32 && code !== 9) break;
        at++;
      }
      if (at >= length) break;
      if (count === mostWords) return -1;
      words++;
      if (code === 33 && at + 1 < length && characters[text.charCodeAt(at + 1)] === letter && count + 1 < mostWords) {
        starts[count] = at;
        ends[count] = ++at;
        classes[count++] = notClass;
        hash = (Math.imul(hash ^ notClass, 0x01000193) + count) | 0;
        code = text.charCodeAt(at);
      }
      const start = at;
      let kinds = 0;
      let word = 0;
      do {
        const kind = code < 128 ? (characters[code] as number) : 0;
        if (kind === 0) {
          if (!isHarmless(text, at, code)) return -1;
          kinds |= other;
        } else kinds |= kind;
        word = (Math.imul(word, 31) + code) | 0;
        at++;
        if (at >= length) break;
        code = text.charCodeAt(at);
      } while (code !== 32 && code !== 9);
      const wordClass = kinds & other ? 0 : classAt(text, start, at, kinds);
      starts[count] = start;
      ends[count] = at;
      classes[count] = wordClass;
      count++;
      hash = (Math.imul(hash ^ (wordClass || word), 0x01000193) + count) | 0;
    }
    this.hash = hash;
    this.words = words;
    return count;
  }
}

/** The class of a word, with the kinds of characters in it, by which kinds of value may tell words apart; 0 for none. */
function classAt(text: string, start: number, end: number, kinds: number): number {
  if (end - start > longestWord) return 0;
  const first = characters[text.charCodeAt(start)];
  if (first === letter) return kinds & digit && !(kinds & (slash | colon | star)) ? nameClass | kinds : 0;
  if (first === slash) return kinds & (colon | star) || text.slice(start, end).includes('//') ? 0 : pathClass | kinds;
  if (first === star)
    return kinds === (star | digit | colon) && /^\*:[1-9]\d{0,3}$/.test(text.slice(start, end)) ? portClass : 0;
  if (kinds === digit) {
    const digits = end - start;
    return digits >= 2 && digits <= 4 && text.charCodeAt(start) !== 48 ? numberClass | digits : 0;
  }
  return kinds === (digit | dot | colon) && isAddress(text, start, end) ? addressClass : 0;
}

/** A dollar sign that ends a regular expression, a brace that stands alone: nothing to be filled in. */
function isHarmless(text: string, at: number, code: number): boolean {
  const next = text.charAt(at + 1);
  if (code === 36) return next === '' || next === ' ' || next === '|' || next === ')';
  return code === 123 && (next === '' || next === ' ');
}

/** Whether a word is an IPv4 address of a single host with a port, written as usual. */
function isAddress(text: string, start: number, end: number): boolean {
  let value = 0;
  let digits = 0;
  let part = 0;
  for (let at = start; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 0;
    if (code >= 48 && code <= 57) {
      if (digits > 0 && value === 0) return false;
      value = value * 10 + code - 48;
      digits++;
      continue;
    }
    if (digits === 0 || value > (part === 4 ? 65535 : 255)) return false;
    if (part === 0 && (value === 0 || value === 127 || value > 223)) return false;
    if (part === 4) return at === end && value > 0;
    if (code !== (part === 3 ? 58 : 46)) return false;
    part++;
    value = 0;
    digits = 0;
  }
  return false;
}
