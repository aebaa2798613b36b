/** Packs: rules that are off by themselves and are switched on together, by a name. */
import type { Severities } from './engine/findings.ts';
import { nearest, quotedList } from './engine/nearest.ts';
import { allRules } from './rules.ts';

const members = new Map<string, string[]>();
for (const { id, pack } of allRules) if (pack) members.set(pack, [...(members.get(pack) ?? []), id]);

/** The names of all packs. */
export const packNames: readonly string[] = [...members.keys()].sort();

/** What is wrong with the name of a pack, as a sentence; undefined where there is such a pack. */
export function packProblem(name: string): string | undefined {
  if (members.has(name)) return undefined;
  const near = nearest(name, packNames);
  return `No pack is called '${name}'${near.length > 0 ? `; did you mean ${quotedList(near)}?` : `; there are ${packNames.join(' and ')}.`}`;
}

/** The rules of packs, each with the severities it has by itself. */
export function packSeverities(packs: readonly string[]): Severities {
  const ids = packs.flatMap((name) => members.get(name) ?? []);
  return Object.fromEntries(ids.map((id) => [id, 'on']));
}
