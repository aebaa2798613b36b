/** The capacity of a host at a glance: above the lines that decide it, behind them, and in the hover. */
import { type Capacity, capacityOf } from '../capacity/assemble.ts';
import type { Budget, Verdict } from '../capacity/budget.ts';
import { lowestRate } from '../capacity/ports.ts';
import {
  type Explained,
  explain,
  leavesOf,
  type Place,
  printed,
  printedBefore,
  printedPart,
  printedWhole,
} from '../capacity/quantity.ts';
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

/**
 * A summary of all budgets above the global section, and above the line with the connections of those that it decides, where that
 * is not the same.
 */
export function capacityLenses(view: FileView): readonly Lens[] {
  const capacity = capacityOf(view);
  const { proxy } = capacity.inputs;
  if (!proxy) return [];
  const lenses: Lens[] = [];
  const add = (place: Place | undefined, ...parts: readonly (string | undefined)[]) => {
    const title = parts.filter((part) => part !== undefined).join('; ');
    if (title && place?.path === view.analysis.path) lenses.push({ line: place.line, title, opens: 'capacity' });
  };
  const summary = summaryOf(capacity.budgets);
  add(proxy.place, summary);
  const maxconn = proxy.global.maxconn?.source?.place;
  const decided = maxconn && capacity.budgets.filter((budget) => hasPart(budget, maxconn));
  const own = decided && summaryOf(decided);
  if (decided) add(maxconn, own === summary ? undefined : own, rateOf(capacity));
  return lenses;
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

/** Budgets that a lens names; the report has all of them. */
const mostInLens = 3;
const byUrgency: readonly Verdict[] = ['exceeds', 'tight', 'fits', 'unknown'];

/** `fits: 62 % of file descriptors, 31 % of memory`, the nearest to its end first; undefined where nothing is known of the host. */
function summaryOf(budgets: readonly Budget[]): string | undefined {
  const known = [...worstByTitle(budgets)].sort(
    (a, b) => byUrgency.indexOf(a.verdict) - byUrgency.indexOf(b.verdict) || (b.ratio ?? 0) - (a.ratio ?? 0),
  );
  const [first] = known;
  if (!first) return undefined;
  const parts = known.slice(0, mostInLens).map((budget) => `${lowered(budget.title)} ${shareOf(budget)}`);
  const more = known.length - parts.length;
  return `${wordsFor(first)}: ${parts.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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

/** What a line comes to, as `part` of `whole`. */
export interface CapacityHint {
  readonly part: string;
  readonly whole: string;
}

/**
 * What the lines come to that stand for a budget: `7.8 GiB` of `4 GiB RAM`, by line. Of several on one line it is the one that is
 * nearest to its end, by its name, and of several of a kind those that fit have none.
 */
export function capacityHints(view: FileView): ReadonlyMap<number, CapacityHint> {
  const byLine = new Map<number, Budget[]>();
  for (const budget of capacityOf(view).budgets) {
    const { place, ratio, of, verdict } = budget;
    if (ratio === undefined || place?.path !== view.analysis.path || (of && verdict === 'fits')) continue;
    byLine.set(place.line, [...(byLine.get(place.line) ?? []), budget]);
  }
  return new Map([...byLine].map(([line, budgets]) => [line, hintOf(budgets)]));
}

function hintOf(budgets: readonly Budget[]): CapacityHint {
  const { title, need, have } = budgets.reduce((a, b) => ((b.ratio ?? 0) > (a.ratio ?? 0) ? b : a));
  // Descriptors and RAM say by themselves what they are, an amount of memory does not.
  const isPlain = budgets.length === 1 && (need.unit !== 'bytes' || have.name === 'RAM');
  const name = isPlain ? '' : `${lowered(title)} `;
  return { part: `${name}${printedBefore(need, have)}`, whole: printedWhole(have) };
}

/** Lines of arithmetic that a hover shows of one budget; the report has all of them. */
const mostLines = 12;
const mostBudgets = 3;

/** The budgets that a line has a part in, with the arithmetic behind them; undefined where it has none. */
export function capacityMarkdown(view: FileView, line: number): string | undefined {
  const { path } = view.analysis;
  const concerned = capacityOf(view)
    .budgets.filter((budget) => budget.ratio !== undefined && hasPart(budget, { path, line }))
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  if (concerned.length === 0) return undefined;
  const shown = concerned.slice(0, mostBudgets).map(budgetMarkdown);
  const more = concerned.length - shown.length;
  if (more > 0) shown.push(`${more} more in the capacity report.`);
  return shown.join('\n\n');
}

/** Whether a line is that of a budget or one of its inputs. */
function hasPart({ need, have, place }: Budget, line: Pick<Place, 'path' | 'line'>): boolean {
  const isHere = (at: Place | undefined) => at?.path === line.path && at.line === line.line;
  return isHere(place) || [...leavesOf(need), ...leavesOf(have)].some(({ source }) => isHere(source?.place));
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
