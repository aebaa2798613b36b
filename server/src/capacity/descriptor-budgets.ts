/** Whether the descriptors that the proxy needs are there, and what it does at its start where they are not. */
import { compareVersions } from '../engine/version.ts';
import { type Budget, budgetOf } from './budget.ts';
import { certainlyExceeds, descriptorLimit, mostOfAll, reachable } from './descriptor-limit.ts';
import { descriptorsNeeded } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import type { ProxyModel } from './proxy-model.ts';
import { largest, type Place, product, type Quantity, renamed, smallest } from './quantity.ts';

/** For one process, and for the whole system where its limit is known. */
export function descriptorBudgets(inputs: CapacityInputs): readonly Budget[] {
  const { proxy } = inputs;
  if (!proxy) return [];
  const need = descriptorsNeeded(inputs);
  const { nbproc } = proxy.global;
  const automatic = !proxy.global.maxconn && !inputs.unit?.maxconn;
  const notes = [
    ...(automatic ? ['maxconn is not set: HAProxy takes as many connections as its descriptors carry.'] : []),
    ...((nbproc?.value ?? 1) > 1 ? ['Each process needs as many.'] : []),
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
  // Without a file that sets it, the kernel makes it of the memory, and systemd raises it as far as it goes.
  if (have.certainty !== 'known') return [own];
  const all = nbproc ? product('descriptors of all processes', 'descriptors', [nbproc, need]) : need;
  const shared = [
    'All processes of the host share fs.file-max.',
    ...(mayPassFileMax(inputs)
      ? ['HAProxy may go beyond it if it stays root or keeps CAP_SYS_ADMIN; everybody else then opens no more files.']
      : []),
  ];
  const title = 'Open files of the whole system';
  return [
    own,
    budgetOf({
      id: 'descriptors',
      of: 'fs.file-max',
      title,
      need: all,
      have,
      notes: shared,
      place: have.source?.place ?? place,
    }),
  ];
}

/**
 * Whether `fs.file-max` may be no limit for HAProxy: processes with CAP_SYS_ADMIN go beyond it (`alloc_empty_file`,
 * fs/file_table.c). Root has it until the line `user` or `uid` gives it up, and `setcap` may keep it; where nobody knows who starts
 * HAProxy it may be root.
 */
export function mayPassFileMax({ proxy, unit }: CapacityInputs): boolean {
  const user = proxy?.global.user ?? unit?.user ?? 'root';
  return user === 'root' || user === '0' || proxy?.global.keepsAdmin === true;
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
  /** The line of the configuration to change; what is allowed knows its own place. */
  readonly place: Place;
}

/** Why HAProxy does not start, or goes on with fewer descriptors than it needs; undefined where it starts or nobody can tell. */
export function startProblem(inputs: CapacityInputs): StartProblem | undefined {
  const { proxy } = inputs;
  if (!proxy) return undefined;
  const { ulimitN, fdHardLimit, strictLimits } = proxy.global;
  // Where nobody says a limit there is nothing to compare with, and no need to look at every section for the sum.
  if (!ulimitN && !fdHardLimit && !inputs.unit && mostOfAll(inputs).certainty === 'assumed') return undefined;
  const need = descriptorsNeeded(inputs);
  const wanted = ulimitN ?? need;
  const { soft, hard } = descriptorLimit(inputs);
  const effect = strictLimits ? 'does not start' : 'runs short';
  const { place } = deciding(inputs, proxy);
  // A limit that is high enough from the start stays, in releases that are known to leave it.
  const enough = soft.value !== undefined && !exceeds(need, soft);
  const stays = enough && keepsHigherLimit(proxy.release);
  const refused = (reason: StartProblem['reason'], allowed: Quantity, at = place): StartProblem | undefined => {
    // Told to go on, HAProxy takes what it may have, and that may be enough.
    if (!strictLimits && (stays || !exceeds(need, allowed))) return undefined;
    const certain = strictLimits || reason !== 'fd-hard-limit' || (soft.value !== undefined && !enough);
    return { effect, reason, wanted, allowed, certain, place: at };
  };
  // HAProxy compares with fd-hard-limit even where it has enough already.
  if (fdHardLimit && exceeds(wanted, fdHardLimit))
    return refused('fd-hard-limit', fdHardLimit, fdHardLimit.source?.place);
  const raises = exceeds(wanted, soft) || exceeds(wanted, hard) || soft.value === undefined;
  const allowed = reachable(inputs, wanted);
  if (raises && exceeds(wanted, allowed)) {
    const most = mostOfAll(inputs);
    // The lower one of both is what there is.
    return certainlyExceeds(wanted, most) && !exceeds(most, allowed)
      ? refused('fs.nr_open', renamed('fs.nr_open', most))
      : refused('hard limit', allowed);
  }
  if (!ulimitN || !exceeds(need, ulimitN)) return undefined;
  if (stays) return undefined;
  const certain = soft.value !== undefined && !enough;
  return { effect, reason: 'ulimit-n', wanted: need, allowed: ulimitN, certain, place: ulimitN.source?.place ?? place };
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
  const connections = unit?.maxconn ? [] : [global.maxconn];
  const lines = [global.ulimitN, ...connections, global.fdHardLimit].map((each) => each?.source?.place);
  return { place: lines.find((each) => each !== undefined) ?? place };
}
