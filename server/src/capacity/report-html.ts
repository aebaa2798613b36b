/**
 * The body of a capacity report as HTML, for the page in the editor and for the command line: no script, no inline style, every
 * picture with its numbers in words beside it, and every verdict as a word and a sign.
 */
import type { Verdict } from './budget.ts';
import { type Html, html, nothing } from './html.ts';
import { memoryBar, percent } from './memory-bar.ts';
import type { Amount, CapacityReportDocument, ReportBudget, ReportPlace, ReportStep } from './report.ts';
import {
  amountsOf,
  leftWords,
  overallWords,
  percentage,
  readable,
  sourceWords,
  summaryOf,
  titleOf,
  triedWords,
  verdictSigns,
  verdictWords,
} from './report-words.ts';
import { silenceCells, silenceHeads, silenceNotes, silenceTitle } from './silence-words.ts';

/**
 * Places with a URI are buttons with `data-uri`, `data-line` and `data-column`, for a script that opens them; others are text.
 * The same report gives the same text and ids, so that a page can be renewed and keep what was opened and where its reader was.
 * @param prefix stands before every id, where a page holds several reports
 */
export function reportHtml(report: CapacityReportDocument, prefix = ''): string {
  const { shown, left } = readable(report);
  const ids = idsOf(shown).map((id) => prefix + id);
  const more = leftWords(left);
  const tried = triedWords(report);
  const body = html`<header>
<h1>Capacity of ${report.name}</h1>
<p class="summary">${verdict(report.verdict, overallWords(report))} ${summaryOf(report)}</p>
${tried === undefined ? nothing : html`<p class="tried"><strong>What if:</strong> ${tried}</p>`}
</header>
${overview(shown, ids, prefix)}
${more === undefined ? nothing : html`<p>${more}</p>`}
${memoryBar(report, prefix)}
${shown.map((budget, at) => budgetSection(budget, ids[at] ?? '', prefix))}
${silenceTable(report, prefix)}
${hostTable(report, prefix)}
`;
  // A number stays on its line, with its percent sign.
  return body.text.replace(/(?<=\d) (?=\d{3}(?!\d)|%)/g, '\u00a0');
}

/** An id for each budget that stays the same while others come and go. */
function idsOf(budgets: readonly ReportBudget[]): readonly string[] {
  const seen = new Map<string, number>();
  return budgets.map(({ id, of }) => {
    const base = `budget-${id}${of === null ? '' : `-${of.replace(/[^\w.-]+/g, '_')}`}`;
    const before = seen.get(base) ?? 0;
    seen.set(base, before + 1);
    return before === 0 ? base : `${base}-${before + 1}`;
  });
}

function verdict(it: Verdict, words: string): Html {
  return html`<span class="verdict ${it}"><span class="sign" aria-hidden="true">${verdictSigns[it]}</span> ${words}</span>`;
}

function hostTable({ host, files }: CapacityReportDocument, prefix: string): Html {
  const facts = Object.entries(host);
  return html`<section aria-labelledby="${prefix}host"><h2 id="${prefix}host">Host</h2>
${
  facts.length === 0
    ? html`<p>Nothing is known of the host, and nothing is guessed.</p>`
    : html`<table><thead><tr><th scope="col">Fact</th><th scope="col">Value</th><th scope="col">From</th></tr></thead><tbody>
${facts.map(
  ([
    name,
    { text, source, place },
  ]) => html`<tr><th scope="row">${name}</th><td>${text}</td><td>${place ? link(place) : source}</td></tr>
`,
)}</tbody></table>`
}
${files.length === 0 ? nothing : html`<p class="files">Reckoned from ${files.join(', ')}.</p>`}
</section>`;
}

function silenceTable(report: CapacityReportDocument, prefix: string): Html {
  const { silences } = report;
  if (silences.length === 0) return nothing;
  return html`<section aria-labelledby="${prefix}silences"><h2 id="${prefix}silences" tabindex="-1">${silenceTitle}</h2>
<table class="silences"><thead><tr>${silenceHeads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${silences.map((silence) => {
  const [connection = '', ...cells] = silenceCells(silence);
  const last = cells.pop() ?? '';
  return html`<tr><th scope="row">${connection}</th>${cells.map((cell) => html`<td>${cell}</td>`)}<td>${last} ${link(silence.place)}</td></tr>
`;
})}</tbody></table>
<ul class="notes">${silenceNotes(report).map((note) => html`<li>${note}</li>`)}</ul></section>`;
}

