/** Descriptors that the process of the proxy may have: what it is started with, and what it may raise that to. */
import type { CapacityInputs, SessionLimits } from './inputs.ts';
import { byDefault, type Quantity, renamed, smallest, unknown } from './quantity.ts';

/** RLIMIT_NOFILE of the process when it starts. */
export interface DescriptorLimit {
  readonly soft: Quantity;
  readonly hard: Quantity;
}

/** What systemd gives a service that does not say, since 240. */
const systemdSoft = 1_024;
const systemdHard = 524_288;

export function descriptorLimit(inputs: CapacityInputs): DescriptorLimit {
  const { unit } = inputs;
  if (!unit) {
    const from = 'the unit or script that starts the proxy';
    return { soft: unknown('soft limit', 'descriptors', from), hard: unknown('hard limit', 'descriptors', from) };
  }
  // PAM comes after the limits of the unit, and keeps what limits.conf does not name.
  const session: SessionLimits | undefined = unit.pam ? inputs.session(unit.user ?? 'root') : undefined;
  const hard =
    session?.hardNofile ??
    unit.hardNofile ??
    byDefault('hard limit', systemdHard, 'descriptors', 'LimitNOFILE of systemd');
  const soft =
    session?.softNofile ??
    unit.softNofile ??
    byDefault('soft limit', systemdSoft, 'descriptors', 'LimitNOFILE of systemd');
  return { soft: within('soft limit', soft, inputs), hard: within('hard limit', hard, inputs) };
}

/** Nobody has more than `fs.nr_open`; `infinity` is as much. */
function within(name: string, limit: Quantity, inputs: CapacityInputs): Quantity {
  const most = mostOfAll(inputs);
  if (limit.value === Number.POSITIVE_INFINITY || (limit.value ?? 0) > (most.value ?? Number.POSITIVE_INFINITY))
    return renamed(name, most);
  return renamed(name, limit);
}

/** `fs.nr_open`: the most that any process may have. */
export function mostOfAll(inputs: CapacityInputs): Quantity {
  return inputs.sysctl('fs.nr_open');
}

/**
 * What the process may raise its limit to: `fs.nr_open` with CAP_SYS_RESOURCE, else the hard limit it was started with. Where
 * nobody knows whether it has the capability this is unknown, unless the hard limit alone is enough for what is wanted.
 */
export function reachable(inputs: CapacityInputs, wanted: Quantity): Quantity {
  const { hard } = descriptorLimit(inputs);
  const most = mostOfAll(inputs);
  const { fdHardLimit } = inputs.proxy?.global ?? {};
  const ceiling = ceilingOf(inputs, wanted, hard, most);
  const bounds = [ceiling, ...(fdHardLimit ? [fdHardLimit] : [])];
  return bounds.length === 1
    ? renamed('descriptors allowed', ceiling)
    : smallest('descriptors allowed', 'descriptors', bounds);
}

function ceilingOf(inputs: CapacityInputs, wanted: Quantity, hard: Quantity, most: Quantity): Quantity {
  const may = inputs.unit?.mayRaiseLimits;
  if (may === true) return most;
  const enough = hard.value !== undefined && wanted.value !== undefined && wanted.value <= hard.value;
  if (may === false || enough) return hard;
  // Nobody may have more than fs.nr_open, so where even that is too little it is no matter who starts the proxy.
  if (most.value !== undefined && wanted.value !== undefined && wanted.value > most.value) return most;
  return unknown('descriptors allowed', 'descriptors', 'whether the proxy may raise its hard limit (CAP_SYS_RESOURCE)');
}
