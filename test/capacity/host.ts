/** A host for tests of the capacity model, from the texts of its files. */
import { capacityOf } from '../../server/src/capacity/assemble.ts';
import type { Budget, BudgetId } from '../../server/src/capacity/budget.ts';
import type { CapacityInputs } from '../../server/src/capacity/inputs.ts';
import { explain, type Quantity } from '../../server/src/capacity/quantity.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { worldOf } from '../harness/world.ts';

export interface GivenHost {
  readonly haproxy: string;
  readonly sysctl?: string;
  readonly unit?: string;
  /** Facts without the words where they come from. */
  readonly facts?: { readonly [Name in keyof Host]?: NonNullable<Host[Name]>['value'] };
}

const path = '/etc/haproxy/haproxy.cfg';

function capacityOn({ haproxy, sysctl = '', unit, facts = {} }: GivenHost) {
  const known = Object.entries({ haproxy: '3.4', kernel: '6.18', ...facts });
  const host = Object.fromEntries(known.map(([name, value]) => [name, { value, from: 'headroom.json' }])) as Host;
  const files = [
    { path, source: haproxy },
    { path: '/etc/sysctl.d/10-host.conf', source: sysctl },
    ...(unit === undefined ? [] : [{ path: '/etc/systemd/system/haproxy.service', source: unit }]),
  ];
  return capacityOf(worldOf(files, { host }).view(path));
}

export function inputsOf(given: GivenHost): CapacityInputs {
  return capacityOn(given).inputs;
}

/** The budgets of one kind. */
export function budgetsOf(given: GivenHost, id: BudgetId): readonly Budget[] {
  return capacityOn(given).budgets.filter((budget) => budget.id === id);
}

/** The only budget of its kind. */
export function budgetOf(given: GivenHost, id: BudgetId): Budget {
  const [budget, ...others] = budgetsOf(given, id);
  if (!budget || others.length > 0) throw new Error(`${others.length + (budget ? 1 : 0)} budgets '${id}'`);
  return budget;
}

/** The arithmetic as a reader sees it, deeper lines further in. */
export function arithmetic(quantity: Quantity): string {
  return explain(quantity)
    .map(({ depth, text }) => '  '.repeat(depth) + text)
    .join('\n');
}

/** A section of a proxy that listens on port 80 and has servers. */
export function listen(lines: readonly string[], { mode = 'tcp', maxconn = 1000 } = {}): string {
  const indented = lines.map((line) => `  ${line}\n`).join('');
  return `global\n  maxconn ${maxconn}\n  nbthread 2\ndefaults\n  mode ${mode}\nlisten www\n  bind :80\n${indented}`;
}
