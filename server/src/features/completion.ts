/** Completion: the names and values that may stand at the cursor. */
import type { Fact, FactTable } from '../engine/facts.ts';
import type { FileView } from '../engine/file-view.ts';
import { definedNames } from '../engine/names.ts';
import { type Slot, slotsAt } from '../engine/slots.ts';
import type { Statement } from '../engine/statement.ts';
import type { Position } from '../engine/text.ts';
import { compareVersions, standing } from '../engine/version.ts';
import { versionsOf } from './describe.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'name' | 'value' | 'reference';
  readonly detail: string | undefined;
  /** Columns that the completion replaces. */
  readonly start: number;
  readonly end: number;
  /** The fact whose prose is shown when the entry is looked at. */
  readonly fact: string | undefined;
  /** `old`: deprecated or gone; `future`: the release that the file is for does not have it yet. */
  readonly standing: 'current' | 'old' | 'future';
}

/** What may stand at a place, best first. */
export function completion(view: FileView, at: Position): readonly Completion[] {
  const { analysis } = view;
  const statement = analysis.statement(at.line);
  if (statement.comment >= 0 && at.column > statement.comment) return [];
  const found = new Map<string, Completion>();
  for (const { slot, start, end, restOfName } of placesAt(statement, at.column)) {
    const entries = [
      ...entriesFor(
        view,
        at.line,
        !restOfName && isFirst(slot, statement) ? { ...slot, ...analysis.language.start(statement.context) } : slot,
      ),
    ];
    const run = nameBegun(entries, statement, start);
    if (restOfName && !run) continue;
    for (const entry of entries) {
      if (found.has(entry.label) || (run && !entry.label.startsWith(run.name))) continue;
      found.set(entry.label, { ...entry, start: run?.start ?? start, end });
    }
  }
  return [...found.values()];
}

/** The prose of a completed fact, when somebody looks at the entry. */
export async function completionProse(view: FileView, fact: string): Promise<string | undefined> {
  return (await view.analysis.language.prose())[fact];
}

type Entry = Omit<Completion, 'start' | 'end'>;

/** A slot that the cursor may be about to fill, with the columns that are replaced. */
interface Place {
  readonly slot: Slot;
  readonly start: number;
  readonly end: number;
  /** Only the rest of a name that is begun may stand here. */
  readonly restOfName?: true;
}

/** The word that the cursor is in or behind; between words and behind the last one the empty slots. */
function placesAt({ slots, words }: Statement, column: number): readonly Place[] {
  const word = words.find((each) => each.start < column && column <= each.end);
  const before = words.filter((each) => each.end < (word?.start ?? column));
  const last = before[before.length - 1];
  const touched = slotsAt(slots, column);
  const inner = touched[touched.length - 1];
  const here = (slot: Slot): Place => ({ slot, start: word?.start ?? column, end: word?.end ?? column });
  if (inner && word && inner.role !== 'empty') {
    return [{ slot: inner, start: Math.min(inner.start, column), end: Math.max(inner.end, column) }];
  }
  if (inner && word && inner.start === column) return [{ slot: inner, start: column, end: column }];
  if (!last) return [here(start)];
  const empty = word ? [] : emptySlots(inner?.nested ?? slots).filter((slot) => slot.start > last.end);
  if (empty.length > 0) return upToRequired(empty).map(here);
  const unknown = slots.find((slot) => slot.role === 'unknown' && slot.end === last.end);
  return unknown ? [{ ...here(unknown), restOfName: true }] : [];
}

/** Stands for whatever a line may start with. */
const start: Slot = { role: 'empty', start: 0, end: 0, text: '' };

function isFirst(slot: Slot, { words }: Statement): boolean {
  return slot === start || (slot.role !== 'empty' && slot.start === words[0]?.start);
}

function emptySlots(slots: readonly Slot[]): Slot[] {
  return slots.flatMap((slot) => [...(slot.role === 'empty' ? [slot] : []), ...emptySlots(slot.nested ?? [])]);
}

/** Empty slots up to the first that must be filled: what comes behind it cannot stand here yet. */
function upToRequired(empty: readonly Slot[]): readonly Slot[] {
  const required = empty.findIndex(({ fact, param }) => {
    const repeat = fact?.params?.find((each) => each.name === param)?.repeat;
    return repeat === 'once' || repeat === 'some';
  });
  return required < 0 ? empty : empty.slice(0, required + 1);
}

/** The words in front of a column that begin a name of several words, such as `timeout client`, with the blank behind them. */
function nameBegun(
  entries: readonly Entry[],
  { words }: Statement,
  column: number,
): { name: string; start: number } | undefined {
  const before = words.filter((word) => word.end < column).slice(-mostWords);
  for (let from = 0; from < before.length; from++) {
    const name = before.slice(from).reduce((text, word) => `${text}${word.text} `, '');
    if (entries.some((entry) => entry.label.startsWith(name))) return { name, start: before[from]?.start ?? column };
  }
  return undefined;
}

/** Words in front of the last one of the longest names, `capture request header`. */
const mostWords = 2;

function entriesFor(view: FileView, line: number, slot: Slot): Iterable<Entry> {
  const { kinds, release } = view.analysis.language;
  const target = release?.(view.host);
  if (slot.table)
    return nameEntries(slot.table, view.analysis.statement(line).text.slice(slot.start, slot.end), target);
  const kind = slot.spec && kinds[slot.spec.kind];
  if (!kind || !slot.spec) return [];
  const namespace = kind.namespace?.(slot.spec);
  if (namespace !== undefined) return references(view, line, namespace);
  return (kind.complete?.(slot.spec) ?? []).map(({ text, detail }) => ({
    label: text,
    kind: 'value',
    detail,
    fact: undefined,
    standing: 'current',
  }));
}

function* nameEntries(table: FactTable, written: string, target: string | undefined): Iterable<Entry> {
  for (const fact of table.all()) {
    const state = standingOf(fact, target);
    const detail = state === 'current' ? (fact.unit ?? versionsOf(fact)) : versionsOf(fact);
    for (const label of table.spellings?.(fact, written) ?? [fact.name])
      yield { label, kind: 'name', detail, fact: fact.id, standing: state };
  }
}

/** Without a target whatever is not in every release to come counts as old. */
function standingOf({ since, until, deprecated }: Fact, target: string | undefined): Completion['standing'] {
  if (target === undefined) return deprecated !== undefined || until !== undefined ? 'old' : 'current';
  const state = standing(target, since, until);
  if (state === 'future') return 'future';
  return state === 'gone' || (deprecated !== undefined && compareVersions(target, deprecated) >= 0) ? 'old' : 'current';
}

function references(view: FileView, line: number, namespace: string): Entry[] {
  return [...definedNames(view, line, namespace)].map((label) => ({
    label,
    kind: 'reference',
    detail: namespace,
    fact: undefined,
    standing: 'current',
  }));
}
