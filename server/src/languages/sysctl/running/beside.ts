/** What a machine runs with for the key of a line, for the hover. */
import type { FileView } from '../../../engine/file-view.ts';
import type { RunningMachine } from '../../../engine/running.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { deciding } from '../in-force.ts';
import { isGlob } from '../key.ts';
import { hostRunning, runningValue } from './compare.ts';
import { holds } from './holds.ts';
import { reasonOfAbsence } from './reason.ts';

/** Nothing is said of a glob, of a key that starts an action, and of a value that may not be read. */
export async function runningBeside(
  view: FileView,
  line: number,
  machine: RunningMachine,
): Promise<string | undefined> {
  const key = view.analysis.statement(line).setting?.key;
  if (key === undefined || isGlob(key) || sysctlKeys.get(key)?.action) return undefined;
  const value = await runningValue(key, machine);
  if (value === 'unreadable') return undefined;
  const host = await hostRunning(view.host, machine);
  if (value === 'absent')
    return `This machine has no such key: ${reasonOfAbsence(key, { host, paths: new Set(await machine.paths()) })}.`;
  const here = `This machine runs with ${code(value.text)}`;
  const decided = view.loaded.every(({ ready }) => ready) ? deciding(view, key) : undefined;
  if (!decided || decided.setting.uncertain) return `${here}.`;
  const { setting } = decided;
  const configured = decided.analysis.statement(decided.line).text.slice(setting.start, setting.end);
  if (holds(key, configured, value.text, host)) return `${here}, as configured.`;
  const isHere = decided.analysis === view.analysis;
  const place = isHere ? `line ${decided.line + 1}` : `${decided.analysis.path}:${decided.line + 1}`;
  return `**${here}**; configured is ${code(configured)} (${place}).`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}
