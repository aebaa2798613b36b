/**
 * Comments behind a value. No loader knows them: the whole rest of the line is handed to the kernel, which stops reading
 * after the last number it wants but takes everything for a string.
 */
import type { Statement } from '../../engine/statement.ts';
import type { Word } from '../../engine/syntax.ts';

/** A comment behind a value. */
export interface InlineComment {
  /** Column of the comment's mark. */
  readonly start: number;
  /** The text behind the mark. */
  readonly text: string;
  /** The field the comment hangs on without a blank; undefined where it stands apart. */
  readonly glued?: Word;
  /** Fields in front of the comment. */
  readonly fields: number;
}

const mark = /^(?:#+|;+|\/\/+)/;
const gluedMark = /^(-?(?:0x[0-9a-f]+|\d+))(?:#|;[^;]|\/\/)/i;

/** The comment behind the fields of a numeric value, marked with `#`, `;` or `//`. */
export function inlineComment({ text, words }: Statement): InlineComment | undefined {
  for (let at = 1; at < words.length; at++) {
    const word = words[at] as Word;
    const glued = gluedMark.exec(word.text)?.[1];
    if (glued !== undefined) return { ...commentAt(text, word.start + glued.length), glued: word, fields: at };
    if (at > 1 && mark.test(word.text)) return { ...commentAt(text, word.start), fields: at - 1 };
  }
  return undefined;
}

/** The comment behind a text, where only a `#` that begins a field is likely to be one. */
export function commentBehindText({ text, words }: Statement): InlineComment | undefined {
  const at = words.findIndex((word, index) => index > 1 && word.text.startsWith('#'));
  return at < 0 ? undefined : { ...commentAt(text, (words[at] as Word).start), fields: at - 1 };
}

function commentAt(line: string, start: number): { readonly start: number; readonly text: string } {
  return { start, text: line.slice(start).replace(mark, '').trim() };
}
