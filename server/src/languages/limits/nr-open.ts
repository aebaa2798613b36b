/** `fs.nr_open` as the sysctl files of the same host set it: the most descriptors that a process can have. */
import type { Surroundings } from '../../engine/values/kind.ts';
import { readBigInt } from '../../engine/values/quantity.ts';

/** The kernel refuses to make it larger. */
const largest = 2_147_483_584n;

/** What the files set it to; undefined where none does, or none to a number that the kernel takes for certain. */
export function nrOpenIn(around: Surroundings): bigint | undefined {
  const written = around.inForce('sysctl', 'fs.nr_open');
  if (written === undefined || !/^[1-9]\d*$/.test(written)) return undefined;
  const most = readBigInt(written);
  return most <= largest ? most : undefined;
}
