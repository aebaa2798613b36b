import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNote, placed } from '../../../engine/names.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { proxiesOf } from '../configuration.ts';
import { type HaproxyFact, table } from '../facts/tables.ts';
import { isConditional } from '../preprocessor.ts';
import { isLookedUp } from '../references.ts';
import { isTemplate } from '../template.ts';

/**
 * Numbers about a frontend or a backend are those of the section itself where no other is named, which then has to be one
 * (`smp_resolve_args` in src/sample.c).
 */
export const oneSidedSample: Rule = {
  id: 'haproxy/one-sided-sample',
  title: 'A sample wants the name of a section, because its own is of another kind',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const blocks = analysis.fold(withMissing);
    if (blocks.size === 0 || isTemplate(analysis)) return [];
    return placed(analysis, blocks).flatMap(({ block, first }) =>
      isLookedUp(view, block, false)
        ? missingIn(analysis, block).flatMap(({ line, it }) =>
            isConditional(analysis, first + line) || isServed(view, block, it.wants)
              ? []
              : [reportOn(block, first + line, it)],
          )
        : [],
    );
  },
};

/** A `defaults` section is of the kind of those that take it over. */
function isServed(view: FileView, block: Block, wants: Missing['wants']): boolean {
  if (block.context.kind !== 'defaults') return false;
  return proxiesOf(view).some(
    ({ proxy }) => proxy.defaults?.block === block && (wants === 'frontend' ? proxy.isFrontend : proxy.isBackend),
  );
}

/** A sample without the name it needs. */
interface Missing {
  readonly name: string;
  readonly wants: 'frontend' | 'backend';
  readonly start: number;
  readonly end: number;
}

/** What a section may not be: a listen section is both. */
const lacks: Readonly<Record<string, readonly Missing['wants'][]>> = {
  backend: ['frontend'],
  defaults: ['frontend', 'backend'],
  frontend: ['backend'],
};

const withMissing = markedWhere(
  'haproxy/one-sided',
  'counters of a side',
  (analysis, block) => missingIn(analysis, block).length > 0,
);

function missingIn(analysis: Analysis, block: Block): readonly At<Missing>[] {
  const lacking = lacks[block.context.kind];
  if (!lacking) return none;
  return blockNote(analysis, block, 'haproxy/one-sided', () => {
    let found: At<Missing>[] | undefined;
    linesMarked(analysis, block, 'counters of a side').forEach(({ line, text }) => {
      const { slots, problems, words } = analysis.language.statement(text, block.context, analysis.host);
      if (problems.length > 0 || words.some(({ uncertain }) => uncertain)) return;
      collect(slots, text, (it) => {
        if (!lacking.includes(it.wants)) return;
        found ??= [];
        found.push({ line, it });
      });
    });
    return found ?? none;
  });
}

const none: readonly At<Missing>[] = [];

function collect(slots: readonly Slot[], text: string, into: (it: Missing) => void): void {
  for (const { role, fact, start, end, text: name, nested } of slots) {
    const wants = role === 'name' && fact ? wantedBy(fact as HaproxyFact) : undefined;
    if (wants && /^(\(\)|[^(]|$)/.test(text.slice(end, end + 2))) into({ name, wants, start, end });
    if (nested) collect(nested, text, into);
  }
}

/** The kind of section that a fetch is about. */
function wantedBy(fact: HaproxyFact): Missing['wants'] | undefined {
  if (fact.table !== 'fetch' && fact.table !== 'acl-criterion') return undefined;
  const { args } = table('fetch')?.get(fact.fetch ?? fact.name) ?? fact;
  return args === '(frontend)' ? 'frontend' : args === '(backend)' ? 'backend' : undefined;
}

function reportOn({ context: { kind } }: Block, line: number, { name, wants, start, end }: Missing): FileReport {
  const what = kind === 'defaults' ? 'whoever takes this over' : `a ${kind}`;
  const where = kind === 'defaults' ? 'the section that runs the line' : 'the section it stands in';
  const message = `'${name}' means ${where}, and ${what} is no ${wants}: write the name of one in parentheses.`;
  return { line, start, end, message };
}
