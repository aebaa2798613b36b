/** Capacity reports for a terminal. */
import type { Verdict } from '../../capacity/budget.ts';
import type { CapacityReportDocument, ReportBudget } from '../../capacity/report.ts';
import {
  amountsOf,
  leftWords,
  nothingToReport,
  overallWords,
  readable,
  sourceWords,
  summaryOf,
  titleOf,
  triedWords,
  verdictSigns,
  verdictWords,
} from '../../capacity/report-words.ts';
import { silenceCells, silenceHeads, silenceNotes, silenceTitle } from '../../capacity/silence-words.ts';
import type { Paint } from '../report/colours.ts';
import { printable } from '../report/excerpt.ts';

const styles = { fits: 'green', tight: 'yellow', exceeds: 'red', unknown: 'dim' } as const satisfies Record<
  Verdict,
  Parameters<Paint>[0]
>;

/** Columns of the bar of a budget. */
const barWidth = 24;
/** Columns from which on a cell pushes what follows it to the right in its own row only. */
const widestColumn = 60;

export function reportsText(reports: readonly CapacityReportDocument[], paint: Paint): string {
  if (reports.length === 0) return `${nothingToReport}\n`;
  return reports.map((report) => reportText(report, paint)).join('\n\n');
}

function reportText(report: CapacityReportDocument, paint: Paint): string {
  const { name, host, verdict } = report;
  const { shown, left } = readable(report);
  const more = leftWords(left);
  const facts = aligned(Object.entries(host).map(([fact, { text, source }]) => [fact, text, `(${source})`]));
  const tried = triedWords(report);
  return [
    `${paint('bold', printable(name))}: ${paint(styles[verdict], `${verdictSigns[verdict]} ${overallWords(report)}`)}. ${summaryOf(report)}\n`,
    ...(tried === undefined ? [] : [`What if: ${tried}\n`]),
    ...facts.map((line) => `  ${paint('dim', printable(line))}\n`),
    ...shown.map((budget) => `\n${budgetText(budget, paint)}`),
    ...(more === undefined ? [] : [`\n${more}\n`]),
    silencesText(report, paint),
  ].join('');
}

function silencesText(report: CapacityReportDocument, paint: Paint): string {
  const { silences } = report;
  if (silences.length === 0) return '';
  const [head = '', ...rows] = aligned([silenceHeads, ...silences.map(silenceCells)]);
  return [
    `\n${paint('bold', silenceTitle)}\n`,
    `  ${paint('dim', head)}\n`,
    ...rows.map((row) => `  ${printable(row)}\n`),
    ...silenceNotes(report).map((note) => `  ${note}\n`),
  ].join('');
}

function budgetText(budget: ReportBudget, paint: Paint): string {
  const { ratio, verdict, formula, notes, inputs } = budget;
  const sign = paint(styles[verdict], `${verdictSigns[verdict]} ${verdictWords(budget).padEnd(7)}`);
  const bar = ratio === null ? '' : `  ${paint(styles[verdict], barOf(ratio))}\n`;
  const rows = inputs.map((input) => [
    input.name,
    input.text,
    `${sourceWords(input)}${input.certainty === 'assumed' ? ', assumed' : ''}`,
  ]);
  return [
    `${sign}  ${paint('bold', printable(titleOf(budget)))}: ${printable(amountsOf(budget))}\n`,
    bar,
    `  ${printable(formula)}\n`,
    ...aligned(rows).map((line) => `    ${paint('dim', printable(line))}\n`),
    ...notes.map((note) => `  ${printable(note)}\n`),
  ].join('');
}

/** A bar that is full at what there is; `!` stands for what is needed beyond it. */
function barOf(ratio: number): string {
  const filled = Math.min(barWidth, Math.round(ratio * barWidth));
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}${ratio > 1 ? '!' : ']'}`;
}

/** Rows as lines, each column as wide as its widest cell that is not longer than others can be expected to follow. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0).filter((length) => length <= widestColumn)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
