/** All budgets of a host, in the order in which a report shows them. */
import type { Budget } from './budget.ts';
import { conntrackBudgets } from './conntrack.ts';
import { descriptorBudgets } from './descriptor-budgets.ts';
import type { CapacityInputs } from './inputs.ts';
import { memoryBudgets } from './memory.ts';
import { packetBudgets } from './packets.ts';
import { portsBudgets } from './ports.ts';
import { queueBudgets } from './queues.ts';

export function budgetsOf(inputs: CapacityInputs): readonly Budget[] {
  return [
    ...memoryBudgets(inputs),
    ...descriptorBudgets(inputs),
    ...portsBudgets(inputs),
    ...queueBudgets(inputs),
    ...packetBudgets(inputs),
    ...conntrackBudgets(inputs),
  ];
}
