import type { Analysis, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { blocksMarked, linesMarked } from '../../../engine/marks.ts';
import { blockNote, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { compareVersions } from '../../../engine/version.ts';
import { actionNameMistake, countedCounters, counterNamed } from '../action-names.ts';
import { globalHas, globalSections } from '../global-sections.ts';
import { targetVersion } from '../sections.ts';

const rulesets = ['http-request', 'http-response', 'http-after-response', 'quic-initial'].concat(
  ['connection', 'session', 'content'].map((part) => `tcp-request ${part}`),
  'tcp-response content',
);
/** Directives that set a variable themselves, with the name of the action they stand for. */
const setters: Readonly<Record<string, string>> = Object.fromEntries(
  ['http-check', 'tcp-check'].flatMap((family) =>
    ['set-var', 'set-var-fmt', 'unset-var'].flatMap((action) =>
      ['proxy', 'healthcheck'].map((owner) => [`directive/${owner}/${family} ${action}`, action]),
    ),
  ),
);

/** The parentheses of `set-var(txn.x)`, `sc-inc-gpc(0,1)` and their like. */
export const invalidActionName: Rule = {
  id: 'haproxy/invalid-action-name',
  title: 'The parentheses of an action are wrong',
  severity: 'error',
  facts: [...rulesets.map((name) => `directive/proxy/${name}`), ...Object.keys(setters)],
  statement(statement, { host }) {
    const found = actionOf(statement);
    if (!found) return undefined;
    const { action, word } = found;
    const wrong = actionNameMistake(action, word.text.slice(action.length), targetVersion(host));
    if (wrong === undefined) return undefined;
    return [{ start: word.start, end: word.end, message: `'${clipped(word.text)}' is no action: ${wrong}.` }];
  },
  file(view) {
    const { analysis } = view;
    const blocks = blocksMarked(analysis, 'stick counters');
    if (blocks.size === 0) return [];
    const version = targetVersion(view.host);
    const most = compareVersions(version, countedCounters.since) < 0 ? undefined : countersOf(view);
    if (most === undefined) return [];
    const reports: FileReport[] = [];
    for (const { block, first } of placed(analysis, blocks)) {
      for (const { at, number, word } of countersIn(analysis, block)) {
        if (number < most || number >= mostCounters) continue;
        const { start, end, text: written } = word;
        const named = most === 0 ? 'there are no stick counters' : `stick counters have numbers from 0 to ${most - 1}`;
        const setting = "'tune.stick-counters' in the global section";
        const why = most === countedCounters.usual ? `unless ${setting} says otherwise` : `as ${setting} says`;
        const message = `'${clipped(written)}' is no action: ${named}, ${why}.`;
        reports.push({ line: first + at, start, end, message });
      }
    }
    return reports;
  },
};

/** The stick counters that a section names by their numbers, with the lines counted from its header. */
function countersIn(analysis: Analysis, block: Block) {
  return blockNote(analysis, block, 'haproxy/stick-counters', () =>
    linesMarked(analysis, block, 'stick counters').flatMap(({ line: at, text }) => {
      if (block.masked.has(at)) return [];
      const found = actionOf(analysis.language.statement(text, block.context, analysis.host));
      const number = found && counterNamed(found.action, found.word.text);
      return found && number !== undefined ? [{ at, number, word: found.word }] : [];
    }),
  );
}

/** Numbers from here on are refused whatever a setting says, by the line alone. */
const mostCounters = 100;

/** How many stick counters there are; undefined where the text does not tell. A line that comes late is taken for heeded. */
function countersOf(view: FileView): number | undefined {
  const setting = 'tune.stick-counters';
  if (!globalHas(view, setting)) return countedCounters.usual;
  let most: number | undefined;
  for (const { section } of globalSections(view)) {
    for (const line of section.lines(setting)) {
      const word = section.statement(line).words[1];
      if (!word || word.uncertain || !/^\d+$/.test(word.text)) return undefined;
      most = Math.max(most ?? 0, Number(word.text));
    }
  }
  return most;
}

/** The action that a line names, and the word that names it; undefined where a variable may be part of it. */
function actionOf(statement: Statement) {
  const { fact, words, slots } = statement;
  const setter = fact && setters[fact.id];
  const named = slots.find((slot) => slot.role === 'name' && slot.table?.id.startsWith('action/'));
  const action = setter ?? named?.fact?.name;
  const word = action === undefined ? undefined : wordOf(statement, action);
  if (!word || word.uncertain || action === undefined) return undefined;
  // HAProxy names the problem of a word it does not know first.
  if (words.some((each) => each.uncertain && each.start <= word.start)) return undefined;
  return { action, word };
}

/** The word that starts with the action's name, among the first ones of the line. */
function wordOf({ words }: Statement, action: string) {
  return words
    .slice(1, 4)
    .find(({ text }) => text === action || text.startsWith(`${action}(`) || /^track-sc\d+$/.test(text));
}
