/** Character classes of PCRE2: `[a-z[:digit:]_]`. */

import type { RegexMistake } from './regex.ts';
import { escapeAt } from './regex-escape.ts';

const posixNames = new Set([
  ...['alnum', 'alpha', 'ascii', 'blank', 'cntrl', 'digit', 'graph'],
  ...['lower', 'print', 'punct', 'space', 'upper', 'word', 'xdigit'],
]);
const posix = /\[([:.=])([^\][\\]*?)\1\]/y;

export class ClassReader {
  found: RegexMistake | undefined;
  private at: number;

  constructor(
    private readonly text: string,
    private readonly start: number,
  ) {
    this.at = start;
  }

  /** Reads the class; returns the offset behind it. */
  read(): number {
    const { text, start } = this;
    posix.lastIndex = start;
    const alone = posix.exec(text);
    if (alone) {
      this.fail(start, posix.lastIndex, `'${alone[0]}' stands only inside another pair of brackets`);
      return posix.lastIndex;
    }
    this.at = start + 1;
    if (text.charAt(this.at) === '^') this.at++;
    // The first bracket closes nothing.
    let low = text.charAt(this.at) === ']' ? this.single() : undefined;
    let ranged = false;
    while (this.at < text.length && !this.found) {
      const char = text.charAt(this.at);
      if (char === ']') return this.at + 1;
      if (char === '-' && low !== undefined && !ranged && this.isRange()) {
        const from = this.at;
        this.at++;
        const high = this.member();
        if (!this.found) this.checkRange(low, high, from);
        ranged = true;
        low = undefined;
        continue;
      }
      const wasRanged = ranged;
      ranged = false;
      low = char === '-' && wasRanged ? this.single() : this.member();
    }
    if (!this.found) this.fail(start, start + 1, "this '[' is never closed");
    return this.at;
  }

  private fail(at: number, end: number, reason: string): void {
    this.found = { at, end, reason };
  }

  private single(): number {
    return this.text.charCodeAt(this.at++);
  }

  /** Whether the hyphen here has something behind it. */
  private isRange(): boolean {
    const next = this.text.charAt(this.at + 1);
    return next !== ']' && next !== '';
  }

  /** Reads one member; its code, or -1 where it stands for many characters. */
  private member(): number {
    const { text, at } = this;
    const char = text.charAt(at);
    if (char === '[') {
      posix.lastIndex = at;
      const found = posix.exec(text);
      if (found) {
        this.at = posix.lastIndex;
        const name = (found[2] ?? '').replace(/^\^/, '');
        if (found[1] !== ':') this.fail(at, this.at, 'collating elements are not supported');
        else if (!posixNames.has(name)) this.fail(at, this.at, `there is no class of characters '${found[0]}'`);
        return -1;
      }
    }
    if (char !== '\\') return this.single();
    if (text.startsWith('\\Q', at)) {
      const end = text.indexOf('\\E', at + 2);
      this.at = end < 0 ? text.length : end + 2;
      return Number.NaN;
    }
    if (text.startsWith('\\E', at)) {
      this.at += 2;
      return Number.NaN;
    }
    const read = escapeAt(text, at, 0, true);
    if (read.reason !== undefined) this.fail(at, read.end, read.reason);
    this.at = read.end;
    return read.code ?? -1;
  }

  /** A member that is not a number was quoted: nothing is said of it. */
  private checkRange(low: number, high: number, at: number): void {
    if (Number.isNaN(low) || Number.isNaN(high)) return;
    const shown = this.text.slice(at - 1, this.at);
    if (low < 0 || high < 0) this.fail(at, this.at, 'a range of characters goes from one character to another');
    else if (low > high) this.fail(at - 1, this.at, `the range '${shown}' goes backwards`);
  }
}
