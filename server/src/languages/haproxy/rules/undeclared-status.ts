import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNote, firstDefining, placed } from '../../../engine/names.ts';
import { clipped, quotedList } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { isConditional } from '../preprocessor.ts';
import { asksUnusedDefaults, isLookedUp } from '../references.ts';
import { isTemplate } from '../template.ts';

/**
 * A status that is taken from an `http-errors` section has to be in it; else HAProxy answers with its own page
 * (`proxy_check_http_errors` and `http_check_http_reply` in src/http_htx.c).
 */
export const undeclaredStatus: Rule = {
  id: 'haproxy/undeclared-status',
  title: 'An http-errors section has no page for a status that is taken from it',
  severity: 'warning',
  file(view) {
    const { analysis, host } = view;
    const blocks = analysis.fold(taking);
    if (blocks.size === 0 || view.loaded.some(isTemplate)) return [];
    const unused = asksUnusedDefaults(host);
    return placed(analysis, blocks).flatMap(({ block, first }) =>
      isLookedUp(view, block, unused)
        ? takenIn(analysis, block).flatMap(({ line, it }) =>
            isConditional(analysis, first + line) ? [] : (reportOn(view, first + line, it) ?? []),
          )
        : [],
    );
  },
};

/** A status that a line takes from a section. */
interface Taken {
  readonly section: string;
  readonly status: string;
  readonly start: number;
  readonly end: number;
}

const nothing: readonly At<Taken>[] = [];

const taking = markedWhere(
  'haproxy/taken-pages',
  'errorfiles',
  (analysis, block) => takenIn(analysis, block).length > 0,
);

function takenIn(analysis: Analysis, block: Block): readonly At<Taken>[] {
  return blockNote(analysis, block, 'haproxy/taken-pages', () => {
    let found: At<Taken>[] | undefined;
    const { facts } = analysis.blockSummary(block);
    linesMarked(analysis, block, 'errorfiles').forEach(({ line, text }) => {
      const { slots, words, problems } = analysis.language.statement(text, block.context, analysis.host);
      if (problems.length > 0 || words.some(({ uncertain }) => uncertain)) return;
      const taken = facts[line]?.name === 'errorfiles' ? byDirective(slots) : byReply(slots);
      for (const it of taken) {
        found ??= [];
        found.push({ line, it });
      }
    });
    return found ?? nothing;
  });
}

/** `errorfiles section status …`; without a status all that the section has are taken. */
function byDirective(slots: readonly Slot[]): readonly Taken[] {
  const [name, ...statuses] = slots.filter(({ role }) => role === 'value');
  return statuses.map(({ text: status, start, end }) => ({ section: name?.text ?? '', status, start, end }));
}

/** What each action answers with where nothing says another status. */
const answers: Readonly<Record<string, string>> = {
  deny: '403',
  tarpit: '500',
  return: '200',
};

/** What a status stands behind. */
const statusNames: ReadonlySet<string> = new Set([
  ...['http-reply-option/status', 'http-reply-option/deny_status', 'directive/proxy/http-error status'],
]);

/** `… status 404 errorfiles section` of a rule that answers by itself. */
function byReply(slots: readonly Slot[]): readonly Taken[] {
  let status: Slot | undefined;
  let section: Slot | undefined;
  let action: Slot | undefined;
  slots.forEach((slot, at) => {
    if (slot.role !== 'name') return;
    if (slot.fact?.id === 'http-reply-option/errorfiles') section = slots[at + 1];
    else if (slot.fact?.id.startsWith('action/')) action = slot;
    else if (statusNames.has(slot.fact?.id ?? '')) status = slots[at + 1];
  });
  const answer = status?.text ?? (action && answers[action.text]);
  if (section?.role !== 'value' || answer === undefined) return [];
  const { start, end } = status ?? section;
  return [{ section: section.text, status: answer, start, end }];
}

function reportOn(view: FileView, line: number, { section, status, start, end }: Taken): FileReport | undefined {
  const known = statusesOf(view, section);
  const number = Number(status);
  if (!known || known.has(number) || !pages.has(number)) return undefined;
  const has = known.size > 0 ? `; it has ${quotedList([...known].map(String))}.` : '.';
  const message = `The http-errors section '${clipped(section)}' has no page for the status ${number}${has}`;
  return { line, start, end, message };
}

/** The statuses that HAProxy has pages for (`http_err_codes` in src/http.c). */
const pages: ReadonlySet<number> = new Set([
  ...[200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504],
]);

/** The statuses that a section has pages for; undefined where nobody can tell. */
function statusesOf({ loaded }: FileView, section: string): ReadonlySet<number> | undefined {
  for (const analysis of loaded) {
    const block = firstDefining(analysis, 'http-errors', section);
    if (!block) continue;
    const found = new Set<number>();
    for (const { text } of block.lines) {
      const [directive, status] = analysis.language.read(text).words;
      if (directive?.text !== 'errorfile' && directive?.text !== 'errorloc') continue;
      if (status?.uncertain) return undefined;
      found.add(Number(status?.text));
    }
    return found;
  }
  return undefined;
}
