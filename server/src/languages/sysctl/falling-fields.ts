/** Keys of three fields that must rise, though the kernel does not see to it. */
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
  const fields = setting.fields.slice(0, 3).map(kernelNumber);
  const [low, middle, high] = fields;
  if (low === undefined || middle === undefined || high === undefined || (low <= middle && middle <= high)) return [];
  const shown = fields.map((field, at) => `${names[at]} ${formatCount(field as bigint)}`);
  const [wrong, next] = low > middle ? [0, 1] : [1, 2];
  const right = [low, middle, high].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(' ');
  return [
    {
      start: setting.start,
      end: setting.end,
      message: `${shown[wrong]} is above ${shown[next]}. ${consequence}`,
      fixes: [{ title: `Write ${right}`, safe: false, edits: [replace(setting.start, setting.end, right)] }],
    },
  ];
}
