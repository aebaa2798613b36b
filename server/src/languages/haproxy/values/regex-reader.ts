/** Reads the syntax of PCRE2 in one pass, `parse_regex` in its src/pcre2_compile.c; see `regex.ts`. */

import type { RegexMistake } from './regex.ts';
import { ClassReader } from './regex-class.ts';
import { escapeAt } from './regex-escape.ts';

/** Groups that PCRE2 lets stand in one another. */
const deepest = 250;
/** Characters of a group's name. */
const longestName = 32;
const highestRepeat = 65_535;

const repeat = /\{(\d+)(?:(,)(\d*))?\}/y;
const groupName = /[A-Za-z_]\w*/y;
const options = /(?:\^?[imsxnJU]*(?:-[imsxnJU]*)?)([:)])/y;

interface Group {
  readonly open: number;
  readonly lookbehind: boolean;
}

/** A reference to a group that may stand further on. */
interface Reference {
  readonly group: number | string;
  readonly at: number;
  readonly end: number;
}

type ItemKind = 'none' | 'consuming' | 'other';

export class RegexReader {
  private at = 0;
  private readonly groups: Group[] = [];
  private readonly names = new Set<string>();
  private readonly references: Reference[] = [];
  private captured = 0;
  /** The alternatives of some group share their numbers and names. */
  private shared = false;
  /** What a quantifier here would repeat. */
  private item: ItemKind = 'none';
  private found: RegexMistake | undefined;

  constructor(
    private readonly text: string,
    private readonly captures: boolean,
  ) {}

  mistake(): RegexMistake | undefined {
    const { text } = this;
    while (this.at < text.length) {
      if (!this.step(text.charAt(this.at))) return this.found;
    }
    const open = this.groups[this.groups.length - 1];
    if (open) return { at: open.open, end: open.open + 1, reason: "this '(' is never closed" };
    return this.missingGroup();
  }

  /** Reads one item; false where the check ends, with or without a mistake. */
  private step(char: string): boolean {
    switch (char) {
      case '\\':
        return this.escape();
      case '[':
        return this.charClass();
      case '(':
        return this.open();
      case ')':
        return this.close();
      case '*':
      case '+':
      case '?':
        return this.quantifier(this.at + 1, char !== '?');
      case '{':
        return this.brace();
      case '^':
      case '$':
      case '|':
        this.item = 'none';
        break;
      default:
        this.item = 'consuming';
    }
    this.at++;
    return true;
  }

  private fail(at: number, end: number, reason: string): false {
    this.found = { at, end, reason };
    return false;
  }

  private escape(): boolean {
    if (this.text.startsWith('\\Q', this.at)) {
      const end = this.text.indexOf('\\E', this.at + 2);
      if (end !== this.at + 2) this.item = 'consuming';
      this.at = end < 0 ? this.text.length : end + 2;
      return true;
    }
    if (this.text.startsWith('\\E', this.at)) {
      this.at += 2;
      return true;
    }
    const read = escapeAt(this.text, this.at, this.captured);
    if (read.reason !== undefined) return this.fail(this.at, read.end, read.reason);
    if (read.group !== undefined) this.references.push({ group: read.group, at: this.at, end: read.end });
    this.item = read.bare ? 'none' : read.wide ? 'other' : 'consuming';
    this.at = read.end;
    return true;
  }

  private charClass(): boolean {
    const boundary = /\[\[:[<>]:\]\]/y;
    boundary.lastIndex = this.at;
    if (boundary.test(this.text)) {
      this.at = boundary.lastIndex;
      this.item = 'other';
      return true;
    }
    const reader = new ClassReader(this.text, this.at);
    const end = reader.read();
    if (reader.found) {
      this.found = reader.found;
      return false;
    }
    this.at = end;
    this.item = 'consuming';
    return true;
  }

  private brace(): boolean {
    repeat.lastIndex = this.at;
    const found = repeat.exec(this.text);
    if (!found) {
      this.at++;
      this.item = 'consuming';
      return true;
    }
    const end = repeat.lastIndex;
    const [, least = '', comma, most = ''] = found;
    const low = Number(least);
    const high = comma === undefined ? low : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    if (low > highestRepeat || (most !== '' && high > highestRepeat))
      return this.fail(this.at, end, `nothing can be repeated more than ${highestRepeat} times`);
    if (low > high) return this.fail(this.at, end, `'{${least},${most}}' wants at least more than at most`);
    return this.quantifier(end, high === Number.POSITIVE_INFINITY);
  }

  private quantifier(end: number, endless: boolean): boolean {
    const { text } = this;
    if (this.item === 'none')
      return this.fail(this.at, end, `there is nothing before '${text.slice(this.at, end)}' to repeat`);
    if (endless && this.item === 'consuming' && this.groups[this.groups.length - 1]?.lookbehind)
      return this.fail(this.at, end, 'what a lookbehind matches has to have a limited length');
    const next = text.charAt(end);
    this.at = next === '+' || next === '?' ? end + 1 : end;
    this.item = 'none';
    return true;
  }

  private close(): boolean {
    if (!this.groups.pop()) return this.fail(this.at, this.at + 1, "this ')' closes no '('");
    this.item = 'other';
    this.at++;
    return true;
  }

  private push(end: number, lookbehind = false): boolean {
    const { at } = this;
    if (this.groups.length >= deepest) return this.fail(at, at + 1, `more than ${deepest} groups stand in one another`);
    this.groups.push({ open: at, lookbehind });
    this.item = 'none';
    this.at = end;
    return true;
  }

