/** Inlay hints: what a value comes to where its text does not say it, and which line counts in the place of one without effect. */

import { type FileView, surroundingsOf } from '../engine/file-view.ts';
import type { Finding } from '../engine/findings.ts';
import { fileNameOf } from '../engine/path.ts';
import type { Slot } from '../engine/slots.ts';
import type { Surroundings, ValueKinds } from '../engine/values/kind.ts';
import { type CapacityHint, capacityHints } from './capacity.ts';

export interface InlayHint {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A meaning that takes more room belongs into the hover. */
const longestMeaning = 32;

/**
 * The hints of some lines, in order.
 * @param from the first line
 * @param to the last line
 * @param findings those of the file, as far as they are known
 */
export function inlayHints(
  view: FileView,
  from: number,
  to: number,
  findings: readonly Finding[],
): readonly InlayHint[] {
  const { analysis } = view;
  const around = surroundingsOf(view);
  const overridden = overriddenLines(view, from, to, findings);
  // While a huge file is still being read nobody waits for what all of it comes to.
  const capacity = view.loaded.every(({ ready }) => ready) ? capacityHints(view) : new Map<number, CapacityHint>();
  const hints: InlayHint[] = [];
  for (let line = from; line <= to; line++) {
    const statement = analysis.statement(line);
    const values = meanings(statement.slots, analysis.language.kinds, around);
    const end = statement.words[statement.words.length - 1]?.end;
    const share = capacity.get(line);
    const all = share && end !== undefined ? withShare(values, end, share) : values;
    for (const { column, text } of all) hints.push({ line, column, text });
    const winner = overridden.get(line);
    if (winner) hints.push(winner);
  }
  return hints;
}

/** Adds what a line is of the host: to the last meaning where that says the part already, else as a hint of its own. */
function withShare(values: readonly Meaning[], end: number, { part, whole }: CapacityHint): readonly Meaning[] {
  const last = values[values.length - 1];
  if (last?.column !== end || !` ${last.text}`.endsWith(` ${part}`))
    return [...values, { column: end, text: `${part} of ${whole}` }];
  return [...values.slice(0, -1), { column: end, text: `${last.text} of ${whole}` }];
}

interface Meaning {
  readonly column: number;
  readonly text: string;
}

/** One hint for each row of values that follow each other: behind the last of them. */
function meanings(slots: readonly Slot[], kinds: ValueKinds, around: Surroundings): readonly Meaning[] {
  const hints: Meaning[] = [];
  let row: { slot: Slot; meaning: string | undefined }[] = [];
  const end = () => {
    const last = row[row.length - 1];
    if (last && row.some(({ meaning }) => meaning))
      hints.push({ column: last.slot.end, text: row.map(({ slot, meaning }) => meaning ?? slot.text).join(' ') });
    row = [];
  };
  for (const slot of slots) {
    if (slot.nested) {
      end();
      hints.push(...meanings(slot.nested, kinds, around));
    } else if (isPlainNumber(slot, kinds)) row.push({ slot, meaning: meaningOf(slot, kinds, around) });
    else end();
  }
  end();
  return hints;
}

/** Whether a number stands there without a unit, or a word for one. */
function isPlainNumber({ role, spec, text, uncertain }: Slot, kinds: ValueKinds): boolean {
  if (role !== 'value' || !spec || uncertain || kinds[spec.kind]?.token !== 'number') return false;
  return /^(?:-?\d+|0x[\da-f]+|[a-z]+)$/i.test(text);
}

function meaningOf({ spec, text }: Slot, kinds: ValueKinds, around: Surroundings): string | undefined {
  const meaning = spec && kinds[spec.kind]?.describe?.(text, spec, around);
  return meaning && meaning.length <= longestMeaning ? meaning : undefined;
}

/** A hint at the end of each line that another one makes void. */
function overriddenLines(
  { analysis }: FileView,
  from: number,
  to: number,
  findings: readonly Finding[],
): ReadonlyMap<number, InlayHint> {
  const hints = new Map<number, InlayHint>();
  for (const { line, end, related } of findings) {
    if (line < from || line > to) continue;
    const places = related
      .filter(({ counts }) => counts)
      .map(({ path = analysis.path, line: at }) =>
        path === analysis.path ? `line ${at + 1}` : `${fileNameOf(path)}:${at + 1}`,
      );
    if (places.length > 0) hints.set(line, { line, column: end, text: `overridden by ${places.join(' and ')}` });
  }
  return hints;
}
