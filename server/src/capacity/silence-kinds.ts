/** What ends silent connections first, with the proxies that are alike put together: there may be thousands of them. */
import type { CapacityInputs } from './inputs.ts';
import type { Place, Quantity } from './quantity.ts';
import {
  type End,
  endOf,
  forgottenAfter,
  type Phase,
  type Side,
  type Silence,
  shownNames,
  silencesOf,
} from './time.ts';

/** A kind of silence, the same on one side of some proxies. */
export interface SilenceKind extends Pick<Silence, 'side' | 'phase' | 'timeout' | 'speaks' | 'givesUp'> {
  /** The first of the proxies by name, in the order of their lines. */
  readonly names: readonly string[];
  /** How many proxies there are. */
  readonly count: number;
  /** Silence after which connection tracking forgets the connection; undefined where nothing says that it is tracked. */
  readonly forgets: Quantity | undefined;
  /** Undefined where it is not known. */
  readonly end: End | undefined;
  /** The line that decides, in the first of the proxies. */
  readonly place: Place;
}

/** Kinds that are kept of each side and phase; nobody reads more of them. */
const mostOfAPhase = 6;

export interface SilenceKinds {
  readonly kinds: readonly SilenceKind[];
  /** How many kinds of fewer proxies are left out. */
  readonly left: number;
}

const sides: readonly Side[] = ['client', 'server'];
const phases: readonly Phase[] = ['queue', 'connect', 'data', 'tunnel', 'between requests'];

/** By side and by what the connection is about, the kind of most proxies first. */
export function silenceKindsOf(inputs: CapacityInputs): SilenceKinds {
  const grouped = groupsOf(inputs);
  const shown = sides.flatMap((side) =>
    phases.flatMap((phase) =>
      grouped
        .filter(({ silence }) => silence.side === side && silence.phase === phase)
        .sort((a, b) => b.count - a.count)
        .slice(0, mostOfAPhase),
    ),
  );
  const established = forgottenAfter(inputs);
  return { kinds: shown.map((group) => kindOf(group, established)), left: grouped.length - shown.length };
}

interface Group {
  readonly silence: Silence;
  readonly names: string[];
  count: number;
}

function groupsOf(inputs: CapacityInputs): readonly Group[] {
  const kinds = new Map<string, Group>();
  for (const silence of silencesOf(inputs)) {
    const key = keyOf(silence);
    const kind = kinds.get(key);
    const { names, count } = silence.alike;
    if (!kind) kinds.set(key, { silence, names: [...names], count });
    else {
      kind.count += count;
      kind.names.push(...names.slice(0, shownNames - kind.names.length));
    }
  }
  return [...kinds.values()];
}

function kindOf({ silence, names, count }: Group, established: Quantity | undefined): SilenceKind {
  const { side, phase, timeout, speaks, givesUp, alike } = silence;
  const forgets = phase === 'queue' || phase === 'connect' ? undefined : established;
  const end = endOf(silence, established);
  const place = end?.after?.source?.place ?? timeout?.source?.place ?? alike.part.place;
  return { side, phase, timeout, speaks, givesUp, forgets, names, count, end, place };
}

function keyOf({ side, phase, timeout, speaks, givesUp }: Silence): string {
  return [side, phase, timeout?.name, timeout?.value, speaks?.value, givesUp?.value].join();
}
