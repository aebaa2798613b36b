/**
 * How the loaders split a line of sysctl.conf: the first `=` separates key and value, `#` or `;` starts a comment only as the
 * first character, and there are no quotes, escapes or continued lines. The words are the key and the fields of the value.
 */
import type { LineSyntax, Problem, Word } from '../../engine/syntax.ts';

/** White space as the loaders know it: neither the no-break space nor a byte order mark is any. */
const blank = /[\t-\r ]/;
/**
 * The fields of a value as the kernel parts them: only a blank, a tab or a line feed may stand behind a number (`proc_get_long` in
 * kernel/sysctl.c), so a carriage return inside a value is part of a field, though one in front of a field is skipped.
 */
const fieldPattern = /[^\t\n\v\f\r ][^\t\n ]*/g;
const byteOrderMark = '\ufeff';

export function readLine(line: string): LineSyntax {
  const problems: Problem[] = [];
  // The loaders take the mark for a part of the key; the rest of the line is read as it was meant.
  if (line.startsWith(byteOrderMark)) problems.push({ code: 'byte-order-mark', start: 0, end: 1 });
  const { start } = extentOf(line);
  if (start === line.length) return { words: [], comment: -1, ...found(problems) };
  if (line[start] === '#' || line[start] === ';') return { words: [], comment: start, ...found(problems) };
  // A first `-` asks the loader to go on when the key cannot be set.
  const keyStart = line[start] === '-' ? start + 1 : start;
  const equals = line.indexOf('=', keyStart);
  const keyEnd = endOf(line, keyStart, equals < 0 ? line.length : equals);
  const words: Word[] = [{ start: keyStart, end: keyEnd, text: line.slice(keyStart, keyEnd) }];
  if (equals < 0) {
    if (keyStart === start) problems.push({ code: 'no-equals', start, end: keyEnd });
    return { words, comment: -1, ...found(problems) };
  }
  // The loaders strip what is blank to them behind the value.
  const value = line.slice(0, endOf(line, equals + 1, line.length));
  fieldPattern.lastIndex = equals + 1;
  for (let match = fieldPattern.exec(value); match; match = fieldPattern.exec(value)) {
    words.push({ start: match.index, end: match.index + match[0].length, text: match[0] });
  }
  if (words.length === 1) problems.push({ code: 'no-value', start: keyStart, end: Math.max(equals + 1, keyEnd) });
  return { words, comment: -1, ...found(problems) };
}

/** Where a line begins and ends that is neither blank nor a byte order mark alone: the mark and the blanks around are no part. */
export function extentOf(line: string): { readonly start: number; readonly end: number } {
  let start = line.startsWith(byteOrderMark) ? 1 : 0;
  while (start < line.length && blank.test(line.charAt(start))) start++;
  return { start, end: endOf(line, start, line.length) };
}

/** The fields of a value. */
export function fieldsOf(value: string): readonly string[] {
  return value.match(fieldPattern) ?? [];
}

/** Whether a line assigns, as opposed to `-key`, which keeps a key out of globs. */
export function isAssignment(line: string): boolean {
  return line.includes('=');
}

function found(problems: readonly Problem[]): { readonly problems?: readonly Problem[] } {
  return problems.length > 0 ? { problems } : {};
}

function endOf(line: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && blank.test(line.charAt(end - 1))) end--;
  return end;
}
