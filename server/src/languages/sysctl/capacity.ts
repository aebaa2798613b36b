/** What the sysctl files of a host say to the capacity model. */
import type { CapacityInputs } from '../../capacity/inputs.ts';
import { kernelDefault, machineOf, unitOfKey } from '../../capacity/kernel-defaults.ts';
import { known, type Place, type Quantity, unknown } from '../../capacity/quantity.ts';
import type { FileView, SettingLine } from '../../engine/file-view.ts';
import { sysctlKeys } from './facts/keys.ts';
import { deciding, isSettled } from './in-force.ts';
import { kernelNumber } from './kinds.ts';
import { joinPorts, parsePorts } from './loaders/port-set.ts';

/**
 * A field of a key: from the line that decides it, else the kernel's default.
 */
export function sysctlOf(view: FileView): CapacityInputs['sysctl'] {
  const settled = isSettled(view);
  const machine = machineOf(view);
  return (key, field = 0) => {
    const name = nameOf(key, field);
    const line = deciding(view, key);
    if (!settled && !line) return unknown(name, unitOfKey(key), 'a template that makes lines');
    return line ? written(line, key, field, name) : kernelDefault(machine, key, field, name);
  };
}

/** The ports that the kernel keeps back, from the line that decides them; absent where none does. */
export function reservedPortsOf(view: FileView): CapacityInputs['reservedPorts'] {
  const key = 'net.ipv4.ip_local_reserved_ports';
  const line = deciding(view, key);
  if (!line) return isSettled(view) ? undefined : 'unknown';
  const ports = line.setting.uncertain ? undefined : parsePorts(line.setting.value);
  return ports ? { ranges: joinPorts(ports), source: { from: key, place: placeOf(line) } } : 'unknown';
}

function written(at: SettingLine, key: string, field: number, name: string): Quantity {
  const { setting } = at;
  const place = placeOf(at);
  const number = setting.uncertain ? undefined : kernelNumber(setting.fields[field] ?? '');
  if (number === undefined) return unknown(name, unitOfKey(key), 'a value that is no plain number');
  return known(name, Number(number), unitOfKey(key), { from: key, place });
}

function placeOf({ analysis, line, setting: { start, end } }: SettingLine): Place {
  return { path: analysis.path, line, start, end };
}

/** `tcp_rmem default`: the last part of the key, with the field's name where there are several. */
function nameOf(key: string, field: number): string {
  const short = key.slice(key.lastIndexOf('.') + 1);
  const params = sysctlKeys.get(key)?.params;
  const param = params && params.length > 1 ? params[field] : undefined;
  return param && 'name' in param && param.name ? `${short} ${param.name}` : short;
}
