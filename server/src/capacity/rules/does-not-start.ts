import type { Fix, Severity } from '../../engine/rules.ts';
import { isHostInput } from '../../host/inputs.ts';
import { type StartProblem, startProblem } from '../descriptor-budgets.ts';
import { descriptorLimit, mostOfAll } from '../descriptor-limit.ts';
import { descriptorsNeeded, descriptorText } from '../descriptors.ts';
import { maxconnFor, removingLine, settingConnections, settingKernel, settingUnitLimit, writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { placeOfConnections } from '../load.ts';
import { difference, formatNumber, leastOf, leavesOf, type Quantity } from '../quantity.ts';
import { type CapacityRule, capacityRule, relatedInputs, severityFor } from '../rule.ts';

/**
 * HAProxy raises its limit of descriptors to what it reckons with, and compares (`main` in src/haproxy.c; `strict-limits` makes
 * it give up). `haproxy -c` comes to its end before that. Tried on releases 2.4 to 3.4.
 */
const rule: CapacityRule = {
  id: 'capacity/does-not-start',
  title: 'HAProxy needs more descriptors than it may have',
  severity: 'error',
  judge({ inputs }) {
    const problem = startProblem(inputs);
    const severity = problem && severityOf(problem, inputs);
    if (!problem || !severity) return [];
    const { wanted, allowed } = problem;
    const place = placeOf(problem, inputs);
    return [
      {
        place,
        severity,
        message: `${reasonOf(problem, inputs)} ${consequenceOf(problem)}`,
        related: relatedInputs([...leavesOf(wanted), ...leavesOf(allowed)], place),
        fixes: fixesOf(problem, inputs),
      },
    ];
  },
};

export const doesNotStart = capacityRule(rule);

function severityOf({ certain, effect, wanted, allowed }: StartProblem, inputs: CapacityInputs): Severity | undefined {
  // What is missing without threads, whose number may be assumed, is missing for sure.
  const isSure = leastOf(wanted) > (allowed.value ?? Number.POSITIVE_INFINITY);
  const lack = isSure ? allowed : difference('descriptors that are missing', 'descriptors', wanted, allowed);
  const known = Object.keys(inputs.host).length > 0 || inputs.unit !== undefined;
  if (!certain && !known) return severityFor(lack, 'information');
  return severityFor(lack, certain && effect === 'does not start' ? 'error' : 'warning');
}

/** The line to change, in a file that findings can stand in. */
function placeOf({ place }: StartProblem, inputs: CapacityInputs) {
  const { proxy } = inputs;
  if (!isHostInput(place.path) || !proxy) return place;
  return proxy.global.ulimitN?.source?.place ?? placeOfConnections(inputs) ?? proxy.place;
}

function reasonOf({ reason, wanted, allowed }: StartProblem, inputs: CapacityInputs): string {
  const asked = wanted.computed
    ? `HAProxy needs ${descriptorText(wanted)}${inputs.unit?.maxconn ? ` for ${inputs.unit.maxconn.source?.from}` : ''}`
    : `ulimit-n asks for ${formatNumber(wanted.value ?? 0)} descriptors`;
  const most = formatNumber(allowed.value ?? 0);
  if (reason === 'ulimit-n') return `${asked}, and ulimit-n gives it ${most}.`;
  if (reason === 'fd-hard-limit') return `${asked}, and fd-hard-limit allows ${most}.`;
  const { from = '', place } = leavesOf(allowed)[0]?.source ?? {};
  if (reason === 'fs.nr_open')
    return `${asked}, and fs.nr_open allows no process more than ${most}${place ? '' : ` (${from})`}.`;
  const user = inputs.unit?.user;
  return (
    `${asked}, and the service is started with at most ${most} (${from}), which it may not raise` +
    `${user && user !== 'root' ? ` as user ${user}` : ''} without CAP_SYS_RESOURCE.`
  );
}

function consequenceOf({ effect, certain, reason, wanted }: StartProblem): string {
  const starts = reason === 'fs.nr_open' || reason === 'hard limit' || reason === 'fd-hard-limit' || certain;
  if (!starts) {
    const unless = `unless what starts it gives it ${formatNumber(wanted.value ?? 0)} or more already`;
    return effect === 'does not start'
      ? `It does not start (strict-limits), ${unless}.`
      : `It runs out of them before maxconn is reached, ${unless}.`;
  }
  return effect === 'does not start'
    ? 'It does not start (strict-limits), and haproxy -c does not tell.'
    : 'It starts (no strict-limits) and runs out of them before maxconn is reached.';
}

function fixesOf({ reason, wanted, allowed }: StartProblem, inputs: CapacityInputs): readonly Fix[] {
  const { proxy } = inputs;
  if (!proxy) return [];
  const { ulimitN } = proxy.global;
  const fixes: Fix[] = [];
  const need = descriptorsNeeded(inputs);
  const ulimit = ulimitN?.source?.place;
  if (ulimit && (reason === 'ulimit-n' || (wanted === ulimitN && fits(need, allowed)))) {
    fixes.push({
      title: 'Remove ulimit-n: HAProxy works out what it needs',
      safe: false,
      edits: [removingLine(ulimit)],
    });
    if (reason === 'ulimit-n')
      fixes.push({ title: `Write ulimit-n ${need.value}`, safe: false, edits: [writing(ulimit, String(need.value))] });
  }
  const raise = reason === 'ulimit-n' ? undefined : raising(wanted, inputs);
  if (raise) fixes.push(raise);
  const right = maxconnFor(inputs, allowed);
  const lower = right === undefined ? undefined : settingConnections(inputs, right);
  if (lower && carriesExpected(inputs, right) && (wanted.computed || reason === 'ulimit-n'))
    fixes.push({
      title: `Lower ${lower.name} to ${right}, which ${formatNumber(allowed.value ?? 0)} descriptors carry`,
      safe: false,
      edits: [lower.edit],
    });
  return fixes;
}

/** Whether so many connections of each process are as many as are expected, where that is said. */
function carriesExpected({ host, proxy }: CapacityInputs, maxconn = 0): boolean {
  return (host.connections?.value ?? 0) <= maxconn * (proxy?.global.nbproc?.value ?? 1);
}

/** The kernel takes no more (`sysctl_nr_open_max` in fs/file.c, on 64 bits). */
const largestNrOpen = 2_147_483_584;

/** Raises every limit that stands in the way, in all files where they are. */
function raising(wanted: Quantity, inputs: CapacityInputs): Fix | undefined {
  const { proxy, unit } = inputs;
  const value = String(wanted.value);
  const hard = descriptorLimit(inputs).hard;
  const fdHardLimit = proxy?.global.fdHardLimit;
  const names: string[] = [];
  const edits = [];
  if (fdHardLimit && !fits(wanted, fdHardLimit)) {
    names.push('fd-hard-limit');
    edits.push(fdHardLimit.source?.place && writing(fdHardLimit.source.place, value));
  }
  if (!fits(wanted, mostOfAll(inputs))) {
    if (Number(wanted.value) > largestNrOpen) return undefined;
    names.push('fs.nr_open');
    edits.push(settingKernel(inputs, 'fs.nr_open', Number(wanted.value)));
  }
  if (unit && unit.mayRaiseLimits !== true && hard.value !== undefined && !fits(wanted, hard)) {
    // With PAM limits.conf has the last word, and who else it is for nobody can tell.
    if (unit.pam) return undefined;
    names.push('LimitNOFILE');
    edits.push(settingUnitLimit(inputs, value));
  }
  const all = edits.flatMap((edit) => edit ?? []);
  if (all.length === 0 || all.length < names.length) return undefined;
  return { title: `Set ${names.join(' and ')} to ${value}`, safe: false, edits: all };
}

function fits(wanted: Quantity, limit: Quantity): boolean {
  return (wanted.value ?? 0) <= (limit.value ?? Number.POSITIVE_INFINITY);
}
