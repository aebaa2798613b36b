/** The capacity of a host as data that every output prints: the terminal, a pull request, a page in the editor. */
import { printedFacts } from '../host/facts.ts';
import type { Capacity } from './assemble.ts';
import type { Budget, BudgetId, Verdict } from './budget.ts';
import {
  type Certainty,
  explain,
  formulaOf,
  leavesOf,
  type Place,
  printed,
  type Quantity,
  type Unit,
} from './quantity.ts';

/** A quantity for a program and for a person. */
export interface Amount {
  /** Null where it is unknown, or without a limit. */
  readonly value: number | null;
  readonly unit: Unit;
  readonly certainty: Certainty;
  readonly text: string;
}

export interface ReportInput extends Amount {
  readonly name: string;
  /** The line, counted from 1, `host` for what is known of the host, `default` for what a program sets by itself. */
  readonly source: { readonly path: string; readonly line: number; readonly column: number } | 'host' | 'default';
  /** Where it comes from, in words. */
  readonly from: string;
}

/** One line of the arithmetic; deeper ones explain the one above them. */
export interface ReportStep {
  readonly depth: number;
  readonly text: string;
}

export interface ReportBudget {
  readonly id: BudgetId;
  readonly of: string | null;
  readonly title: string;
  readonly need: Amount;
  readonly have: Amount;
  readonly ratio: number | null;
  readonly verdict: Verdict;
  /** What the need is the sum of, for a bar; empty where it is no sum. */
  readonly parts: readonly (Amount & { readonly name: string })[];
  readonly formula: string;
  readonly steps: { readonly need: readonly ReportStep[]; readonly have: readonly ReportStep[] };
  readonly inputs: readonly ReportInput[];
  readonly notes: readonly string[];
  readonly place: Place | null;
}

export interface CapacityReportDocument {
  readonly version: 1;
  readonly host: Readonly<Record<string, { readonly value: unknown; readonly text: string; readonly source: string }>>;
  readonly verdict: Verdict;
  readonly budgets: readonly ReportBudget[];
}

/**
 * The report of a host.
 * @param show how a path is shown
 */
export function reportOf(
  { inputs, budgets }: Capacity,
  show: (path: string) => string = String,
): CapacityReportDocument {
  const shown = budgets.map((budget) => shownBudget(budget, show));
  return {
    version: 1,
    host: Object.fromEntries(
      printedFacts(inputs.host).flatMap(([name, text]) => {
        const fact = inputs.host[name];
        return fact ? [[name, { value: fact.value, text, source: fact.from }]] : [];
      }),
    ),
    verdict: worstOf(shown.map(({ verdict }) => verdict)),
    budgets: shown,
  };
}

const badness: readonly Verdict[] = ['unknown', 'fits', 'tight', 'exceeds'];

/** The verdict over all budgets: what is unknown counts for nothing. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return badness[Math.max(0, ...verdicts.map((verdict) => badness.indexOf(verdict)))] ?? 'unknown';
}

function shownBudget(budget: Budget, show: (path: string) => string): ReportBudget {
  const { id, of, title, need, have, ratio, verdict, notes, place } = budget;
  const isSum = need.computed?.operator === '+';
  return {
    id,
    of: of ?? null,
    title,
    need: amountOf(need),
    have: amountOf(have),
    ratio: ratio ?? null,
    verdict,
    parts: isSum ? (need.computed?.inputs ?? []).map((part) => ({ name: part.name, ...amountOf(part) })) : [],
    formula: formulaOf(need),
    steps: { need: stepsOf(need), have: stepsOf(have) },
    inputs: inputsOf(need, have, show),
    notes,
    place: place ? { ...place, path: show(place.path) } : null,
  };
}

function amountOf(quantity: Quantity): Amount {
  const { value, unit, certainty } = quantity;
  return { value: Number.isFinite(value) ? (value as number) : null, unit, certainty, text: printed(quantity) };
}

function stepsOf(quantity: Quantity): readonly ReportStep[] {
  return explain(quantity).map(({ depth, text }) => ({ depth, text }));
}

function inputsOf(need: Quantity, have: Quantity, show: (path: string) => string): readonly ReportInput[] {
  const inputs: ReportInput[] = [];
  for (const leaf of [...leavesOf(need), ...leavesOf(have)]) {
    const { place, host, from = '' } = leaf.source ?? {};
    const source = place
      ? { path: show(place.path), line: place.line + 1, column: place.start + 1 }
      : host
        ? ('host' as const)
        : ('default' as const);
    const input = { name: leaf.name, ...amountOf(leaf), source, from };
    if (!inputs.some((other) => JSON.stringify(other) === JSON.stringify(input))) inputs.push(input);
  }
  return inputs;
}
