/** What the sysctl files of a host say to the capacity model. */
import type { CapacityInputs } from '../../capacity/inputs.ts';
import { kernelDefault, unitOfKey } from '../../capacity/kernel-defaults.ts';
import { known, type Quantity, unknown } from '../../capacity/quantity.ts';
import type { FileView } from '../../engine/file-view.ts';
import { sysctlKeys } from './facts/keys.ts';
import { deciding, isSettled } from './in-force.ts';
import { kernelNumber } from './kinds.ts';

/**
 * A field of a key: from the line that decides it, else the kernel's default.
 */
export function sysctlOf(view: FileView): CapacityInputs['sysctl'] {
  const settled = isSettled(view);
  return (key, field = 0) => {
    const name = nameOf(key, field);
    const line = deciding(view, key);
    if (!settled && !line) return unknown(name, unitOfKey(key), 'a template that makes lines');
    return line ? written(line, key, field, name) : kernelDefault(view.host, key, field, name);
  };
}

function written(
  { analysis, line, setting }: NonNullable<ReturnType<typeof deciding>>,
  key: string,
  field: number,
  name: string,
): Quantity {
  const { start, end } = setting;
  const place = { path: analysis.path, line, start, end };
  const number = setting.uncertain ? undefined : kernelNumber(setting.fields[field] ?? '');
  if (number === undefined) return unknown(name, unitOfKey(key), 'a value that is no plain number');
  return known(name, Number(number), unitOfKey(key), { from: key, place });
}

/** `tcp_rmem default`: the last part of the key, with the field's name where there are several. */
function nameOf(key: string, field: number): string {
  const short = key.slice(key.lastIndexOf('.') + 1);
  const params = sysctlKeys.get(key)?.params;
  const param = params && params.length > 1 ? params[field] : undefined;
  return param && 'name' in param && param.name ? `${short} ${param.name}` : short;
}
