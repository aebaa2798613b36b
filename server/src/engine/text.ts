/**
 * Text as the programs read it: lines ended by LF. A CR before the LF belongs to the line end; any other CR is a character
 * like the rest (HAProxy ends a line there, procps takes it for a blank). Texts are immutable; an edit shares every
 * untouched `Line` object with the text before, and all memoised work hangs on those objects.
 */

/** A place in a text: line and column from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Replacement of what stands between two places. */
export interface Edit {
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

/** One line. `memo` is what the analysis remembers of it and `memoKey` says what that holds for. */
export class Line {
  memo: unknown = undefined;
  memoKey: unknown = undefined;

  constructor(
    readonly text: string,
    readonly end: '' | '\n' | '\r\n',
  ) {}
}

export class Text {
  private constructor(
    readonly lines: readonly Line[],
    /** Whether a CR stands inside some line; editors take it for a line end. */
    readonly hasLoneCr: boolean,
  ) {}

  static readonly empty = new Text([new Line('', '')], false);

  /** Splits a source into lines. The last line is the one without an end, empty when the source ends with LF. */
  static of(source: string): Text {
    const lines = split(source);
    return new Text(lines, source.includes('\r') && lines.some(holdsCr));
  }

  /** A text with a new source; lines before the first and after the last difference stay the same objects. */
  replaced(source: string): Text {
    const fresh = split(source);
    const old = this.lines;
    const shared = Math.min(old.length, fresh.length);
    let head = 0;
    while (head < shared && sameLine(old[head] as Line, fresh[head] as Line)) {
      fresh[head] = old[head] as Line;
      head++;
    }
    for (let tail = 1; tail <= shared - head; tail++) {
      const before = old[old.length - tail] as Line;
      if (!sameLine(before, fresh[fresh.length - tail] as Line)) break;
      fresh[fresh.length - tail] = before;
    }
    return new Text(fresh, source.includes('\r') && fresh.some(holdsCr));
  }

  /** The text after one edit. Places beyond the text mean its end, as the language server protocol has it. */
  edited(edit: Edit): Text {
    const start = this.clamp(edit.start);
    const end = this.clamp(edit.end);
    const first = this.lines[start.line] as Line;
    const last = this.lines[end.line] as Line;
    const fresh = split(first.text.slice(0, start.column) + edit.text + last.text.slice(end.column) + last.end);
    if (last.end !== '') fresh.pop();
    if (fresh.length === 1 && start.line === end.line) {
      const lines = this.lines.slice();
      lines[start.line] = fresh[0] as Line;
      return new Text(lines, this.stillHasCr(lines, fresh));
    }
    const lines = this.lines.slice(0, start.line).concat(fresh, this.lines.slice(end.line + 1));
    return new Text(lines, this.stillHasCr(lines, fresh));
  }

  /**
   * The text after several edits that do not overlap and all speak of this text. What is inserted in one place stands in the
   * order of the edits, before what replaces the text behind it.
   */
  editedBy(edits: readonly Edit[]): Text {
    const backwards = [...edits].reverse().sort((a, b) => compare(b.start, a.start) || compare(b.end, a.end));
    return backwards.reduce((text: Text, edit) => text.edited(edit), this);
  }

  line(index: number): Line {
    return this.lines[index] ?? (this.lines[this.lines.length - 1] as Line);
  }

  clamp(at: Position): Position {
    if (at.line < 0) return { line: 0, column: 0 };
    const line = this.lines[at.line];
    if (!line) {
      const last = this.lines.length - 1;
      return { line: last, column: (this.lines[last] as Line).text.length };
    }
    return { line: at.line, column: Math.max(0, Math.min(at.column, line.text.length)) };
  }

  /** Nearly no text holds one, and then only what is new has to be looked at. */
  private stillHasCr(lines: readonly Line[], fresh: readonly Line[]): boolean {
    return (this.hasLoneCr ? lines : fresh).some(holdsCr);
  }

  toString(): string {
    let source = '';
    for (const line of this.lines) source += line.text + line.end;
    return source;
  }
}

function split(source: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (;;) {
    const at = source.indexOf('\n', from);
    if (at < 0) {
      lines.push(new Line(source.slice(from), ''));
      return lines;
    }
    const crlf = at > from && source.charCodeAt(at - 1) === 13;
    lines.push(new Line(source.slice(from, crlf ? at - 1 : at), crlf ? '\r\n' : '\n'));
    from = at + 1;
  }
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

function holdsCr(line: Line): boolean {
  return line.text.includes('\r');
}

function sameLine(a: Line, b: Line): boolean {
  return a.text === b.text && a.end === b.end;
}
