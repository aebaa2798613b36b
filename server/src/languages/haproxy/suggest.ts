/** What to offer in the place of a name that is not known, or no longer. */
import type { Fact, FactTable } from '../../engine/facts.ts';
import { nearest } from '../../engine/nearest.ts';
import type { Slot } from '../../engine/slots.ts';
import { standing } from '../../engine/version.ts';

/** Whether a version has what the fact speaks of. */
export function isCurrent(fact: Fact, version: string): boolean {
  return standing(version, fact.since, fact.until) === 'current';
}

/** The names of candidates that a version has and that are like the word, best first. */
export function nearCurrent(
  word: string,
  candidates: Iterable<string>,
  factOf: (name: string) => Fact | undefined,
  version: string,
): readonly string[] {
  const current = function* () {
    for (const name of candidates) {
      const fact = factOf(name);
      if (!fact || isCurrent(fact, version)) yield name;
    }
  };
  return nearest(word, current());
}

/** The table that a word stands for in vain; undefined where no unknown word starts at the column. */
export function tableOfUnknown(slots: readonly Slot[], start: number): FactTable | undefined {
  return findSlot(slots, (slot) => slot.role === 'unknown' && slot.start === start)?.table;
}

/** The fact that a word names. */
export function factNamedAt(slots: readonly Slot[], start: number): Fact | undefined {
  return findSlot(slots, (slot) => slot.role === 'name' && slot.start === start && slot.fact !== undefined)?.fact;
}

/** The first slot, sub-grammars included, that a test accepts. */
export function findSlot(slots: readonly Slot[], test: (slot: Slot) => boolean): Slot | undefined {
  for (const slot of slots) {
    if (test(slot)) return slot;
    const inside = slot.nested && findSlot(slot.nested, test);
    if (inside) return inside;
  }
  return undefined;
}
