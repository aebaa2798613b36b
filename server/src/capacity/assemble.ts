/** The capacity of one host, put together from what each of its files says. */
import type { Analysis } from '../engine/analysis.ts';
import type { FileView } from '../engine/file-view.ts';
import { noted } from '../engine/names.ts';
import type { Budget } from './budget.ts';
import { budgetsOf } from './budgets.ts';
import type { CapacityInputs, Contribution } from './inputs.ts';
import { kernelDefault, machineOf } from './kernel-defaults.ts';
import { unitOf } from './unit.ts';

/** What is reckoned for one host; computed when first asked for. */
export interface Capacity {
  readonly inputs: CapacityInputs;
  readonly budgets: readonly Budget[];
  /** What rules remember of this host. */
  readonly notes: Map<string, unknown>;
}

/** The capacity of the host that a file is for; the same object for every file of the host, as long as none of them changes. */
export function capacityOf(view: FileView): Capacity {
  const companions = view.companions();
  const first = companions[0] ?? view;
  const files = companions.flatMap(({ loaded }) => loaded);
  const slot = noted<{ known?: { readonly files: readonly Analysis[]; readonly capacity: Capacity } }>(
    first.notes,
    'capacity',
    () => ({}),
  );
  if (slot.known?.files.length !== files.length || slot.known.files.some((file, at) => file !== files[at]))
    slot.known = { files, capacity: capacityFrom(inputsOf(first, companions)) };
  return slot.known.capacity;
}

/** The capacity that follows from inputs: those of a host's files, or what somebody wants to try. */
export function capacityFrom(inputs: CapacityInputs): Capacity {
  let budgets: readonly Budget[] | undefined;
  return {
    inputs,
    get budgets() {
      budgets ??= budgetsOf(inputs);
      return budgets;
    },
    notes: new Map(),
  };
}

function inputsOf({ host, inputs }: FileView, companions: readonly FileView[]): CapacityInputs {
  const said: Contribution = Object.assign({}, ...companions.map((each) => each.analysis.language.capacity?.(each)));
  const roots = companions.map(({ analysis }) => analysis.language.loading.root(analysis.path));
  const machine = machineOf({ host, inputs });
  return {
    ...machine,
    root: roots.find((root) => root !== undefined),
    sysctl: (key, field = 0) => kernelDefault(machine, key, field, key.slice(key.lastIndexOf('.') + 1)),
    proxy: undefined,
    unit: unitOf({ host, inputs }),
    session: () => undefined,
    ...said,
  };
}
