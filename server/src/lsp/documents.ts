/**
 * Open documents: the client's text, kept as the engine's. The protocol ends a line at LF, CRLF and also at a lone CR, which
 * for the engine is a character inside a line; texts that hold one are converted, all others pass through.
 */

import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { Position as Place, Text } from '../engine/text.ts';

/**
 * The path that the engine knows a document by: that of the file, or the whole URI where it is no file of this machine. The
 * query is kept there, for version control shows two states of one file that differ in nothing else.
 */
export function pathOf(uri: string): string {
  const { scheme, authority, path, query } = URI.parse(uri);
  return scheme === 'file' ? path : `${scheme}://${authority}${path}${query ? `?${query}` : ''}`;
}

/** The URI of a path; the inverse of `pathOf` but for the spelling. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? URI.parse(path).toString()
    : URI.from({ scheme: 'file', path: path.replace(/^(?=[A-Za-z]:\/)/, '/') }).toString();
}

/** Applies the client's changes one after another; each speaks of the text that the one before left. */
export function changed(text: Text, changes: readonly TextDocumentContentChangeEvent[]): Text {
  return changes.reduce((now: Text, change) => {
    if (!('range' in change)) return now.replaced(change.text);
    const next = now.edited({
      start: fromLsp(now, change.range.start),
      end: fromLsp(now, change.range.end),
      text: change.text,
    });
    // Without a CR before and none put in there is none now, and a thousand changes need not look for one a thousand times.
    if (!change.text.includes('\r') && !loneCrs(now)) known.set(next, undefined);
    return next;
  }, text);
}

/** Where the lone CRs of a text stand. */
interface LoneCrs {
  /** Lines that hold one, in order. */
  readonly lines: readonly number[];
  /** How many stand in the lines before each of these, and at the end in all. */
  readonly before: readonly number[];
  /** Columns of those in each of these lines. */
  readonly columns: readonly (readonly number[])[];
}

const known = new WeakMap<Text, LoneCrs | undefined>();

/** The lone CRs of a text; undefined where there is none, as nearly always. */
function loneCrs(text: Text): LoneCrs | undefined {
  if (known.has(text)) return known.get(text);
  const lines: number[] = [];
  const before = [0];
  const columns: number[][] = [];
  text.lines.forEach(({ text: content }, line) => {
    if (!content.includes('\r')) return;
    const found: number[] = [];
    for (let at = content.indexOf('\r'); at >= 0; at = content.indexOf('\r', at + 1)) found.push(at);
    lines.push(line);
    columns.push(found);
    before.push((before[before.length - 1] as number) + found.length);
  });
  const crs = lines.length > 0 ? { lines, before, columns } : undefined;
  known.set(text, crs);
  return crs;
}

/** How many of these sorted numbers, counted by their place, come before the first that is not `below`. */
function countWhile(length: number, below: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A client's position in the engine's lines; one outside the text is moved to its nearest end. */
export function fromLsp(text: Text, at: Position): Place {
  const crs = loneCrs(text);
  if (!crs) return text.clamp({ line: at.line, column: at.character });
  // A line of the engine begins, for the client, behind its own number of lines and all lone CRs before it.
  const index =
    countWhile(crs.lines.length, (i) => (crs.lines[i] as number) + (crs.before[i] as number) <= at.line) - 1;
  const line = crs.lines[index];
  const columns = crs.columns[index];
  if (line === undefined || columns === undefined) return text.clamp({ line: at.line, column: at.character });
  const part = at.line - line - (crs.before[index] as number);
  if (part > columns.length)
    return text.clamp({ line: at.line - (crs.before[index + 1] as number), column: at.character });
  const start = part === 0 ? 0 : (columns[part - 1] as number) + 1;
  const end = columns[part] ?? text.line(line).text.length;
  return { line, column: Math.min(start + Math.max(0, at.character), end) };
}

/** The engine's place as the client counts. */
export function toLsp(text: Text, at: Place): Position {
  const crs = loneCrs(text);
  if (!crs) return { line: at.line, character: at.column };
  const index = countWhile(crs.lines.length, (i) => (crs.lines[i] as number) < at.line);
  const line = at.line + (crs.before[index] as number);
  const columns = crs.lines[index] === at.line ? (crs.columns[index] as readonly number[]) : [];
  const part = countWhile(columns.length, (i) => (columns[i] as number) < at.column);
  return { line: line + part, character: part === 0 ? at.column : at.column - (columns[part - 1] as number) - 1 };
}

export function rangeOf(text: Text, line: number, start: number, end: number): Range {
  return { start: toLsp(text, { line, column: start }), end: toLsp(text, { line, column: end }) };
}
