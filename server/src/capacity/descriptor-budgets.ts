/** Whether the descriptors that the proxy needs are there, and what it does at its start where they are not. */
import { compareVersions } from '../engine/version.ts';
import { type Budget, budgetOf } from './budget.ts';
import { descriptorLimit, mostOfAll, reachable } from './descriptor-limit.ts';
import { descriptorsNeeded } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import type { ProxyModel } from './proxy-model.ts';
import { largest, type Place, product, type Quantity, renamed, smallest } from './quantity.ts';

/** For one process, and for the whole system where its limit is known. */
export function descriptorBudgets(inputs: CapacityInputs): readonly Budget[] {
  const { proxy } = inputs;
  if (!proxy) return [];
  const need = descriptorsNeeded(inputs);
  const automatic = !proxy.global.maxconn && !inputs.unit?.maxconn;
  const notes = [
    ...(automatic ? ['maxconn is not set: HAProxy takes as many connections as its descriptors carry.'] : []),
    ...((proxy.global.nbproc?.value ?? 1) > 1 ? ['These are the descriptors of each process.'] : []),
    ...(proxy.whole ? [] : ['Lines that are not seen here may need more.']),
  ];
  const { place } = deciding(inputs, proxy);
  // What HAProxy reckons with is its upper bound: there is no need for room above it.
  const own = budgetOf({
    id: 'descriptors',
    title: 'File descriptors',
    need,
    have: granted(inputs, proxy, need),
    notes,
    place,
    tight: 1,
  });
  const have = inputs.sysctl('fs.file-max');
  if (have.value === undefined) return [own];
  const { nbproc } = proxy.global;
  const all = nbproc ? product('descriptors of all processes', 'descriptors', [nbproc, need]) : need;
  const shared = ['All processes of the host share fs.file-max.'];
  const title = 'Open files of the whole system';
  return [own, budgetOf({ id: 'descriptors', of: 'fs.file-max', title, need: all, have, notes: shared, place })];
}

/** What HAProxy does at its start. */
export interface StartProblem {
  /** `strict-limits` decides. */
  readonly effect: 'does not start' | 'runs short';
  /**
   * - `fd-hard-limit`, `fs.nr_open`, `hard limit`: it may not raise its limit as far as it wants to
   * - `ulimit-n`: it raises its limit, and not as far as it needs
   */
  readonly reason: 'fd-hard-limit' | 'fs.nr_open' | 'hard limit' | 'ulimit-n';
  readonly wanted: Quantity;
  readonly allowed: Quantity;
  /** False where it depends on the limit that the process is started with, which nobody shows. */
  readonly certain: boolean;
  /** The line to change. */
  readonly place: Place;
}

/** Why HAProxy does not start, or goes on with fewer descriptors than it needs; undefined where it starts or nobody can tell. */
export function startProblem(inputs: CapacityInputs): StartProblem | undefined {
  const { proxy } = inputs;
  if (!proxy) return undefined;
  const { ulimitN, fdHardLimit, strictLimits } = proxy.global;
  const need = descriptorsNeeded(inputs);
  const wanted = ulimitN ?? need;
  const effect = strictLimits ? 'does not start' : 'runs short';
  const { soft, hard } = descriptorLimit(inputs);
  const problem = (
    reason: StartProblem['reason'],
    which: Quantity,
    allowed: Quantity,
    { place, certain = true }: { readonly place?: Place | undefined; readonly certain?: boolean } = {},
  ): StartProblem => ({
    effect,
    reason,
    wanted: which,
    allowed,
    certain,
    place: place ?? deciding(inputs, proxy).place,
  });
  // HAProxy compares with fd-hard-limit even where it has enough already.
  if (fdHardLimit && exceeds(wanted, fdHardLimit))
    return problem('fd-hard-limit', wanted, fdHardLimit, { place: fdHardLimit.source?.place });
  const raises = exceeds(wanted, soft) || exceeds(wanted, hard) || soft.value === undefined;
  const allowed = reachable(inputs, wanted);
  if (raises && exceeds(wanted, allowed)) {
    const most = mostOfAll(inputs);
    // Where nobody shows the limit at the start it may be as large as fs.nr_open was once.
    return exceeds(wanted, most)
      ? problem('fs.nr_open', wanted, renamed('fs.nr_open', most))
      : problem('hard limit', wanted, allowed, { place: ulimitN ? undefined : hard.source?.place });
  }
  if (!ulimitN || !exceeds(need, ulimitN)) return undefined;
  const enough = soft.value !== undefined && !exceeds(need, soft);
  if (enough && keepsHigherLimit(proxy.release)) return undefined;
  return problem('ulimit-n', need, ulimitN, {
    place: ulimitN.source?.place,
    certain: soft.value !== undefined && !enough,
  });
}

/**
 * Whether a limit above `ulimit-n` certainly stays as it is (`raise_rlim_nofile`): 2.6.0 and before lowered it. Of other patches
 * of older branches nobody here knows.
 */
function keepsHigherLimit(release: string): boolean {
  return compareVersions(release, '2.8') >= 0 || (/^2\.6\./.test(release) && compareVersions(release, '2.6.12') >= 0);
}

function exceeds(one: Quantity, other: Quantity): boolean {
  return one.value !== undefined && other.value !== undefined && one.value > other.value;
}

/** The descriptors of the running process. */
function granted(inputs: CapacityInputs, { global }: ProxyModel, need: Quantity): Quantity {
  const { ulimitN } = global;
  if (!ulimitN) return reachable(inputs, need);
  const { soft } = descriptorLimit(inputs);
  const raised = smallest('ulimit-n', 'descriptors', [ulimitN, reachable(inputs, ulimitN)]);
  return largest('descriptors allowed', 'descriptors', [soft, raised]);
}

/** The line that somebody would change first. */
function deciding({ unit }: CapacityInputs, { global, place }: ProxyModel): { readonly place: Place } {
  const lines = [global.ulimitN, unit?.maxconn, global.maxconn, global.fdHardLimit].map((each) => each?.source?.place);
  return { place: lines.find((each) => each !== undefined) ?? place };
}
