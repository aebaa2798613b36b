/** The capacity of a host as data that every output prints: the terminal, a pull request, a page in the editor. */
import { printedFacts } from '../host/facts.ts';
import type { Capacity } from './assemble.ts';
import type { Budget, BudgetId, Verdict } from './budget.ts';
import { type Knob, knobsOf } from './knobs.ts';
import {
  type Certainty,
  explain,
  formulaOf,
  leavesOf,
  type Place,
  printed,
  type Quantity,
  type Source,
  type Unit,
} from './quantity.ts';
import { type SilenceKind, silenceKindsOf } from './silence-kinds.ts';
import type { Ender, Phase, Side } from './time.ts';
import type { WhatIf } from './what-if.ts';

/** A quantity for a program and for a person. */
export interface Amount {
  /** Null where it is unknown, or without a limit. */
  readonly value: number | null;
  readonly unit: Unit;
  readonly certainty: Certainty;
  readonly text: string;
}

/** A place in a file; line and column are counted from 1. */
export interface ReportPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Where an editor finds the file; its lines and columns are then those of the editor. */
  readonly uri?: string;
}

/** The line, `host` for what is known of the host, `default` for what a program sets by itself. */
export type ReportSource = ReportPlace | 'host' | 'default';

export interface ReportInput extends Amount {
  readonly name: string;
  readonly source: ReportSource;
  /** Where it comes from, in words. */
  readonly from: string;
}

/** One line of the arithmetic; deeper ones explain the one above them. */
export interface ReportStep {
  readonly depth: number;
  readonly text: string;
  /** The line that says the number, which the text then leaves out; absent for what is computed or stands in no file. */
  readonly place?: ReportPlace;
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
  readonly place: ReportPlace | null;
}

/** What ends a kind of silent connection first. */
export interface ReportSilence {
  readonly side: Side;
  readonly phase: Phase;
  /** The proxies that have it: their number, and the names of the first ones. */
  readonly count: number;
  readonly names: readonly string[];
  /** The timeout of HAProxy; null where none is set, and it waits for ever. */
  readonly timeout: (Amount & { readonly name: string }) | null;
  /** Silence after which TCP keepalive sends its first probe, and after which it takes the peer for dead; null where it is off. */
  readonly keepalive: { readonly speaks: Amount; readonly givesUp: Amount } | null;
  /** Silence after which connection tracking forgets the connection; null where nothing says that connections are tracked. */
  readonly forgets: Amount | null;
  /** Null where it is not known. */
  readonly end: { readonly by: Ender; readonly after: Amount | null } | null;
  /** The line that decides, of the first proxy. */
  readonly place: ReportPlace;
}

export interface ReportFact {
  readonly value: unknown;
  readonly text: string;
  /** Where it comes from, in words. */
  readonly source: string;
  /** The line that says it, where that is known. */
  readonly place?: ReportPlace;
}

export interface CapacityReportDocument {
  readonly version: 1;
  /** What the host is called: its folder, or the file that stands alone. */
  readonly name: string;
  /** The files that the report is reckoned from. */
  readonly files: readonly string[];
  readonly host: Readonly<Record<string, ReportFact>>;
  /** What was tried in the place of what the files and the host say; empty where nothing was. */
  readonly whatIf: WhatIf;
  readonly knobs: readonly Knob[];
  readonly verdict: Verdict;
  readonly budgets: readonly ReportBudget[];
  readonly silences: readonly ReportSilence[];
  /** How many kinds of silence are left out, those of the fewest proxies. */
  readonly silencesLeft: number;
}

/** Places by the names of facts; lines and columns are counted from 0. */
export type FactPlaces = ReadonlyMap<string, { readonly path: string; readonly line: number; readonly column: number }>;

export interface ReportOptions {
  readonly name: string;
  readonly files: readonly string[];
  /** The capacity as it is, where the one reported is that of other numbers. */
  readonly actual?: Capacity;
  readonly whatIf?: WhatIf;
  /** Where facts about the host stand, by their names. */
  readonly factPlaces?: FactPlaces;
  /** A place as it is shown; the line and the column given are counted from 0. */
  show(path: string, line: number, column: number): ReportPlace;
}

