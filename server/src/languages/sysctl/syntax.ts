/**
 * How the loaders split a line of sysctl.conf: the first `=` separates key and value, `#` or `;` starts a comment only as the
 * first character, and there are no quotes, escapes or continued lines. The words are the key and the fields of the value.
 */
import type { LineSyntax, Problem, Word } from '../../engine/syntax.ts';

const blank = /\s/;
const field = /\S+/g;

export function readLine(line: string): LineSyntax {
  let start = 0;
  while (start < line.length && blank.test(line.charAt(start))) start++;
  if (start === line.length) return { words: [], comment: -1 };
  if (line[start] === '#' || line[start] === ';') return { words: [], comment: start };
  const problems: Problem[] = [];
  // A first `-` asks the loader to go on when the key cannot be set.
  const keyStart = line[start] === '-' ? start + 1 : start;
  const equals = line.indexOf('=', keyStart);
  const keyEnd = endOf(line, keyStart, equals < 0 ? line.length : equals);
  const words: Word[] = [{ start: keyStart, end: keyEnd, text: line.slice(keyStart, keyEnd) }];
  if (equals < 0) {
    if (keyStart === start) problems.push({ code: 'no-equals', start, end: keyEnd });
    return { words, comment: -1, ...(problems.length > 0 && { problems }) };
  }
  field.lastIndex = equals + 1;
  for (let found = field.exec(line); found; found = field.exec(line)) {
    words.push({ start: found.index, end: found.index + found[0].length, text: found[0] });
  }
  if (words.length === 1) problems.push({ code: 'no-value', start: keyStart, end: Math.max(equals + 1, keyEnd) });
  return { words, comment: -1, ...(problems.length > 0 && { problems }) };
}

/** Whether a line assigns, as opposed to `-key`, which keeps a key out of globs. */
export function isAssignment(line: string): boolean {
  return line.includes('=');
}

function endOf(line: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && blank.test(line.charAt(end - 1))) end--;
  return end;
}
