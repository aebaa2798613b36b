/** The capacity of a host at a glance: above the lines that decide it, behind them, and in the hover. */
import { type Capacity, capacityOf } from '../capacity/assemble.ts';
import type { Budget, Verdict } from '../capacity/budget.ts';
import { lowestRate } from '../capacity/ports.ts';
import { type Explained, explain, leavesOf, printed, printedPart } from '../capacity/quantity.ts';
import { worstOf } from '../capacity/report.ts';
import type { FileView } from '../engine/file-view.ts';
import type { Lens } from '../engine/language.ts';
import { noted } from '../engine/names.ts';
import { formatShare } from '../engine/values/quantity.ts';

const words: Readonly<Record<Verdict, string>> = {
  fits: 'fits',
  tight: 'tight',
  exceeds: 'does not fit',
  unknown: 'not known',
};

/** How a budget stands: what is no more than our assumption of the worst may exceed what there is. */
function wordsFor({ verdict, ratio }: Budget): string {
  return verdict === 'tight' && (ratio ?? 0) > 1 ? 'may not fit' : words[verdict];
}

/** A summary of all budgets above the section that decides for the whole proxy, and above the line with its connections. */
export function capacityLenses(view: FileView): readonly Lens[] {
  const capacity = capacityOf(view);
  const title = summaryOf(capacity);
  const { proxy } = capacity.inputs;
  if (!title || !proxy) return [];
  const places = [proxy.place, proxy.global.maxconn?.source?.place];
  const lines = new Set(places.flatMap((place) => (place?.path === view.analysis.path ? place.line : [])));
  const rate = rateOf(capacity);
  const isMaxconn = (line: number) => places[1]?.path === view.analysis.path && places[1].line === line;
  return [...lines].map((line) => ({
    line,
    title: rate && isMaxconn(line) ? `${title}; ${rate}` : title,
    opens: 'capacity' as const,
  }));
}

/** `at most 470/s new connections to db/db1 where clients end first`; undefined where ports set no bound that is known. */
function rateOf({ inputs, notes }: Capacity): string | undefined {
  return noted(notes, 'lowest rate', () => {
    const lowest = lowestRate(inputs);
    if (!lowest) return { text: undefined };
    const { name, rate } = lowest;
    return { text: `at most ${printed(rate)} new connections to ${name} where clients end first` };
  }).text;
}

/** `fits: 31 % of memory, 62 % of descriptors`; undefined where nothing is known of the host. */
function summaryOf({ budgets }: Capacity): string | undefined {
  const known = worstByTitle(budgets);
  if (known.length === 0) return undefined;
  const parts = known.map((budget) => `${shareOf(budget)} of ${lowered(budget.title)}`);
  const worst = worstOf(known.map(({ verdict }) => verdict));
  const [first] = known.filter(({ verdict }) => verdict === worst).sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  return `${first ? wordsFor(first) : words[worst]}: ${parts.join(', ')}`;
}

/** Of several budgets of one kind, such as the ports towards each server, the one that is nearest to its end. */
function worstByTitle(budgets: readonly Budget[]): readonly Budget[] {
  const worst = new Map<string, Budget>();
  for (const budget of budgets) {
    if (budget.ratio !== undefined && budget.ratio > (worst.get(budget.title)?.ratio ?? -1))
      worst.set(budget.title, budget);
  }
  return [...worst.values()];
}

/** What the lines come to that stand for a budget: `7.8 GiB of 4 GiB`, by line. */
export function capacityHints(view: FileView): ReadonlyMap<number, string> {
  const hints = new Map<number, string>();
  for (const { place, need, have, ratio } of capacityOf(view).budgets) {
    if (ratio === undefined || place?.path !== view.analysis.path) continue;
    const before = hints.get(place.line);
    hints.set(place.line, `${before ? `${before} · ` : ''}${printedPart(need, have)}`);
  }
  return hints;
}

/** Lines of arithmetic that a hover shows of one budget; the report has all of them. */
const mostLines = 12;
const mostBudgets = 3;

/** The budgets that a line has a part in, with the arithmetic behind them; undefined where it has none. */
export function capacityMarkdown(view: FileView, line: number): string | undefined {
  const { path } = view.analysis;
  const isHere = (place: { readonly path: string; readonly line: number } | undefined) =>
    place?.path === path && place.line === line;
  const concerned = capacityOf(view)
    .budgets.filter(({ ratio }) => ratio !== undefined)
    .filter(({ need, have, place }) => {
      const leaves = [...leavesOf(need), ...leavesOf(have)];
      return isHere(place) || leaves.some(({ source }) => isHere(source?.place));
    })
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  if (concerned.length === 0) return undefined;
  const shown = concerned.slice(0, mostBudgets).map(budgetMarkdown);
  const more = concerned.length - shown.length;
  if (more > 0) shown.push(`${more} more in the capacity report.`);
  return shown.join('\n\n');
}

function budgetMarkdown(budget: Budget): string {
  const { title, of, need, have } = budget;
  const name = of ? `${title}, ${of}` : title;
  const steps = [...explain(need), ...explain(have)];
  const tree = steps.slice(0, mostLines).map(indented);
  if (steps.length > mostLines) tree.push('…');
  return `**${name}**: ${printedPart(need, have)}, ${shareOf(budget)}: ${wordsFor(budget)}\n\n\`\`\`text\n${tree.join('\n')}\n\`\`\``;
}

function indented({ depth, text }: Explained): string {
  return `${'  '.repeat(depth)}${text.replaceAll('`', "'")}`;
}

function shareOf({ need, have }: Budget): string {
  return formatShare(need.value ?? 0, have.value ?? 1);
}

/** A title inside a sentence; abbreviations stay as they are. */
function lowered(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
