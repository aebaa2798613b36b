import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { Fact } from '../../../engine/facts.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNote, firstDefining, nameIndex, noted, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { type HaproxyFact, table } from '../facts/tables.ts';
import { isConditional } from '../preprocessor.ts';
import {
  asksUnusedDefaults,
  hasDirective,
  isLookedUp,
  knowsAllNames,
  missingReport,
  type Reference,
  referencesTo,
} from '../references.ts';

/**
 * A table is a frontend, backend or listen section with a `stick-table`, or `peers/table` (`stktable_find_by_name` in
 * src/stick_table.c). A rule that names none wants that of its own section.
 */
export const undefinedTable: Rule = {
  id: 'haproxy/undefined-table',
  title: 'No stick table of this name exists',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const missing = [...nameIndex(analysis, 'table').referred.keys()].filter((name) => !isTable(view, name));
    const tableless = analysis.fold(withoutTable);
    if ((missing.length === 0 && tableless.size === 0) || !knowsAllNames(view, ...sections)) return [];
    const unused = asksUnusedDefaults(view.host);
    const own = placed(analysis, tableless).flatMap(({ block, first }) =>
      isLookedUp(view, block, unused) ? ownTables(analysis, block, first) : [],
    );
    const named = referencesTo(view, 'table', missing).flatMap((reference) =>
      reference.it.name !== '' && isLookedUp(view, reference.block, unused) ? [reportOn(view, reference)] : [],
    );
    return [...own, ...named];
  },
};

const sections = ['frontend', 'backend', 'peers'];

function isTable({ loaded }: FileView, name: string): boolean {
  return loaded.some((analysis) => {
    const has = (namespace: string) =>
      nameIndex(analysis, namespace)
        .defined.get(name)
        ?.some((block) => hasDirective(analysis, block, 'stick-table'));
    return has('backend') || has('frontend') || peersTables(analysis).has(name);
  });
}

const noTables: ReadonlySet<string> = new Set();

/** The tables of all peers sections as rules name them: `peers/table`. */
function peersTables(analysis: Analysis): ReadonlySet<string> {
  const { defined } = nameIndex(analysis, 'table');
  if (defined.size === 0) return noTables;
  return noted(analysis.notes, 'haproxy/peers-tables', () => {
    const found = new Set<string>();
    for (const [table, blocks] of defined) for (const block of blocks) found.add(`${block.context.name}/${table}`);
    return found;
  });
}

function reportOn(view: FileView, { line, it }: Reference): FileReport {
  const { name, start, end } = it;
  const kind = ['backend', 'frontend', 'peers'].find((each) =>
    view.loaded.some((analysis) => nameIndex(analysis, each).defined.has(name)),
  );
  const owner = kind && view.loaded.flatMap((analysis) => firstDefining(analysis, kind, name) ?? [])[0]?.context.kind;
  const told = owner
    ? owner === 'peers'
      ? `A table of the peers section '${clipped(name)}' is called '${clipped(name)}/', with the name of the table behind`
      : `The ${owner} '${clipped(name)}' has no stick-table`
    : `No section with a stick-table is called '${clipped(name)}'`;
  const candidates = () => tableNames(view);
  return missingReport(view, {
    namespace: kind ?? 'backend',
    name,
    line,
    start,
    end,
    told,
    candidates,
    selected: true,
  });
}

function* tableNames({ loaded }: FileView): Iterable<string> {
  for (const analysis of loaded) {
    for (const namespace of ['backend', 'frontend'])
      for (const [name, blocks] of nameIndex(analysis, namespace).defined)
        if (blocks.some((block) => hasDirective(analysis, block, 'stick-table'))) yield name;
    yield* peersTables(analysis);
  }
}

/** Sections with a rule that wants a table of their own, and without one. */
const withoutTable = markedWhere(
  'haproxy/without-table',
  'tables',
  (analysis, block) => wishes(analysis, block).length > 0 && !hasDirective(analysis, block, 'stick-table'),
);

interface Wish {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What in a section needs its own table: `stick` and `track-sc` without `table`, and fetches without their argument. */
function wishes(analysis: Analysis, block: Block): readonly At<Wish>[] {
  return blockNote(analysis, block, 'haproxy/table-wishes', () => {
    const { facts } = analysis.blockSummary(block);
    const found: At<Wish>[] = [];
    linesMarked(analysis, block, 'tables').forEach(({ line, text }) => {
      const name = facts[line]?.name;
      if (!name) return;
      const sticks = name.startsWith('stick ');
      // A frontend has no use for them, and HAProxy does not read on.
      if (sticks && block.context.kind === 'frontend') return;
      if (sticks || (isRuleList.test(name) && text.includes('track-sc'))) {
        const it = wishOfRule(analysis, text, sticks ? undefined : name.split(' ').length);
        if (it) found.push({ line, it });
      }
      if (mayFetch.test(text)) for (const it of fetchesOn(analysis, block, text)) found.push({ line, it });
    });
    return found;
  });
}

const isRuleList = /^(?:tcp|http)-(?:after-)?re(?:quest|sponse)\b/;

/** @param at where the rule's action stands; undefined for a `stick` rule */
function wishOfRule(analysis: Analysis, text: string, at: number | undefined): Wish | undefined {
  const { words } = analysis.language.read(text);
  if (words.some((word) => word.uncertain || word.text === 'table')) return undefined;
  const [first, second] = words;
  if (at !== undefined) return words.slice(at, at + 1).find((word) => /^track-sc\d+$/.test(word.text));
  return first && second && { start: first.start, end: second.end, text: `${first.text} ${second.text}` };
}

const mayFetch = /src_|table_|in_table/;

/** The fetches and converters of a line that want a table and name none. */
function fetchesOn(analysis: Analysis, block: Block, text: string): readonly Wish[] {
  const { slots, problems } = analysis.language.statement(text, block.context, analysis.host);
  if (problems.length > 0) return [];
  const found: Wish[] = [];
  const collect = (among: readonly Slot[]) => {
    for (const { role, fact, start, end, text: name, nested } of among) {
      if (role === 'name' && fact && wantsTable(fact) && /^(\(\)|[^(]|$)/.test(text.slice(end, end + 2)))
        found.push({ start, end, text: name });
      if (nested) collect(nested);
    }
  };
  collect(slots);
  return found;
}

/** Whether the first argument of a fetch or a converter is a table that it cannot do without. */
function wantsTable({ id }: Fact): boolean {
  const fact: HaproxyFact | undefined = table(id.slice(0, id.indexOf('/')))?.get(id.slice(id.indexOf('/') + 1));
  const { args } = (fact?.fetch && table('fetch')?.get(fact.fetch)) || (fact ?? {});
  return typeof args === 'string' && /^\(table\b/.test(args);
}

function ownTables(analysis: Analysis, block: Block, first: number): readonly FileReport[] {
  const { kind } = block.context;
  return wishes(analysis, block).flatMap(({ line, it: { start, end, text } }) =>
    isConditional(analysis, first + line)
      ? []
      : [
          {
            line: first + line,
            start,
            end,
            message: `'${text}' names no table, and this ${kind} section has no stick-table of its own.`,
          },
        ],
  );
}
