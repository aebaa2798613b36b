/** What every printed report says in the same words. */
import type { Verdict } from './budget.ts';
import { formatNumber, noLimit } from './quantity.ts';
import type { CapacityReportDocument, ReportBudget, ReportInput } from './report.ts';
import { whatIfKinds, whatIfNames } from './what-if.ts';

/** A sign beside each verdict, so that no colour is needed to tell them apart. */
export const verdictSigns: Readonly<Record<Verdict, string>> = { fits: '✔', tight: '▲', exceeds: '✖', unknown: '?' };

/** Stands in the place of the reports where no input is a configuration. */
export const nothingToReport = 'There is no configuration to report on.';

/** A verdict in words: at the worst there may be too little, and that is more than tight. */
export function verdictWords(budget: ReportBudget): string {
  return mayExceed(budget) ? 'may exceed' : budget.verdict;
}

/** The verdict over all budgets in words. */
export function overallWords({ verdict, budgets }: CapacityReportDocument): string {
  return verdict === 'tight' && budgets.some(mayExceed) ? 'may exceed' : verdict;
}

function mayExceed({ verdict, need, have }: ReportBudget): boolean {
  return verdict === 'tight' && (need.value ?? 0) > (have.value ?? Infinity);
}

/** `2 of 7 budgets exceed what the host has, 1 is tight.` */
export function summaryOf({ budgets }: CapacityReportDocument): string {
  if (budgets.length === 0)
    return 'There is nothing to reckon: no file of this host says how many connections it is to carry.';
  const counted = (words: string) => budgets.filter((budget) => verdictWords(budget) === words).length;
  const all = `${budgets.length} ${budgets.length === 1 ? 'budget' : 'budgets'}`;
  const parts = [
    [counted('exceeds'), 'exceeds what the host has', 'exceed what the host has'],
    [counted('may exceed'), 'may exceed what the host has', 'may exceed what the host has'],
    [counted('tight'), 'is tight', 'are tight'],
    [counted('unknown'), 'cannot be judged', 'cannot be judged'],
    [counted('fits'), 'fits', 'fit'],
  ] as const;
  const said = parts.flatMap(([count, one, many]) => (count > 0 ? `${count} ${count === 1 ? one : many}` : []));
  return `${all}: ${said.join(', ')}.`;
}

/** `8 015 descriptors needed of 65 536 descriptors (12 %)`, and which of both is not known. */
export function amountsOf({ need, have, ratio }: Pick<ReportBudget, 'need' | 'have' | 'ratio'>): string {
  if (have.text === noLimit)
    return need.certainty === 'unknown'
      ? 'there is no limit, and it is not known how much is needed'
      : `${need.text} needed, and there is no limit`;
  if (need.certainty === 'unknown')
    return have.certainty === 'unknown'
      ? 'neither what is needed nor what there is is known'
      : `${have.text} there, and it is not known how much is needed`;
  if (have.certainty === 'unknown') return `${need.text} needed, and it is not known how much there is`;
  return `${need.text} needed of ${have.text}${ratio === null ? '' : ` (${percentage(ratio)})`}`;
}

/** `12 %`; a dash where it is not known. */
export function percentage(ratio: number | null): string {
  if (ratio === null) return '–';
  if (ratio > 1 && ratio < 1.0005) return 'just over 100 %';
  return ratio > 0 && ratio < 0.001 ? 'under 0.1 %' : `${formatNumber(Math.round(ratio * 1000) / 10)} %`;
}

export function titleOf({ title, of }: Pick<ReportBudget, 'title' | 'of'>): string {
  return of === null ? title : `${title}: ${of}`;
}

/** What is tried, in words: `maxconn 20 000, RAM 8 GiB`; undefined where nothing is. */
export function triedWords({ whatIf }: CapacityReportDocument): string | undefined {
  const tried = whatIfNames.flatMap((name) => {
    const value = whatIf[name];
    return value === undefined ? [] : `${whatIfKinds[name].title} ${whatIfKinds[name].print(value)}`;
  });
  return tried.length > 0 ? tried.join(', ') : undefined;
}

/** Where an input comes from: its line, else the words for it. */
export function sourceWords({ source, from }: Pick<ReportInput, 'source' | 'from'>): string {
  if (typeof source === 'object') return `${source.path}:${source.line}`;
  return from || (source === 'host' ? 'what is known of the host' : 'a default');
}

/** Budgets of one kind that a person is shown: the ports towards a thousand servers are no reading matter. */
const mostOfAKind = 20;

/** The budgets that a report for a person shows, of each kind those that are nearest to their end, and how many it leaves out. */
export function readable({ budgets }: CapacityReportDocument): {
  readonly shown: readonly ReportBudget[];
  readonly left: number;
} {
  const kept = new Set<ReportBudget>();
  for (const kind of new Set(budgets.map(({ id }) => id))) {
    const ofKind = budgets.filter(({ id }) => id === kind).sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
    for (const budget of ofKind.slice(0, mostOfAKind)) kept.add(budget);
  }
  const shown = budgets.filter((budget) => kept.has(budget));
  return { shown, left: budgets.length - shown.length };
}

/** That some are left out; undefined where none is. */
export function leftWords(left: number): string | undefined {
  return left === 0
    ? undefined
    : `${formatNumber(left)} more of the same kinds have more room; --format json has all of them.`;
}
