/** All budgets of a host, in the order in which a report shows them. */
import type { Budget } from './budget.ts';
import { descriptorBudgets } from './descriptor-budgets.ts';
import type { CapacityInputs } from './inputs.ts';

export function budgetsOf(inputs: CapacityInputs): readonly Budget[] {
  return [...descriptorBudgets(inputs)];
}
