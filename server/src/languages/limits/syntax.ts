/**
 * How pam_limits splits a line: everything behind the first `#` is a comment, and blanks separate the fields
 * domain, type, item and value. There are no quotes, escapes or continued lines.
 */
import type { LineSyntax, Problem, Word } from '../../engine/syntax.ts';

const field = /[^\s#]+/g;

export function readLine(line: string): LineSyntax {
  const nul = line.indexOf('\0');
  const hash = line.indexOf('#');
  const ends = [hash, nul].filter((at) => at >= 0);
  const end = Math.min(...ends, line.length);
  const words: Word[] = [];
  field.lastIndex = 0;
  for (let found = field.exec(line); found && found.index < end; found = field.exec(line)) {
    const text = found[0].slice(0, end - found.index);
    words.push({ start: found.index, end: found.index + text.length, text });
  }
  const problems: Problem[] = nul >= 0 && (hash < 0 || nul < hash) ? [{ code: 'nul-byte', start: nul, end: nul + 1 }] : [];
  return { words, comment: end < line.length ? end : -1, ...(problems.length > 0 && { problems }) };
}
