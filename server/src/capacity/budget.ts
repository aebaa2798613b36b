/** Budgets: what the configuration needs of something the host has a limited amount of. */
import { leastOf, type Place, type Quantity } from './quantity.ts';

export type BudgetId =
  | 'memory'
  | 'tcp-limit'
  | 'tcp-memory'
  | 'descriptors'
  | 'ports'
  | 'accept-queue'
  | 'accept-rate'
  | 'syn-queue'
  | 'packet-queue'
  | 'conntrack'
  | 'orphans'
  | 'time-wait';

export type Verdict = 'fits' | 'tight' | 'exceeds' | 'unknown';

export interface Budget {
  readonly id: BudgetId;
  /** Which of several of the same kind: the name of a server for ports. */
  readonly of?: string;
  readonly title: string;
  readonly need: Quantity;
  readonly have: Quantity;
  /** `need` ÷ `have`; undefined where either is unknown, and where there is nothing at all. */
  readonly ratio: number | undefined;
  readonly verdict: Verdict;
  /** What a reader has to know to judge the numbers: which bound is meant, what was left out. */
  readonly notes: readonly string[];
  /** The line that somebody would change first. */
  readonly place: Place | undefined;
}

/** From this share on a budget is called tight. */
const tight = 0.8;

export function budgetOf(
  budget: Omit<Budget, 'ratio' | 'verdict' | 'notes'> & { readonly notes?: readonly string[]; readonly tight?: number },
): Budget {
  const { need, have, notes = [], tight: from = tight, ...rest } = budget;
  if (need.value === undefined || have.value === undefined)
    return { ...rest, need, have, notes, ratio: undefined, verdict: 'unknown' };
  const ratio = have.value === 0 ? undefined : need.value / have.value;
  const verdict = need.value > have.value ? 'exceeds' : need.value > have.value * from ? 'tight' : 'fits';
  return { ...rest, need, have, notes, ratio, verdict };
}

/**
 * A budget whose need may be no more than our assumption of the worst: then more than there is counts as tight, and says why.
 * @param least what is needed without the assumption; the parts of the need that are sure where nothing is said
 */
export function worstCase(budget: Parameters<typeof budgetOf>[0], least = leastOf(budget.need)): Budget {
  const judged = budgetOf(budget);
  if (judged.verdict !== 'exceeds' || least > (judged.have.value ?? 0)) return judged;
  return { ...judged, verdict: 'tight', notes: ['The need is the worst case, which may never come.', ...judged.notes] };
}
