/** The tables that a line of haproxy.cfg is joined with, beyond those of one keyword class. */
import type { Fact, FactTable } from '../../engine/facts.ts';
import { parseSignature } from '../../engine/signature.ts';
import { type SectionKind, sections } from './facts/sections.ts';
import { allKeywords, directives, table as factTable } from './facts/tables.ts';

const sectionFacts = new Map<string, Fact>(sections.map((section) => [section.kind, sectionFact(section)]));

/** The headers of sections. */
export const sectionTable: FactTable = {
  id: 'section',
  noun: 'section',
  token: 'class',
  get: (name) => sectionFacts.get(name),
  all: () => sectionFacts.values(),
};

/** What an ACL may test: the criteria that stand for a fetch with a match method, and every sample fetch. */
const criteria: FactTable = {
  id: 'criterion',
  noun: 'criterion',
  token: 'function',
  get: (name) => factTable('acl-criterion')?.get(name) ?? factTable('fetch')?.get(name),
  *all() {
    yield* factTable('fetch')?.all() ?? [];
    yield* factTable('acl-criterion')?.all() ?? [];
  },
};

/** The aliases of log formats as they stand behind the percent sign, the flags and the name: `ci`. */
const aliases: FactTable = {
  id: 'alias',
  noun: 'log-format alias',
  token: 'variable',
  get: (name) => bareAliases().get(name),
  all: () => bareAliases().values(),
};

let bare: ReadonlyMap<string, Fact> | undefined;

function bareAliases(): ReadonlyMap<string, Fact> {
  bare ??= new Map(
    Array.from(factTable('log-format-alias')?.all() ?? [], (fact) => {
      const name = fact.name.slice(1);
      return [name, { ...fact, name, params: fact.params }];
    }),
  );
  return bare;
}

/** A table by the name that signatures and sub-grammars use. */
export function tableFor(id: string): FactTable | undefined {
  if (id === 'criterion') return criteria;
  return id === 'alias' ? aliases : factTable(id);
}

let families: Set<string> | undefined;

/** Whether a word only starts the names of directives: `option`, `timeout`, `stats`. */
export function isFamily(word: string): boolean {
  families ??= new Set(
    Array.from(directives.all(), ({ name }) => name).flatMap((name) =>
      name.includes(' ') ? [name.slice(0, name.indexOf(' '))] : [],
    ),
  );
  return families.has(word);
}

/** Every fact of the language once: section headers, then the keywords and options of every table. */
export function* allFacts(): Iterable<Fact> {
  yield* sectionTable.all();
  yield* allKeywords();
}

function sectionFact({ kind, signature, since, until, source }: SectionKind): Fact {
  return { id: `section/${kind}`, name: kind, params: parseSignature(signature), since, until, source };
}
