/**
 * How pam_limits splits a line: everything behind the first `#` is a comment, and blanks separate the fields
 * domain, type, item and value. There are no quotes, escapes or continued lines. Only ASCII blanks separate: a no-break
 * space is part of a field. An expression of a template is one field, whatever blanks it holds.
 */
import { hasTemplateMark, type LineSyntax, type Problem, type Word } from '../../engine/syntax.ts';

const field = /[^ \t\r\v\f#]+/g;
const openingMark = /\{\{|\{%|<%/g;
const closingMark = /\}\}|%\}|%>/g;
/** pam_limits up to 1.5 reads a line in pieces of so many bytes, the line end included. */
const pieceOfLine = 1023;

export function readLine(line: string): LineSyntax {
  const nul = line.indexOf('\0');
  const hash = line.indexOf('#');
  const ends = [hash, nul].filter((at) => at >= 0);
  const end = Math.min(...ends, line.length);
  const split: Word[] = [];
  field.lastIndex = 0;
  for (let found = field.exec(line); found && found.index < end; found = field.exec(line)) {
    const text = found[0].slice(0, end - found.index);
    split.push({ start: found.index, end: found.index + text.length, text });
  }
  const words = hasTemplateMark(line) ? joinExpressions(split, line) : split;
  const problems = problemsOf(line, end, end === nul, words);
  return { words, comment: end < line.length ? end : -1, ...(problems.length > 0 && { problems }) };
}

/** Makes one word of each run from an opening to its closing mark: `{{ nofile }}`, `<%= @nproc %>`. */
function joinExpressions(split: readonly Word[], line: string): readonly Word[] {
  const words: Word[] = [];
  let open: number | undefined;
  for (const word of split) {
    const start = open ?? word.start;
    open = staysOpen(word.text, open !== undefined) ? start : undefined;
    if (open === undefined) words.push({ start, end: word.end, text: line.slice(start, word.end) });
  }
  const last = split[split.length - 1];
  if (open !== undefined && last) words.push({ start: open, end: last.end, text: line.slice(open, last.end) });
  return words;
}

/**
 * Whether an expression is open behind a word; no mark spans two of them.
 * @param open whether one is in front of it
 */
function staysOpen(word: string, open: boolean): boolean {
  let inside = open;
  for (let at = 0; ; inside = !inside) {
    const mark = inside ? closingMark : openingMark;
    mark.lastIndex = at;
    const found = mark.exec(word);
    if (!found) return inside;
    at = found.index + 2;
  }
}

/** What is wrong with the line as a row of characters: these things the releases of pam_limits read differently. */
function problemsOf(line: string, end: number, endsAtNul: boolean, words: readonly Word[]): Problem[] {
  const problems: Problem[] = [];
  // The rows of NUL bytes in UTF-16 have a rule of their own.
  if (endsAtNul && words.length > 0 && !line.startsWith('\ufffd'))
    problems.push({ code: 'nul-byte', start: end, end: end + 1 });
  const lastSeparated = words[Math.min(words.length, 4) - 1];
  if (lastSeparated) {
    const odd = /[\r\v\f]/.exec(line.slice(0, lastSeparated.start));
    if (odd && odd.index > (words[0] as Word).start)
      problems.push({ code: 'odd-separator', start: odd.index, end: odd.index + 1 });
  }
  // No line of fewer characters has so many bytes.
  if (line.length * 3 > pieceOfLine) {
    const cut = columnOfByte(line, pieceOfLine);
    if (cut < line.length) problems.push({ code: 'long-line', start: cut, end: line.length });
  }
  return problems;
}

/** The column of the character that holds a byte of the line in UTF-8; the line's length where it has fewer bytes. */
function columnOfByte(line: string, byte: number): number {
  let bytes = 0;
  for (let column = 0; column < line.length; column++) {
    const unit = line.charCodeAt(column);
    const surrogate = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x80 ? 1 : unit < 0x800 || surrogate ? 2 : 3;
    if (bytes > byte) return column;
  }
  return line.length;
}
