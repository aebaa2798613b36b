/**
 * The lines of a file as pam_limits takes them apart: the loop of `parse_config_file`. Texts here hold one byte of the file in
 * each character, as the program sees it: what a byte means is not looked at anywhere.
 */
import type { PamTraits } from './pam.ts';

/** A line that is not empty, taken apart. */
export interface RawLine {
  /** From 1. Pieces of a line that is cut have its number. */
  readonly line: number;
  /** What a message quotes of it. */
  readonly quoted: string;
  readonly fields: readonly string[];
}

/** `LINE_LENGTH` without the NUL that ends a string. */
const pieceLength = 1023;
const blank = /[\t-\r ]/;
const scanned = /[^\t-\r ]+/g;

/** The lines of a file that hold anything. */
export function* rawLines(bytes: string, traits: PamTraits): Generator<RawLine> {
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    line++;
    const feed = bytes.indexOf('\n', start);
    const end = feed < 0 ? bytes.length : feed + 1;
    const step = traits.readsPieces ? pieceLength : end - start;
    for (let from = start; from < end; from += step) {
      const text = stripped(bytes.slice(from, Math.min(from + step, end)));
      if (text === '') continue;
      const fields = traits.readsPieces ? scan(text) : split(text, traits);
      // strtok_r() has put a NUL behind the first word by the time 1.6.0 writes its message.
      yield { line, quoted: traits.readsPieces ? text : (fields[0] as string), fields };
    }
    start = end;
  }
}

/** A line without the blanks in front of it, its comment and its end; a NUL ends it as well. */
function stripped(piece: string): string {
  const nul = piece.indexOf('\0');
  const end = nul < 0 ? piece.length : nul;
  let start = 0;
  while (start < end && blank.test(piece[start] as string)) start++;
  const text = piece.slice(start, end);
  const stop = text.search(/[#\n]/);
  return stop < 0 ? text : text.slice(0, stop);
}

/** `sscanf(line, "%s%s%s%s")`: what follows the fourth word is ignored. */
function scan(text: string): readonly string[] {
  const fields: string[] = [];
  scanned.lastIndex = 0;
  for (let found = scanned.exec(text); found && fields.length < 4; found = scanned.exec(text)) fields.push(found[0]);
  return fields;
}

/** `split`: three words between blanks and tabs, and all that follows the one character behind the third. */
function split(text: string, { trimsValue }: PamTraits): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < 3) {
    while (isSeparator(text, at)) at++;
    if (at >= text.length) return fields;
    const start = at;
    while (at < text.length && !isSeparator(text, at)) at++;
    fields.push(text.slice(start, at));
    at++;
  }
  const rest = text.slice(at);
  const value = trimsValue ? trimmed(rest) : rest;
  return value === '' ? fields : [...fields, value];
}

/** `trim` */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isSeparator(text, start)) start++;
  while (end > start && isSeparator(text, end - 1)) end--;
  return text.slice(start, end);
}

function isSeparator(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}
