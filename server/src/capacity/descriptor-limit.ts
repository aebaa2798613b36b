/** Descriptors that the process of the proxy may have: what it is started with, and what it may raise that to. */
import type { CapacityInputs } from './inputs.ts';
import { type Quantity, renamed, smallest, unknown } from './quantity.ts';

/** RLIMIT_NOFILE of the process when it starts. */
export interface DescriptorLimit {
  readonly soft: Quantity;
  readonly hard: Quantity;
}

export function descriptorLimit(inputs: CapacityInputs): DescriptorLimit {
  const { unit } = inputs;
  // PAM comes after the limits of the unit, and keeps what limits.conf does not name.
  const session = unit?.pam && unit.user !== undefined ? inputs.session(unit.user) : undefined;
  const hidden = 'the unit or script that starts the proxy';
  const limit = (name: string, ...all: readonly (Quantity | undefined)[]): Quantity =>
    within(name, all.find((each) => each !== undefined) ?? unknown(name, 'descriptors', hidden), inputs);
  return {
    soft: limit('soft limit', session?.softNofile, unit?.softNofile),
    hard: limit('hard limit', session?.hardNofile, unit?.hardNofile),
  };
}

/** Nobody has more than `fs.nr_open`; `infinity` is as much. */
function within(name: string, limit: Quantity, inputs: CapacityInputs): Quantity {
  const most = mostOfAll(inputs);
  if (limit.value === Number.POSITIVE_INFINITY)
    return most.certainty === 'assumed' ? unknown(name, 'descriptors', raisedAtBoot) : renamed(name, most);
  return certainlyExceeds(limit, most) ? renamed(name, most) : renamed(name, limit);
}

/** `fs.nr_open`: the most that any process may have. Where no file sets it systemd may have raised it: then it is assumed. */
export function mostOfAll(inputs: CapacityInputs): Quantity {
  return inputs.sysctl('fs.nr_open');
}

const raisedAtBoot = 'fs.nr_open, which systemd may raise at boot';

/** Whether a number is above a limit that is more than assumed. */
export function certainlyExceeds(wanted: Quantity, most: Quantity): boolean {
  if (most.certainty === 'assumed' || most.value === undefined) return false;
  return wanted.value !== undefined && wanted.value > most.value;
}

/**
 * What the process may raise its limit to: `fs.nr_open` with CAP_SYS_RESOURCE, else the hard limit it was started with. Where
 * nobody knows whether it has the capability this is unknown, unless the hard limit alone is enough for what is wanted.
 */
export function reachable(inputs: CapacityInputs, wanted: Quantity): Quantity {
  const ceiling = ceilingOf(inputs, wanted);
  const { fdHardLimit } = inputs.proxy?.global ?? {};
  if (!fdHardLimit) return renamed('descriptors allowed', ceiling);
  return smallest('descriptors allowed', 'descriptors', [ceiling, fdHardLimit]);
}

function ceilingOf(inputs: CapacityInputs, wanted: Quantity): Quantity {
  const { hard } = descriptorLimit(inputs);
  const most = mostOfAll(inputs);
  const may = inputs.unit?.mayRaiseLimits;
  const isEnough = ({ value }: Quantity) => value !== undefined && wanted.value !== undefined && wanted.value <= value;
  if (may === false) return hard;
  // Nobody may have more than fs.nr_open, so where even that is too little it is no matter who starts the proxy.
  if (certainlyExceeds(wanted, most)) return most;
  if (may === true)
    return most.certainty !== 'assumed' || isEnough(most)
      ? most
      : unknown('descriptors allowed', 'descriptors', raisedAtBoot);
  if (isEnough(hard)) return hard;
  return unknown('descriptors allowed', 'descriptors', 'whether the proxy may raise its hard limit (CAP_SYS_RESOURCE)');
}
