/** Edits of the files of a host, for fixes that reach over several of them. */
import { type FileEdit, insertLine, replace } from '../engine/rules.ts';
import { hostPath } from '../languages/host-root.ts';
import { descriptorsNeeded, maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import type { Place, Quantity } from './quantity.ts';
import { trying } from './what-if.ts';

/** Writes something else where a quantity stands. */
export function writing({ path, line, start, end }: Place, text: string): FileEdit {
  return { ...replace(start, end, text, line), path };
}

/** Takes away the line that a quantity stands in. */
export function removingLine({ path, line }: Place): FileEdit {
  return { start: { line, column: 0 }, end: { line: line + 1, column: 0 }, text: '', path };
}

/**
 * Sets all fields of a key: in the line that sets it now, else in a file of sysctl.d; undefined where nobody knows which folder
 * stands for the root of the host, and where the loader reads no such folder.
 */
export function settingKernel(
  { root, ...inputs }: CapacityInputs,
  key: string,
  value: number | string,
): FileEdit | undefined {
  const { source } = inputs.sysctl(key);
  if (source?.place) return writing(source.place, String(value));
  return root === undefined || inputs.host.loader?.value.startsWith('busybox')
    ? undefined
    : { ...insertLine(`${key} = ${value}`), path: `${root}/etc/sysctl.d/60-haproxy.conf` };
}

/**
 * Sets a limit of descriptors for the service: in the drop-in that sets it now, else in a new one. A unit below /usr belongs to
 * the package and stays as it is.
 */
export function settingUnitLimit({ root, unit }: CapacityInputs, value: string): FileEdit | undefined {
  const text = `LimitNOFILE=${value}`;
  if (unit?.place && hostPath(unit.place.path).startsWith('/etc/')) return writing(unit.place, text);
  return root === undefined ? undefined : dropIn(root, [text]);
}

/**
 * Sets the number of connections in the line that decides it: `-n` of the command line, or the global `maxconn`; undefined where
 * nobody wrote one, or the package did.
 */
export function settingConnections({ proxy, unit }: CapacityInputs, value: number): NumberEdit | undefined {
  const name = unit?.maxconn ? '-n' : 'maxconn';
  const place = (unit?.maxconn ?? proxy?.global.maxconn)?.source?.place;
  if (!place || (unit?.maxconn && !hostPath(place.path).startsWith('/etc/'))) return undefined;
  return { name, edit: writing(place, String(value)) };
}

export interface NumberEdit {
  /** As it is called where it stands. */
  readonly name: string;
  readonly edit: FileEdit;
}

/** Puts settings into a drop-in of the service; one that is there already may have several sections of the same name. */
export function dropIn(root: string, settings: readonly string[]): FileEdit {
  return { ...insertLine(`[Service]\n${settings.join('\n')}`), path: `${root}${dropInPath}` };
}

export const dropInPath = '/etc/systemd/system/haproxy.service.d/limits.conf';

/** The largest `maxconn` with which something still fits; undefined where not even one connection does. */
export function largestMaxconn(inputs: CapacityInputs, fits: (inputs: CapacityInputs) => boolean): number | undefined {
  let low = 0;
  let high = maxconnOf(inputs).value ?? 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(trying(inputs, { maxconn: middle }))) low = middle;
    else high = middle;
  }
  return low > 0 ? low : undefined;
}

/** The largest `maxconn` whose descriptors are no more than these. */
export function maxconnFor(inputs: CapacityInputs, { value = 0 }: Quantity): number | undefined {
  return largestMaxconn(inputs, (tried) => (descriptorsNeeded(tried).value ?? Number.POSITIVE_INFINITY) <= value);
}
