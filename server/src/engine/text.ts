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

/** Where two texts have the same lines: how many before the first that differs and how many behind the last. */
export interface Shared {
  readonly head: number;
  readonly tail: number;
}

/** What an edit made of a text, and how to take it back. */
interface Successor {
  readonly text: Text;
  readonly shared: Shared;
  /** The lines that the shared ones do not make up. */
  readonly removed: readonly Line[];
}

/** Lines up to which the list of an edited text is copied: nothing is won by handing it on. */
const longest = 1000;

export class Text {
  /**
   * The list of a long text that was edited goes on as that of the text after it, so that a keystroke in a huge file copies nothing.
   * Whoever asks the earlier text for its lines again gets a list made anew.
   */
  private list: Line[] | undefined;
  private successor: Successor | undefined;

  private constructor(
    lines: Line[],
    /** Whether a CR stands inside some line; editors take it for a line end. */
    readonly hasLoneCr: boolean,
  ) {
    this.list = lines;
  }

  /** The lines. Not to be kept beyond the next edit, for the list goes on as that of the next text. */
  get lines(): readonly Line[] {
    this.list ??= this.restored();
    return this.list;
  }

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
    const isLong = this.lines.length > longest;
    const lines = isLong ? (this.lines as Line[]) : this.lines.slice();
    const tail = lines.length - end.line - 1;
    const removed = replaceLines(lines, start.line, end.line + 1, fresh);
    const text = new Text(lines, (this.hasLoneCr ? lines : fresh).some(holdsCr));
    if (isLong) {
      this.list = undefined;
      this.successor = { text, shared: { head: start.line, tail }, removed };
    }
    return text;
  }

  /** The lines that this text and a later one have in common; after several edits those that none of them touched. */
  sharedWith(later: Text): Shared {
    let head = Number.POSITIVE_INFINITY;
    let tail = Number.POSITIVE_INFINITY;
    for (let { successor } = this as Text; successor; { successor } = successor.text) {
      head = Math.min(head, successor.shared.head);
      tail = Math.min(tail, successor.shared.tail);
      if (successor.text === later) return { head, tail };
    }
    return sharedLines(this.lines, later.lines);
  }

  /** The lines as they were before the edits that followed. */
  private restored(): Line[] {
    const undone: Successor[] = [];
    let text: Text = this;
    for (; !text.list && text.successor; text = text.successor.text) undone.push(text.successor);
    const lines = (text.list ?? []).slice();
    for (const { shared, removed } of undone.reverse())
      replaceLines(lines, shared.head, lines.length - shared.tail, removed);
    this.successor = undefined;
    return lines;
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

/** Lines that are put in at one time: an edit may bring a whole file, and a call takes only so many arguments. */
const mostAtOnce = 1000;

/** Puts lines in the place of others; returns those that stood there. */
function replaceLines(lines: Line[], from: number, to: number, fresh: readonly Line[]): readonly Line[] {
  const removed = lines.splice(from, to - from, ...fresh.slice(0, mostAtOnce));
  for (let at = mostAtOnce; at < fresh.length; at += mostAtOnce)
    lines.splice(from + at, 0, ...fresh.slice(at, at + mostAtOnce));
  return removed;
}

/** How many lines two lists share at their start and, behind that, at their end. */
function sharedLines(old: readonly Line[], lines: readonly Line[]): Shared {
  const shared = Math.min(old.length, lines.length);
  let head = 0;
  while (head < shared && old[head] === lines[head]) head++;
  let tail = 0;
  while (tail < shared - head && old[old.length - 1 - tail] === lines[lines.length - 1 - tail]) tail++;
  return { head, tail };
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