  private open(): boolean {
    const { text, at } = this;
    const next = text.charAt(at + 1);
    if (next === '*' && /[A-Za-z:]/.test(text.charAt(at + 2))) return false;
    if (next !== '?') {
      if (this.captures) this.captured++;
      return this.push(at + 1);
    }
    const mark = text.charAt(at + 2);
    if (mark === '') return this.fail(at, at + 2, "this '(' is never closed");
    if (mark === '#') {
      const end = text.indexOf(')', at + 3);
      if (end < 0) return this.fail(at, at + 3, "the comment behind '(?#' is never closed");
      this.at = end + 1;
      return true;
    }
    if (':=!*>'.includes(mark)) return this.push(at + 3);
    if (mark === '|') {
      this.shared = true;
      return this.push(at + 3);
    }
    // Conditions and callouts have a grammar of their own.
    if (mark === '(' || mark === 'C') return false;
    if (mark === '<' && '=!*'.includes(text.charAt(at + 3) || ' ')) return this.push(at + 4, true);
    if (mark === '<') return this.named(at + 3, '>');
    if (mark === "'") return this.named(at + 3, "'");
    if (mark === 'P') return this.python();
    if (mark === 'R' || mark === '&' || /[0-9+]/.test(mark) || /^-\d/.test(text.slice(at + 2, at + 4)))
      return this.subroutine(mark);
    return this.setOptions();
  }

  private python(): boolean {
    const { text, at } = this;
    const mark = text.charAt(at + 3);
    if (mark === '<') return this.named(at + 4, '>');
    if (mark === '=' || mark === '>') {
      const name = this.name(at + 4, ')');
      if (name === undefined) return false;
      this.refer(name, at + 5 + name.length);
      return true;
    }
    return this.fail(at, Math.min(at + 4, text.length), "behind '(?P' belongs '<', '=' or '>'");
  }

  private subroutine(mark: string): boolean {
    const { text, at } = this;
    if (mark === '&') {
      const name = this.name(at + 3, ')');
      if (name === undefined) return false;
      this.refer(name, at + 4 + name.length);
      return true;
    }
    const call = /\(\?(?:R|([+-]?)(\d+))(\)?)/y;
    call.lastIndex = at;
    const found = call.exec(text);
    if (!found) return this.fail(at, at + 3, "behind '(?+' belongs a number");
    if (found[3] === '') return this.fail(at, call.lastIndex, "a ')' is missing behind the number of the group");
    const number = Number(found[2] ?? 0);
    const group = found[1] === '+' ? this.captured + number : found[1] === '-' ? this.captured - number + 1 : number;
    if (group < 0 || (found[1] && number === 0) || (found[1] === '-' && group < 1))
      return this.noGroup(at, call.lastIndex);
    this.refer(group, call.lastIndex);
    return true;
  }

  private refer(group: number | string, end: number): void {
    this.references.push({ group, at: this.at, end });
    this.item = 'other';
    this.at = end;
  }

  /** Reads a name up to its closing mark; undefined where there is a mistake. */
  private name(from: number, closing: string): string | undefined {
    const { text } = this;
    groupName.lastIndex = from;
    const name = groupName.exec(text)?.[0];
    if (name === undefined)
      this.fail(
        this.at,
        Math.min(from + 1, text.length),
        'the name of a group is expected here, and it starts with a letter',
      );
    else if (name.length > longestName)
      this.fail(from, from + name.length, `the name of a group has at most ${longestName} characters`);
    else if (text.charAt(from + name.length) !== closing)
      this.fail(
        this.at,
        Math.min(from + name.length + 1, text.length),
        `a '${closing}' is missing behind the name of the group`,
      );
    else return name;
    return undefined;
  }

  private named(from: number, closing: string): boolean {
    const name = this.name(from, closing);
    if (name === undefined) return false;
    if (this.names.has(name) && !this.shared)
      return this.fail(this.at, from + name.length + 1, `two groups are called '${name}'`);
    this.names.add(name);
    this.captured++;
    return this.push(from + name.length + 1);
  }

  private setOptions(): boolean {
    const { text, at } = this;
    options.lastIndex = at + 2;
    const found = options.exec(text);
    if (!found) {
      const letters = /[\^imsxnJU-]*/y;
      letters.lastIndex = at + 2;
      letters.exec(text);
      const end = letters.lastIndex;
      if (end >= text.length) return this.fail(at, text.length, "this '(' is never closed");
      return this.fail(at, end + 1, `'${text.slice(at, end + 1)}' starts no kind of group`);
    }
    // In extended mode blanks and comments are no part of the pattern; J and n change what a name or a group is.
    if (/[xnJ]/.test(found[0])) return false;
    if (found[1] === ':') return this.push(options.lastIndex);
    this.item = 'none';
    this.at = options.lastIndex;
    return true;
  }

  private noGroup(at: number, end: number): false {
    return this.fail(at, end, 'it refers to a group that does not exist');
  }

  private missingGroup(): RegexMistake | undefined {
    for (const { group, at, end } of this.references) {
      const known = typeof group === 'number' ? group <= this.captured || this.shared : this.names.has(group);
      if (!known) {
        this.noGroup(at, end);
        return this.found;
      }
    }
    return undefined;
  }
}
