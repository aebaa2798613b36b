/** Semantic tokens in the protocol's packed form, with the last answer kept so that an edit sends only its difference. */
import type { Range, SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import type { Analysis, At } from '../engine/analysis.ts';
import { harvest } from '../features/harvest.ts';
import { lineTokens, type Token, tokenTypes } from '../features/semantic-tokens.ts';
import { fromLsp, rangeOf } from './documents.ts';

const typeIndex = new Map(tokenTypes.map((type, index) => [type, index]));

export class TokenStore {
  private readonly last = new Map<string, { id: string; data: number[] }>();
  private count = 0;

  /** All tokens of a document; undefined when `pause` stopped the work. */
  full(path: string, analysis: Analysis, pause: () => boolean): SemanticTokens | undefined {
    const tokens = harvest(analysis, 'tokens', lineTokens, pause);
    return tokens && this.keep(path, packed(analysis, tokens));
  }

  /** What changed since an answer; everything where that answer is not the last one. */
  delta(
    path: string,
    analysis: Analysis,
    previous: string,
    pause: () => boolean,
  ): SemanticTokens | SemanticTokensDelta | undefined {
    const before = this.last.get(path);
    const now = this.full(path, analysis, pause);
    if (!now || before?.id !== previous) return now;
    const { start, removed, data } = difference(before.data, now.data);
    const edits = removed === 0 && data.length === 0 ? [] : [{ start, deleteCount: removed, data }];
    return { resultId: now.resultId as string, edits };
  }

  /** Forgets the last answer about a document that is closed. */
  forget(path: string): void {
    this.last.delete(path);
  }

  private keep(path: string, data: number[]): SemanticTokens {
    const id = String(++this.count);
    this.last.set(path, { id, data });
    return { resultId: id, data };
  }
}

/** The tokens of the lines in a range. */
export function rangeTokens(analysis: Analysis, range: Range): SemanticTokens {
  const tokens: At<Token>[] = [];
  const from = fromLsp(analysis.text, range.start).line;
  const to = Math.min(fromLsp(analysis.text, range.end).line, analysis.text.lines.length - 1);
  for (let line = from; line <= to; line++) for (const it of lineTokens(analysis, line)) tokens.push({ line, it });
  return { data: packed(analysis, tokens) };
}

function packed(analysis: Analysis, tokens: readonly At<Token>[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const { line: at, it } of tokens) {
    const { start, end } = rangeOf(analysis.text, at, it.start, it.end);
    data.push(
      start.line - line,
      start.line === line ? start.character - character : start.character,
      // A token ends with the client's line: the engine's may go on behind a lone CR.
      end.line === start.line
        ? end.character - start.character
        : analysis.text.line(at).text.indexOf('\r', it.start) - it.start,
      typeIndex.get(it.type) ?? 0,
      (it.definition ? 1 : 0) | (it.deprecated ? 2 : 0),
    );
    line = start.line;
    character = start.character;
  }
  return data;
}

function difference(
  before: readonly number[],
  now: readonly number[],
): { start: number; removed: number; data: number[] } {
  const shared = Math.min(before.length, now.length);
  let head = 0;
  while (head < shared && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < shared - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { start: head, removed: before.length - tail - head, data: now.slice(head, now.length - tail) };
}
