/** Capacity reports as Markdown for a pull request: a table, and the arithmetic of each budget folded below it. */
import { html } from '../../capacity/html.ts';
import type { CapacityReportDocument, ReportBudget, ReportStep } from '../../capacity/report.ts';
import {
  leftWords,
  nothingToReport,
  overallWords,
  percentage,
  readable,
  sourceWords,
  summaryOf,
  titleOf,
  triedWords,
  verdictSigns,
  verdictWords,
} from '../../capacity/report-words.ts';
import { silenceCells, silenceHeads, silenceNotes, silenceTitle } from '../../capacity/silence-words.ts';

export function reportMarkdown(reports: readonly CapacityReportDocument[]): string {
  if (reports.length === 0) return `${nothingToReport}\n`;
  return reports.map(hostMarkdown).join('\n');
}

function hostMarkdown(report: CapacityReportDocument): string {
  const { name, host, verdict } = report;
  const { shown, left } = readable(report);
  const more = leftWords(left);
  const facts = Object.entries(host).map(([fact, { text, source }]) => `${fact} ${text} (${source})`);
  const tried = triedWords(report);
  const rows = shown.map((budget) => [
    titleOf(budget),
    `${verdictSigns[budget.verdict]} ${verdictWords(budget)}`,
    budget.need.text,
    budget.have.text,
    percentage(budget.ratio),
  ]);
  return [
    `## Capacity of ${escaped(name)}: ${verdictSigns[verdict]} ${overallWords(report)}\n\n`,
    `${escaped(summaryOf(report))}\n\n`,
    ...(tried === undefined ? [] : [`**What if:** ${escaped(tried)}\n\n`]),
    ...(facts.length > 0 ? [`Host: ${escaped(facts.join(', '))}\n\n`] : []),
    ...(rows.length > 0 ? [table(['Budget', 'Verdict', 'Need', 'Have', 'Used'], rows), '\n'] : []),
    ...(more === undefined ? [] : [`${more}\n\n`]),
    ...shown.map(budgetMarkdown),
    silencesMarkdown(report),
  ].join('');
}

function silencesMarkdown(report: CapacityReportDocument): string {
  const { silences } = report;
  if (silences.length === 0) return '';
  return [
    `<details><summary>${silenceTitle}</summary>\n\n`,
    table(silenceHeads, silences.map(silenceCells)),
    `\n${silenceNotes(report)
      .map((note) => `- ${escaped(note)}\n`)
      .join('')}`,
    '\n</details>\n\n',
  ].join('');
}

function budgetMarkdown(budget: ReportBudget): string {
  const { formula, notes, inputs, steps } = budget;
  const rows = inputs.map((input) => [input.name, input.text, input.certainty, sourceWords(input)]);
  return [
    `<details><summary>${html`${titleOf(budget)}: ${formula}`.text}</summary>\n\n`,
    ...(notes.length > 0 ? [`${notes.map((note) => `- ${withCode(note)}\n`).join('')}\n`] : []),
    ...(rows.length > 0 ? [table(['Input', 'Value', 'How sure', 'From'], rows), '\n'] : []),
    stepsMarkdown(steps.need),
    stepsMarkdown(steps.have),
    '\n</details>\n\n',
  ].join('');
}

function stepsMarkdown(steps: readonly ReportStep[]): string {
  return steps
    .map(({ depth, text, place }) => {
      const where = place ? ` (${place.path}:${place.line})` : '';
      return `${'  '.repeat(depth)}- ${escaped(text + where)}\n`;
    })
    .join('');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map((cells) => line(cells.map(escaped))).join('');
}

/** A note, in which words of headroom.json and of haproxy.cfg stand between backticks. */
function withCode(note: string): string {
  return escaped(note).replace(/\\`([\w.-]+)\\`/g, '`$1`');
}

/** What a file says is text, whatever Markdown or HTML it looks like. */
function escaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]|~#@]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
