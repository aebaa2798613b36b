/** Completion: the names and values that may stand at the cursor. */
import type { Fact } from '../engine/facts.ts';
import type { FileView } from '../engine/file-view.ts';
import { fileNames } from '../engine/names.ts';
import { type Slot, slotsAt } from '../engine/slots.ts';
import type { Statement } from '../engine/statement.ts';
import type { Position } from '../engine/text.ts';
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
  readonly deprecated: boolean;
}

/** What may stand at a place, best first. */
export function completion(view: FileView, at: Position): readonly Completion[] {
  const { analysis } = view;
  const statement = analysis.statement(at.line);
  if (statement.comment >= 0 && at.column > statement.comment) return [];
  const found = new Map<string, Completion>();
  for (const slot of slotsFor(statement, at.column)) {
    const start = Math.min(slot.role === 'empty' ? wordStart(statement.text, at.column) : slot.start, at.column);
    const end = slot.role === 'empty' ? at.column : Math.max(slot.end, at.column);
    for (const entry of entriesFor(view, slot, statement)) {
      if (!found.has(entry.label)) found.set(entry.label, { ...entry, start, end });
    }
  }
  return [...found.values()];
}

/** The prose of a completed fact, when somebody looks at the entry. */
export async function completionProse(view: FileView, fact: string): Promise<string | undefined> {
  return (await view.analysis.language.prose())[fact];
}

type Entry = Omit<Completion, 'start' | 'end'>;

/** The slots that a cursor may be about to fill: the word it is in or behind, and at the end of a line the empty ones. */
function slotsFor(statement: Statement, column: number): readonly Slot[] {
  const touched = slotsAt(statement.slots, column);
  const inner = touched[touched.length - 1];
  if (inner && inner.role !== 'empty' && inner.start < column) return [inner];
  const empty = emptySlots(statement.slots).filter((slot) => slot.start >= lastWordEnd(statement, column));
  if (empty.length > 0 && column > lastWordEnd(statement, column)) return empty;
  if (statement.words.length === 0 || column <= (statement.words[0]?.end ?? 0))
    return [{ role: 'empty', start: column, end: column, text: '' }];
  return inner ? [inner] : [];
}

function emptySlots(slots: readonly Slot[]): Slot[] {
  return slots.flatMap((slot) => [...(slot.role === 'empty' ? [slot] : []), ...emptySlots(slot.nested ?? [])]);
}

function lastWordEnd(statement: Statement, column: number): number {
  return statement.words.reduce((end, word) => (word.end <= column ? Math.max(end, word.end) : end), 0);
}

function wordStart(line: string, column: number): number {
  let start = column;
  while (start > 0 && !/\s/.test(line.charAt(start - 1))) start--;
  return start;
}

function entriesFor(view: FileView, slot: Slot, statement: Statement): Iterable<Entry> {
  const { language } = view.analysis;
  if (slot.table) return Array.from(slot.table.all(), nameEntry);
  if (!slot.spec) return entriesFor(view, { ...slot, ...language.start(statement.context) }, statement);
  if (slot.spec.kind === 'name') return references(view, slot.spec.words[0] ?? '');
  return (language.kinds[slot.spec.kind]?.complete?.(slot.spec) ?? []).map(({ text, detail }) => ({
    label: text,
    kind: 'value',
    detail,
    fact: undefined,
    deprecated: false,
  }));
}

function nameEntry(fact: Fact): Entry {
  const deprecated = fact.deprecated !== undefined || fact.until !== undefined;
  return { label: fact.name, kind: 'name', detail: fact.unit ?? versionsOf(fact), fact: fact.id, deprecated };
}

function references(view: FileView, namespace: string): Entry[] {
  return [...fileNames(view.analysis, namespace).definitions.keys()].map((label) => ({
    label,
    kind: 'reference',
    detail: namespace,
    fact: undefined,
    deprecated: false,
  }));
}
