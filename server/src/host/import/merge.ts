/** Puts what was learned of a host into the text of a headroom.json and leaves all else there as it is, comments included. */
import { applyEdits, modify, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import { hostFacts } from '../fact-kinds.ts';
import { isHostFact } from '../facts.ts';
import type { LearnedFact } from './learn.ts';

/** A fact that the file already spoke of, and otherwise. */
export interface Replaced {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export type Merged =
  | { readonly text: string; readonly replaced: readonly Replaced[] }
  | {
      /** Why the file cannot be written: the end of a sentence, without a full stop. */
      readonly problem: string;
    };

/** @param text of the file; undefined where there is none */
export function mergeProfile(text: string | undefined, facts: readonly LearnedFact[]): Merged {
  const mark = text?.startsWith('\uFEFF') ? '\uFEFF' : '';
  let merged = text?.slice(mark.length) ?? '';
  if (merged.trim() === '') merged = '{}\n';
  const errors: ParseError[] = [];
  const known = parse(merged, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return { problem: `cannot be read as JSON (${printParseErrorCode(error.error)}) and is left as it is` };
  if (parseTree(merged)?.type !== 'object') return { problem: 'holds no object and is left as it is' };
  const eol = merged.includes('\r\n') ? '\r\n' : '\n';
  const replaced: Replaced[] = [];
  for (const { name, text: said } of facts) {
    const [part, member] = placeOf(name);
    if (
      known[part] !== undefined &&
      (typeof known[part] !== 'object' || known[part] === null || Array.isArray(known[part]))
    )
      return { problem: `holds no object under '${part}' and is left as it is` };
    const before = known[part]?.[member];
    const value = jsonValue(name, said);
    if (before !== undefined && sameFact(name, String(before), said)) continue;
    if (before !== undefined) replaced.push({ name, before: String(before), after: said });
    const formattingOptions = { insertSpaces: !/^\t/m.test(merged), tabSize: 2, eol };
    merged = applyEdits(merged, modify(merged, [part, member], value, { formattingOptions }));
  }
  return { text: mark + merged, replaced };
}

/** The part of headroom.json that a fact stands in, and its name there. */
function placeOf(name: string): readonly [part: string, member: string] {
  if (isHostFact(name)) return [hostFacts[name].part, name];
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Whether two ways of writing a fact mean the same, so that what a person wrote need not be touched. */
function sameFact(name: string, before: string, after: string): boolean {
  return before === after || (isHostFact(name) && hostFacts[name].parse(before) === hostFacts[name].parse(after));
}

function jsonValue(name: string, text: string): string | number {
  return isHostFact(name) && typeof hostFacts[name].example === 'number' ? Number(text) : text;
}
