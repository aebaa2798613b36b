/**
 * Open documents: the client's text, kept as the engine's. The protocol ends a line at LF, CRLF and also at a lone CR, which
 * for the engine is a character inside a line; texts that hold one are converted, all others pass through.
 */

import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { Position as Place, Text } from '../engine/text.ts';

/** The path that the engine knows a document by: that of the file, or the whole URI where it is no file of this machine. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.path : `${parsed.scheme}://${parsed.authority}${parsed.path}`;
}

/** The URI of a path; the inverse of `pathOf` but for the spelling. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? URI.parse(path).toString()
    : URI.from({ scheme: 'file', path }).toString();
}

/** Applies the client's changes one after another; each speaks of the text that the one before left. */
export function changed(text: Text, changes: readonly TextDocumentContentChangeEvent[]): Text {
  return changes.reduce((now: Text, change) => {
    if (!('range' in change)) return now.replaced(change.text);
    return now.edited({
      start: fromLsp(now, change.range.start),
      end: fromLsp(now, change.range.end),
      text: change.text,
    });
  }, text);
}

/** A client's position in the engine's lines. */
export function fromLsp(text: Text, at: Position): Place {
  if (!text.hasLoneCr) return { line: at.line, column: at.character };
  let left = at.line;
  for (let line = 0; line < text.lines.length; line++) {
    const parts = text.line(line).text.split('\r');
    if (left < parts.length) {
      const before = parts.slice(0, left).reduce((sum, part) => sum + part.length + 1, 0);
      return { line, column: before + Math.min(at.character, parts[left]?.length ?? 0) };
    }
    left -= parts.length;
  }
  return { line: text.lines.length, column: 0 };
}

/** The engine's place as the client counts. */
export function toLsp(text: Text, at: Place): Position {
  if (!text.hasLoneCr) return { line: at.line, character: at.column };
  let line = at.line;
  for (let before = 0; before < Math.min(at.line, text.lines.length); before++)
    line += text.line(before).text.split('\r').length - 1;
  const head = text.line(at.line).text.slice(0, at.column).split('\r');
  return { line: line + head.length - 1, character: head[head.length - 1]?.length ?? 0 };
}

export function rangeOf(text: Text, line: number, start: number, end: number): Range {
  return { start: toLsp(text, { line, column: start }), end: toLsp(text, { line, column: end }) };
}
