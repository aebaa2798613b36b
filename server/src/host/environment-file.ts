/** Files of variables that `EnvironmentFile=` names, as systemd reads them (`parse_env_file_internal` in src/basic/env-file.c). */

export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** From 0; the line that the name stands in. */
  readonly line: number;
}

/**
 * The assignments in their order, without those that systemd drops because the name is none. It reads no shell: a value goes on
 * to the end of its line, `#` and `$` are characters in it, and quotes count only where a value or a part of it begins.
 */
export function environmentFile(text: string): readonly Assignment[] {
  return new EnvironmentReader(text).read();
}

/** A variable's name (`env_name_is_valid` in src/basic/env-util.c). */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

const newline = /[\n\r]/;
const blank = /[ \t\n\r]/;

class EnvironmentReader {
  private at = 0;
  private line = 0;

  constructor(private readonly text: string) {}

  read(): readonly Assignment[] {
    const found: Assignment[] = [];
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (char === '#' || char === ';') this.comment();
      else if (blank.test(char)) this.next();
      else {
        const { line } = this;
        const name = this.name();
        if (name === undefined) continue;
        const value = this.value();
        if (isVariableName(name)) found.push({ name, value, line });
      }
    }
    return found;
  }

  /** The character here, which is passed. */
  private next(): string {
    const char = this.text.charAt(this.at++);
    if (char === '\n') this.line++;
    return char;
  }

  /** To the end of the line, which until systemd 253 a backslash carries on. */
  private comment(): void {
    while (this.at < this.text.length) {
      const char = this.next();
      if (newline.test(char)) return;
      if (char === '\\') this.next();
    }
  }

  /** What stands before a `=` that is not the first character; undefined for a line without one. */
  private name(): string | undefined {
    const start = this.at;
    this.next();
    while (this.at < this.text.length) {
      const char = this.next();
      if (newline.test(char)) return undefined;
      if (char === '=') return this.text.slice(start, this.at - 1).replace(/[ \t]+$/, '');
    }
    return undefined;
  }

  private value(): string {
    let value = '';
    /** Whether a quote opens a quotation: nothing but quotations and blanks stood before it. */
    let opens = true;
    /** Where the blanks begin that the value would end in. */
    let end: number | undefined;
    while (this.at < this.text.length) {
      const char = this.next();
      if (newline.test(char)) break;
      if (char === '\\') {
        const hidden = this.next();
        if (!newline.test(hidden)) value += hidden;
        opens = false;
        end = undefined;
      } else if (opens && (char === '"' || char === "'")) {
        value += char === '"' ? this.inDoubleQuotes() : this.inSingleQuotes();
      } else if (!opens || !blank.test(char)) {
        opens = false;
        if (!blank.test(char)) end = undefined;
        else end ??= value.length;
        value += char;
      }
    }
    return end === undefined ? value : value.slice(0, end);
  }

  private inSingleQuotes(): string {
    let value = '';
    while (this.at < this.text.length) {
      const char = this.next();
      if (char === "'") break;
      value += char;
    }
    return value;
  }

  private inDoubleQuotes(): string {
    let value = '';
    while (this.at < this.text.length) {
      const char = this.next();
      if (char === '"') break;
      if (char !== '\\') {
        value += char;
        continue;
      }
      if (this.at === this.text.length) break;
      const hidden = this.next();
      if ('"\\`$'.includes(hidden)) value += hidden;
      else if (hidden !== '\n') value += `\\${hidden}`;
    }
    return value;
  }
}
