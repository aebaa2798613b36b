/**
 * How HAProxy splits a line into words (`parse_line` in its src/tools.c): blanks separate outside quotes, `#` outside quotes
 * starts a comment even inside a word, single quotes take everything literally, double quotes expand `$`, a backslash
 * escapes a few characters and is kept before all others, and a CR ends the line unless it stands among blanks.
 */
import type { LineSyntax, Problem, Word } from '../../engine/syntax.ts';
import { hasPlaceholderIn, mayHoldPlaceholder } from '../../engine/syntax.ts';

const special = /["'\\#\r\f\v\0\uFEFF]|\{\{|\{%|<%/;
/** What looks like such a piece and is a sample expression of HAProxy's behind a brace or an angle. */
const sampleMark = /\{%[[{]|<%\[/y;
/** An expression, a statement or a comment of a template engine: one piece of a word, whatever stands in it. */
const templateMarks: ReadonlyMap<string, string> = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
]);
/** A variable of the environment, or one of the three that HAProxy has itself. */
const variableName = /(?:[A-Za-z_][A-Za-z0-9_]*|\.(?:FILE|LINE|SECTION)(?![A-Za-z0-9_]))/y;

/** Reads one line. Words that need the environment (`"$HOME"`) are `uncertain`. */
export function readLine(line: string): LineSyntax {
  return special.test(line) ? readSlowly(line) : { words: plainWords(line), comment: -1 };
}

/** A line without quotes, escapes and comment, which most are: blanks separate, and nothing else matters. */
function plainWords(line: string): Word[] {
  const words: Word[] = [];
  const fillable = mayHoldPlaceholder(line);
  let at = 0;
  for (;;) {
    while (isBlank(line.charCodeAt(at))) at++;
    if (at >= line.length) return words;
    const start = at;
    while (at < line.length && !isBlank(line.charCodeAt(at))) at++;
    const text = line.slice(start, at);
    const uncertain = fillable ? fillIn(text, line) : undefined;
    words.push({ start, end: at, text, columns: undefined, uncertain });
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  ' ': ' ',
  '#': '#',
  "'": "'",
  '"': '"',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readSlowly(line: string): LineSyntax {
  const words: Word[] = [];
  const problems: Problem[] = [];
  const nul = line.indexOf('\0');
  if (nul >= 0) problems.push({ code: 'nul-byte', start: nul, end: nul + 1 });
  const end = nul < 0 ? line.length : nul;
  // HAProxy takes the mark for a part of the first word; what is meant is the word behind it.
  const closings = new Closings(line, end);
  let at = line.startsWith('\uFEFF') ? 1 : 0;
  if (at > 0) problems.push({ code: 'byte-order-mark', start: 0, end: 1 });
  while (at < end) {
    const code = line.charCodeAt(at);
    if (isBlank(code)) {
      // What stands behind a CR that follows a word is never looked at: as good as a comment. Behind a blank it is one itself.
      if (code === 13 && at === words[words.length - 1]?.end)
        return { words, comment: at, ...(problems.length > 0 && { problems }) };
      while (at < end && isBlank(line.charCodeAt(at))) at++;
      continue;
    }
    if (code === 35) return { words, comment: at, ...(problems.length > 0 && { problems }) };
    const word = new WordReader(line, at, end, closings);
    at = word.read(problems);
    words.push(word.finish());
  }
  return { words, comment: -1, ...(problems.length > 0 && { problems }) };
}

/** Whether a word is certainly empty: two quotes with nothing in them, and no variable. It ends the arguments of a line. */
export function isEmpty({ text, uncertain }: Word): boolean {
  return text === '' && !uncertain;
}

/** The words that HAProxy's parsers get to see. */
export function wordsUpToEmpty(words: readonly Word[]): readonly Word[] {
  const at = words.findIndex(isEmpty);
  return at < 0 ? words : words.slice(0, at);
}

/** Whether a word holds something to be filled in; false, and not undefined, where it only looks so without its line. */
function fillIn(text: string, line: string): boolean | undefined {
  if (hasPlaceholderIn(text, line)) return true;
  return text.includes('{{') ? false : undefined;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Problems that say nothing of the words: those behind the first of the others are none of HAProxy's, which stops there. */
const aside: ReadonlySet<string> = new Set(['nul-byte', 'byte-order-mark', 'variable-default']);

function sayOnce(problems: Problem[], problem: Problem): void {
  if (!problems.some(({ code }) => code === problem.code || !aside.has(code))) problems.push(problem);
}

/** Where a line closes what is open; looks for each mark once where none is left, for a hostile line may open thousands. */
class Closings {
  private readonly missing = new Set<string>();

  constructor(
    private readonly line: string,
    private readonly end: number,
  ) {}

  /** The column behind the next closing mark; undefined where there is none. Columns asked for must not fall. */
  behind(mark: string, from: number): number | undefined {
    if (this.missing.has(mark)) return undefined;
    const at = this.line.indexOf(mark, from);
    if (at >= 0 && at + mark.length <= this.end) return at + mark.length;
    this.missing.add(mark);
    return undefined;
  }
}

/** Reads one word, keeping the column of every character that remains. */
class WordReader {
  private text = '';
  private readonly columns: number[] = [];
  /** The column behind the last character that remains: a closing quote is no part of it. */
  private behind: number;
  private uncertain = false;
  private at: number;

  constructor(
    private readonly line: string,
    private readonly start: number,
    private readonly end: number,
    private readonly closings: Closings,
  ) {
    this.at = start;
    this.behind = start;
  }

  /** Reads to the end of the word; returns the column behind it. */
  read(problems: Problem[]): number {
    let quote = '';
    let opened = 0;
    while (this.at < this.end) {
      const char = this.line.charAt(this.at);
      if (char === '\r') break;
      if ((char === '{' || char === '<') && this.readTemplate()) continue;
      if (quote === "'") {
        if (char === "'") quote = '';
        else this.put(char, this.at);
        this.at++;
      } else if (char === quote && quote !== '') {
        quote = '';
        this.at++;
      } else if (quote === '' && (char === '#' || isBlank(char.charCodeAt(0)))) {
        break;
      } else if (quote === '' && (char === '"' || char === "'")) {
        quote = char;
        opened = this.at++;
        if (this.text === '') this.behind = this.at;
      } else if (char === '\\') {
        this.readEscape(quote, problems);
      } else if (char === '$' && quote === '"') {
        this.readVariable(problems);
      } else {
        this.put(char, this.at++);
      }
    }
    if (quote !== '') sayOnce(problems, { code: 'unbalanced-quote', start: opened, end: this.at, detail: quote });
    return this.at;
  }

  finish(): Word {
    // `\x00` ends the word wherever it stands.
    const nul = this.text.indexOf('\0');
    if (nul >= 0) {
      this.text = this.text.slice(0, nul);
      this.behind = this.columns[nul] as number;
      this.columns.length = nul;
    }
    const { start, at, text, columns, behind } = this;
    columns.push(behind);
    const straight = columns.length === at - start + 1;
    const uncertain = this.uncertain || fillIn(text, this.line);
    return { start, end: at, text, columns: straight ? undefined : columns, uncertain };
  }

  private put(char: string, column: number, behind = column + 1): void {
    this.text += char;
    this.columns.push(column);
    this.behind = behind;
  }

  /** Takes characters as they stand. */
  private copy(to: number): void {
    for (; this.at < to; this.at++) this.put(this.line.charAt(this.at), this.at);
  }

  private readTemplate(): boolean {
    sampleMark.lastIndex = this.at;
    if (sampleMark.test(this.line)) return false;
    const mark = templateMarks.get(this.line.slice(this.at, this.at + 2));
    const behind = mark && this.closings.behind(mark, this.at + 2);
    if (!behind) return false;
    this.copy(behind);
    this.uncertain = true;
    return true;
  }

  private readEscape(quote: string, problems: Problem[]): void {
    const column = this.at;
    const next = column + 1 < this.end ? this.line.charAt(column + 1) : '';
    const meant = escapes[next];
    if (next === 'x') {
      const digits = /^[0-9A-Fa-f]{2}/.exec(this.line.slice(column + 2, Math.min(column + 4, this.end)));
      if (digits) this.put(String.fromCharCode(Number.parseInt(digits[0], 16)), column, column + 4);
      else
        sayOnce(problems, {
          code: 'invalid-escape',
          start: column,
          end: Math.min(column + 4, this.end),
          detail: 'hex',
        });
      this.at = Math.min(column + 4, this.end);
    } else if (meant !== undefined) {
      this.put(meant, column, column + 2);
      this.at += 2;
    } else if (next === '$' && quote === '"') {
      this.put('$', column, column + 2);
      this.at += 2;
    } else {
      this.put('\\', column);
      this.at++;
    }
  }

  /** `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}` inside double quotes: kept as text, for only the environment knows. */
  private readVariable(problems: Problem[]): void {
    const { line, at: start } = this;
    const braced = line[start + 1] === '{';
    this.uncertain = true;
    variableName.lastIndex = start + (braced ? 2 : 1);
    const named = variableName.test(line) && variableName.lastIndex <= this.end;
    let behind = named ? variableName.lastIndex : start + 1;
    let wrong = named ? '' : 'name';
    if (named && braced) {
      const expands = line.startsWith('[*]', behind);
      if (line[behind] === '[' && !expands) wrong = 'expansion';
      if (expands) behind += 3;
      const closed = line[behind] === '-' ? this.closings.behind('}', behind) : behind + 1;
      if (wrong === '' && (closed === undefined || closed > this.end || line[closed - 1] !== '}')) wrong = 'brace';
      if (wrong === '' && line[behind] === '-')
        sayOnce(problems, { code: 'variable-default', start, end: closed as number });
      behind = wrong === '' ? (closed as number) : start + 1;
    }
    if (wrong !== '') {
      const shown = wrong === 'name' ? start + (braced ? 3 : 2) : start + 2;
      sayOnce(problems, { code: 'invalid-variable', start, end: Math.min(shown, this.end), detail: wrong });
    }
    this.copy(behind);
  }
}
