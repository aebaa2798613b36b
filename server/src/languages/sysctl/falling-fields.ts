/** Keys of three fields that must rise, though the kernel does not see to it. */
import { clipped } from '../../engine/nearest.ts';
import { type LineReport, replace } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import { formatCount } from '../../engine/values/quantity.ts';
import { kernelNumber } from './kinds.ts';

/** How the fields are called from the smallest to the largest, and what comes of a line that falls. */
export interface RisingFields {
  readonly names: readonly [string, string, string];
  readonly consequence: string;
}

/** The report on a line whose fields do not rise; equal ones are fine. */
export function fallingFields({ setting }: Statement, { names, consequence }: RisingFields): readonly LineReport[] {
  if (!setting || setting.uncertain) return [];
  const written = setting.fields.slice(0, 3);
  const fields = written.map(kernelNumber);
  const [low, middle, high] = fields;
  if (low === undefined || middle === undefined || high === undefined || (low <= middle && middle <= high)) return [];
  const shown = fields.map((field, at) => `${names[at]} ${formatCount(field as bigint)}`);
  const [wrong, next] = low > middle ? [0, 1] : [1, 2];
  const order = [0, 1, 2].sort((a, b) => Number((fields[a] as bigint) - (fields[b] as bigint)));
  const right = order.map((at) => written[at]).join(' ');
  return [
    {
      start: setting.start,
      end: setting.end,
      message: `${shown[wrong]} is above ${shown[next]}. ${consequence}`,
      fixes: [{ title: `Write ${clipped(right)}`, safe: false, edits: [replace(setting.start, setting.end, right)] }],
    },
  ];
}
