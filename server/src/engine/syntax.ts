/**
 * The lossless reading of one line: words, an optional comment, and between them nothing but separators. Whatever a line
 * holds, reading it never throws; what is wrong with it is data (`Problem`).
 */

/** A word as the program sees it (`text`, with quotes and escapes resolved) and where it stands in the line. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /**
   * Columns of the characters of `text` when they are not simply `start + i`; has one more entry than `text`, the column
   * behind the last character.
   */
  readonly columns?: readonly number[] | undefined;
  /** The word stands for something that only a template engine or an environment variable can tell. */
  readonly uncertain?: boolean | undefined;
}

/** Something wrong with a line, named by a code that a rule answers to. */
export interface Problem {
  readonly code: string;
  readonly start: number;
  readonly end: number;
  /** What a rule needs beyond the place, in the words of the value kind or syntax that found it. */
  readonly detail?: string;
  /** Text that would be right in this place, where there is one. */
  readonly suggestion?: string;
  /** Names that may stand here, for `nearest`. */
  readonly candidates?: () => Iterable<string>;
}

export interface LineSyntax {
  readonly words: readonly Word[];
  /** Column of the comment mark, or -1. */
  readonly comment: number;
  readonly problems?: readonly Problem[];
}

/** Column of the character at `offset` in the word's text. */
export function columnOf(word: Word, offset: number): number {
  if (!word.columns) return Math.min(word.start + offset, word.end);
  return word.columns[Math.min(offset, word.columns.length - 1)] ?? word.end;
}

/**
 * A part of a word as a word of its own, for sub-grammars.
 * @param from offset of the first character in the word's text
 * @param to offset behind the last one
 */
export function subWord(word: Word, from: number, to: number): Word {
  return {
    start: columnOf(word, from),
    end: columnOf(word, to),
    text: word.text.slice(from, to),
    columns: word.columns?.slice(from, to + 1),
    uncertain: word.uncertain,
  };
}

/**
 * Marks of Jinja, ERB and Go templates: whole lines may come or go. No statement of theirs starts with a bracket or a brace,
 * as what other formats write in `<%[…]>` does.
 */
const templateMark = /\{%(?![[{])|\{#|<%(?!\[)/;
/** The same, and what a shell or envsubst would fill in. */
const placeholder = /\{%(?![[{])|\{#|<%(?!\[)|\$\(|^@@?[A-Za-z_]+@@?$/;
const variable = /\$\{[A-Za-z_]/;

/** Whether a line is partly a template's: what it becomes, and whether it stays, only the template engine knows. */
export function hasTemplateMark(line: string): boolean {
  return mayHoldPlaceholder(line) && (templateMark.test(line) || hasExpression(line));
}

/** Whether `{{` opens an expression: without `}}` on the same line two braces are a slip of the hand. */
function hasExpression(line: string): boolean {
  const opened = line.indexOf('{{');
  return opened >= 0 && line.includes('}}', opened + 2);
}

/** The characters that a placeholder starts with; nearly no line holds one, so nearly all are told by them. */
export function mayHoldPlaceholder(text: string): boolean {
  return /[{$<@]/.test(text);
}

/** Whether a word holds something to be filled in before the program reads the file. */
export function hasPlaceholder(word: string): boolean {
  return hasPlaceholderIn(word, undefined);
}

/** The same for a word whose line is known: two braces that nothing closes on it are none of a template. */
export function hasPlaceholderIn(word: string, line: string | undefined): boolean {
  if (!mayHoldPlaceholder(word)) return false;
  if (placeholder.test(word) || (word.includes('}') && hasVariable(word))) return true;
  return word.includes('{{') && (line === undefined || hasExpression(line));
}

/** Whether a word holds `${NAME}`; one look for each end, for a hostile word may open thousands and close none. */
function hasVariable(word: string): boolean {
  const opened = variable.exec(word);
  return opened !== null && word.lastIndexOf('}') > opened.index;
}
