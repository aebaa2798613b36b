/**
 * How HAProxy splits a line into words (`parse_line` in its src/tools.c): blanks separate outside quotes, `#` outside quotes
 * starts a comment even inside a word, single quotes take everything literally, double quotes expand `$`, a backslash
 * escapes a few characters and is kept before all others, and a CR ends the line wherever it is.
 */
import type { LineSyntax, Problem, Word } from '../../engine/syntax.ts';
import { hasPlaceholder, mayHoldPlaceholder } from '../../engine/syntax.ts';

const special = /["'\\#\r\f\v\0\uFEFF]|\{\{|\{%|<%/;
/** An expression, a statement or a comment of a template engine: one piece of a word, whatever stands in it. */
const templateMarks: ReadonlyMap<string, string> = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
]);
/** A variable of the environment, or one of the three that HAProxy has itself. */
const bareVariable = /^\$(?:[A-Za-z_][A-Za-z0-9_]*|\.(?:FILE|LINE|SECTION))/;
const bracedVariable = /^\$\{(?:[A-Za-z_][A-Za-z0-9_]*|\.(?:FILE|LINE|SECTION))(?:\[\*\])?(?:-[^}]*)?\}/;

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
    words.push(fillable && hasPlaceholder(text) ? { start, end: at, text, uncertain: true } : { start, end: at, text });
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
  const cr = line.indexOf('\r');
  const end = Math.min(cr < 0 ? line.length : cr, nul < 0 ? line.length : nul);
  // HAProxy takes the mark for a part of the first word; what is meant is the word behind it.
  const closings = new Closings(line, end);
  let at = line.startsWith('\uFEFF') ? 1 : 0;
  if (at > 0) problems.push({ code: 'byte-order-mark', start: 0, end: 1 });
  while (at < end) {
    const code = line.charCodeAt(at);
    if (isBlank(code)) {
      at++;
      continue;
    }
    if (code === 35) return { words, comment: at, ...(problems.length > 0 && { problems }) };
    const word = new WordReader(line, at, end, closings);
    at = word.read(problems);
    words.push(word.finish());
  }
  // What stands behind a CR inside the line is never looked at: as good as a comment.
  const comment = cr >= 0 && cr === end ? cr : -1;
  return { words, comment, ...(problems.length > 0 && { problems }) };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** HAProxy reports one mistake of a sort for a line, the first, however many follow. */
function sayOnce(problems: Problem[], problem: Problem): void {
  if (!problems.some(({ code }) => code === problem.code)) problems.push(problem);
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
    if (quote !== '') sayOnce(problems, { code: 'unbalanced-quote', start: opened, end: this.end, detail: quote });
    return this.at;
  }

  finish(): Word {
    const { start, at, text, columns, behind } = this;
    columns.push(behind);
    const straight = columns.length === at - start + 1;
    return {
      start,
      end: at,
      text,
      ...(!straight && { columns }),
      ...((this.uncertain || hasPlaceholder(text)) && { uncertain: true }),
    };
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
    const rest = this.line.slice(this.at, this.end);
    const braced = rest.startsWith('${');
    const closed = !braced || this.closings.behind('}', this.at) !== undefined;
    const found = closed ? (braced ? bracedVariable : bareVariable).exec(rest) : null;
    this.uncertain = true;
    if (!found)
      sayOnce(problems, {
        code: 'invalid-variable',
        start: this.at,
        end: Math.min(this.at + 2, this.end),
        detail: braced ? 'brace' : 'name',
      });
    this.copy(this.at + (found ? found[0].length : 1));
  }
}