/** The report of a host. */
export function reportOf(capacity: Capacity, options: ReportOptions): CapacityReportDocument {
  const { name, files, actual = capacity, whatIf = {}, factPlaces, show } = options;
  // A number that is tried stands in no line; the line to change is that of the one in its place.
  const placeOfActual = ({ id, of, place }: Budget) =>
    actual === capacity ? place : (actual.budgets.find((other) => other.id === id && other.of === of)?.place ?? place);
  const silences = silenceKindsOf(capacity.inputs);
  const budgets = capacity.budgets.map((budget) => shownBudget({ ...budget, place: placeOfActual(budget) }, show));
  return {
    version: 1,
    name,
    files: files.map((path) => show(path, 0, 0).path),
    host: Object.fromEntries(
      printedFacts(capacity.inputs.host).flatMap(([fact, text]) => {
        const known = capacity.inputs.host[fact];
        const place = actual.inputs.host[fact] === known ? factPlaces?.get(fact) : undefined;
        return known
          ? [
              [
                fact,
                {
                  value: known.value,
                  text,
                  source: known.from,
                  ...(place && { place: show(place.path, place.line, place.column) }),
                },
              ],
            ]
          : [];
      }),
    ),
    whatIf,
    knobs: knobsOf(actual.inputs, whatIf),
    verdict: worstOf(budgets.map(({ verdict }) => verdict)),
    budgets,
    silences: silences.kinds.map((kind) => shownSilence(kind, show)),
    silencesLeft: silences.left,
  };
}

const badness: readonly Verdict[] = ['unknown', 'fits', 'tight', 'exceeds'];

/** The verdict over all budgets: what is unknown counts for nothing. */
function worstOf(verdicts: readonly Verdict[]): Verdict {
  return badness[Math.max(0, ...verdicts.map((verdict) => badness.indexOf(verdict)))] ?? 'unknown';
}

type Show = ReportOptions['show'];

function shownBudget(budget: Budget, show: Show): ReportBudget {
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
    steps: { need: stepsOf(need, show), have: stepsOf(have, show) },
    inputs: inputsOf(need, have, show),
    notes,
    place: place ? placeOf(place, show) : null,
  };
}

function shownSilence(kind: SilenceKind, show: Show): ReportSilence {
  const { side, phase, count, names, timeout, speaks, givesUp, forgets, end, place } = kind;
  return {
    ...{ side, phase, count, names },
    timeout: timeout ? { name: timeout.name, ...amountOf(timeout) } : null,
    keepalive: speaks && givesUp ? { speaks: amountOf(speaks), givesUp: amountOf(givesUp) } : null,
    forgets: forgets ? amountOf(forgets) : null,
    end: end ? { by: end.by, after: end.after ? amountOf(end.after) : null } : null,
    place: placeOf(place, show),
  };
}

function amountOf(quantity: Quantity): Amount {
  const { value, unit, certainty } = quantity;
  return { value: Number.isFinite(value) ? (value as number) : null, unit, certainty, text: printed(quantity) };
}

function stepsOf(quantity: Quantity, show: Show): readonly ReportStep[] {
  return explain(quantity).map(({ depth, text, quantity: each }) => {
    const place = each.source?.place;
    return place ? { depth, text: `${each.name} = ${printed(each)}`, place: placeOf(place, show) } : { depth, text };
  });
}

function inputsOf(need: Quantity, have: Quantity, show: Show): readonly ReportInput[] {
  const inputs = new Map<string, ReportInput>();
  for (const leaf of [...leavesOf(need), ...leavesOf(have)]) {
    const from = leaf.source?.from ?? '';
    const input = { name: leaf.name, ...amountOf(leaf), source: sourceOf(leaf.source, show), from };
    const key = JSON.stringify(input);
    if (!inputs.has(key)) inputs.set(key, input);
  }
  return [...inputs.values()];
}

function sourceOf(source: Source | undefined, show: Show): ReportSource {
  if (source?.place) return placeOf(source.place, show);
  return source?.host ? 'host' : 'default';
}

function placeOf({ path, line, start }: Place, show: Show): ReportPlace {
  return show(path, line, start);
}
