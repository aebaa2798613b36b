/** Numbers as the C library reads them, for values and ids alike. */
import { readBigInt } from '../../engine/values/quantity.ts';

/** RLIM_INFINITY, which is also the largest number strtoul() knows. */
export const infinite = 2n ** 64n - 1n;
const largestLong = 2n ** 63n - 1n;

export interface LeadingNumber {
  readonly value: bigint;
  /** Where reading stopped. */
  readonly end: number;
  /** What was written does not fit; `value` is the nearest that does. */
  readonly overflow: boolean;
}

const leading = /^[\t-\r ]*([+-]?\d+)/;

/** The integer a text begins with, of any size; undefined where there is none. */
export function leadingInteger(text: string): { readonly value: bigint; readonly end: number } | undefined {
  const found = leading.exec(text);
  return found ? { value: readBigInt(found[1] as string), end: found[0].length } : undefined;
}

/** strtoul() in base 10, of 64 bits: a number with a minus is counted down from 2^64. */
export function unsignedLong(text: string): LeadingNumber | undefined {
  const found = leadingInteger(text);
  return found && { ...found, value: wrapped(found.value), overflow: isBeyond(found.value) };
}

/** strtol() in base 10, of 64 bits. */
export function signedLong(text: string): LeadingNumber | undefined {
  const found = leadingInteger(text);
  if (!found) return undefined;
  const value =
    found.value > largestLong ? largestLong : found.value < -largestLong - 1n ? -largestLong - 1n : found.value;
  return { value, end: found.end, overflow: value !== found.value };
}

/** What strtoul() makes of an integer: negative ones wrap around, and what does not fit is the largest there is. */
export function wrapped(value: bigint): bigint {
  if (isBeyond(value)) return infinite;
  return value < 0n ? infinite + 1n + value : value;
}

function isBeyond(value: bigint): boolean {
  return value > infinite || value < -infinite;
}
