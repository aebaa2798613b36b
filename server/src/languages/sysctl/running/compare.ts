/** What the files of a machine ask for beside what its kernel holds. */
import type { RunningMachine, RunningValue } from '../../../engine/running.ts';
import type { Host } from '../../../host/facts.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { isNumeric } from '../kernel.ts';
import {
  type EffectiveKey,
  type EffectiveValues,
  effectiveValues,
  type HostFiles,
  type LostKey,
} from '../loaders/effective.ts';
import { pathOfKey } from '../loaders/paths.ts';
import type { Origin } from '../loaders/run.ts';
import { holds } from './holds.ts';
import { type Circumstances, reasonOfAbsence, reasonOfDifference, reasonOfLoss } from './reason.ts';

/** A key that holds something else than its files ask for. */
export interface Difference {
  readonly key: string;
  readonly configured: string;
  /** Undefined where the machine has no such key. */
  readonly running: string | undefined;
  /** The line that decides, or would. */
  readonly winner: Origin;
  readonly reason?: string | undefined;
}

export interface Comparison {
  /** By key. */
  readonly differences: readonly Difference[];
  /** Keys that hold what their files ask for. */
  readonly same: readonly string[];
  /** Keys of which nobody here may read the value. */
  readonly unreadable: readonly string[];
  readonly values: EffectiveValues;
}

/** Reads the value of every key that the files set, and nothing else of the machine. Keys that start an action have none. */
export async function compareWithRunning(
  files: Omit<HostFiles, 'keys' | 'initial'>,
  machine: RunningMachine,
): Promise<Comparison> {
  const host = await hostRunning(files.host, machine);
  const keys = await machine.paths();
  const values = effectiveValues({ ...files, host, keys, initial: await vectorsOf(machine, keys) });
  const around = { host, paths: new Set(keys) };
  const set = new Set(values.keys.map(({ key }) => key));
  const asked: readonly Asked[] = [
    ...values.keys.filter(isSet).map(({ key, value, winner }) => ({ key, configured: value, winner })),
    ...values.lost.map((lost) => ({ key: lost.key, configured: lost.value, winner: lost.origin, lost })),
  ];
  const differences: Difference[] = [];
  const same: string[] = [];
  const unreadable: string[] = [];
  for (const { lost, ...each } of asked) {
    const { key, configured } = each;
    if (sysctlKeys.get(key)?.action) continue;
    const value = await runningValue(key, machine);
    const running = typeof value === 'object' ? value.text : undefined;
    if (value === 'unreadable') unreadable.push(key);
    else if (running !== undefined && holds(key, configured, running, host)) same.push(key);
    else differences.push({ ...each, running, reason: reasonOf(key, running, lost, set, around) });
  }
  differences.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { differences, same, unreadable, values };
}

/** Whether a line sets the key, and it is not only a side effect of another one. */
function isSet({ through, overridden }: EffectiveKey): boolean {
  return through === undefined || overridden.length > 0;
}

interface Asked extends Pick<Difference, 'key' | 'configured' | 'winner'> {
  readonly lost?: LostKey;
}

function reasonOf(
  key: string,
  running: string | undefined,
  lost: LostKey | undefined,
  set: ReadonlySet<string>,
  around: Circumstances,
): string | undefined {
  if (running === undefined) return reasonOfAbsence(key, around);
  return lost ? reasonOfLoss(lost) : reasonOfDifference(key, running, set, around);
}

/** The value of a key as the kernel prints it, without the line end. */
export async function runningValue(key: string, machine: RunningMachine): Promise<RunningValue> {
  const value = await machine.read(pathOfKey(key));
  return typeof value === 'object' ? { text: value.text.replace(/[\s\0]+$/, '') } : value;
}

/** A host whose kernel is the one that runs, whatever else is said of it. */
export async function hostRunning(host: Host, machine: RunningMachine): Promise<Host> {
  const release = await runningValue('kernel.osrelease', machine);
  const isKnown = typeof release === 'object' && /^\d+\.\d+/.test(release.text);
  return isKnown ? { ...host, kernel: { value: release.text, from: 'this machine' } } : host;
}

/**
 * Keys of several fields, of which a line may set the first ones: the others are what runs. The lower end of the range of ports is
 * the kernel's own, for it is checked against another key: that it was changed since the files were applied must not count.
 */
async function vectorsOf(machine: RunningMachine, paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const there = new Set(paths);
  const vectors: Record<string, string> = {};
  for (const fact of sysctlKeys.all()) {
    if (fact.fields === 1 || !isNumeric(fact) || !there.has(pathOfKey(fact.name))) continue;
    const value = await runningValue(fact.name, machine);
    if (typeof value !== 'object') continue;
    const isRange = fact.name === 'net.ipv4.ip_local_port_range';
    vectors[fact.name] = isRange ? value.text.replace(/^\d+/, '32768') : value.text;
  }
  return vectors;
}