function overview(budgets: readonly ReportBudget[], ids: readonly string[], prefix: string): Html {
  if (budgets.length === 0) return nothing;
  return html`<section aria-labelledby="${prefix}budgets"><h2 id="${prefix}budgets">Budgets</h2>
<table class="overview"><thead><tr><th scope="col">Budget</th><th scope="col">Verdict</th><th scope="col">Used</th></tr></thead><tbody>
${budgets.map(
  (
    budget,
    at,
  ) => html`<tr><th scope="row"><a href="#${ids[at] ?? ''}">${titleOf(budget)}</a></th><td>${verdict(budget.verdict, verdictWords(budget))}</td><td>${meter(budget)}<span class="amounts">${amountsOf(budget)}</span></td></tr>
`,
)}</tbody></table></section>`;
}

/** How much of what there is is needed; what exceeds it reaches beyond the mark. */
function meter(budget: ReportBudget): Html {
  const { ratio, need, have, verdict: it } = budget;
  if (ratio === null) return nothing;
  const scale = Math.max(1, ratio);
  const words = `${need.text} of ${have.text}, ${percentage(ratio)}, ${it}`;
  return html`<span class="meter" role="meter" aria-label="${titleOf(budget)}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${Math.min(100, Math.round(ratio * 100))}" aria-valuetext="${words}"><svg aria-hidden="true" width="100%" height="12"><rect class="track" width="100%" height="12"></rect><rect class="bar ${it}" width="${percent(ratio / scale)}" height="12"></rect><rect class="limit" x="${percent(Math.min(1 / scale, 0.995))}" width="2" height="12"></rect></svg></span>`;
}

function budgetSection(budget: ReportBudget, id: string, prefix: string): Html {
  const { need, have, formula, notes, place, steps } = budget;
  return html`<section class="budget" aria-labelledby="${id}"><h3 id="${id}" tabindex="-1">${titleOf(budget)} ${verdict(budget.verdict, verdictWords(budget))}</h3>
<p>${meter(budget)} <span class="amounts">${amountsOf(budget)}${certaintyOf(need, have)}</span>${place ? html` ${link(place, 'change')}` : nothing}</p>
<p class="formula"><code>${formula}</code></p>
${notes.length === 0 ? nothing : html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<details id="${id}-inputs"><summary>Inputs</summary>${inputsTable(budget, prefix)}</details>
<details id="${id}-need"><summary>Where the need comes from</summary>${stepList(steps.need)}</details>
<details id="${id}-have"><summary>Where the limit comes from</summary>${stepList(steps.have)}</details>
</section>
`;
}

function certaintyOf(need: Amount, have: Amount): Html {
  const unsure = [need, have].some(({ certainty }) => certainty === 'assumed');
  return unsure ? html` <span class="certainty">(rests on assumptions)</span>` : nothing;
}

function inputsTable({ inputs }: ReportBudget, prefix: string): Html {
  return html`<table><thead><tr><th scope="col">Input</th><th scope="col" class="number">Value</th><th scope="col">From</th></tr></thead><tbody>
${inputs.map((input) => {
  const { name, text, certainty, source } = input;
  const words = sourceWords(input);
  const from =
    typeof source === 'object'
      ? link(source)
      : source === 'host'
        ? html`<a href="#${prefix}host">${words}</a>`
        : html`${words}`;
  const unsure =
    certainty === 'assumed' || certainty === 'default' ? html` <span class="certainty">(${certainty})</span>` : nothing;
  return html`<tr><th scope="row">${name}</th><td class="number">${text}</td><td>${from}${unsure}</td></tr>
`;
})}</tbody></table>`;
}

/** A step with the deeper ones below it. */
function stepList(steps: readonly ReportStep[]): Html {
  const items: Html[] = [];
  for (let at = 0; at < steps.length; ) {
    const step = steps[at] as ReportStep;
    const next = steps.findIndex(({ depth }, index) => index > at && depth <= step.depth);
    const end = next < 0 ? steps.length : next;
    const inner = steps.slice(at + 1, end);
    items.push(
      html`<li>${step.text}${step.place ? html` ${link(step.place)}` : nothing}${inner.length > 0 ? stepList(inner) : nothing}</li>`,
    );
    at = end;
  }
  return html`<ul class="steps">${items}</ul>`;
}

/** The place by its path and line. */
function link({ path, line, column, uri }: ReportPlace, action = ''): Html {
  const words = `${path}:${line}`;
  const label = action === '' ? nothing : html`${action} `;
  if (uri === undefined) return html`<span class="place">${label}${words}</span>`;
  return html`<button type="button" class="place" data-uri="${uri}" data-line="${line}" data-column="${column}">${label}${words}</button>`;
}
