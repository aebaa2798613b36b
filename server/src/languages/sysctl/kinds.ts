/** The value kinds of sysctl keys: numbers are read as the kernel reads them, with base 0. */
import { integer as decimal, portList, text } from '../../engine/values/common.ts';
import { type ValueKind, valueKinds } from '../../engine/values/kind.ts';
import { describeQuantity, readBigInt } from '../../engine/values/quantity.ts';
import { pageSizeOf } from '../../host/facts.ts';

/** Characters of the longest number that says what it is: the largest of 64 bits in octal, and its sign. */
export const longestNumber = 24;

/**
 * The number the kernel reads from a field: hexadecimal behind `0x`, octal behind `0`, else decimal. Undefined where it
 * refuses the field (any suffix, sign `+`, fraction or word).
 */
export function kernelNumber(field: string): bigint | undefined {
  const found = /^(-?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.exec(field);
  if (!found) return undefined;
  const digits = found[2] as string;
  const octal = /^0[0-7]+$/.test(digits);
  const magnitude = readBigInt(octal ? `0o${digits.slice(1)}` : digits);
  return found[1] === '-' ? -magnitude : magnitude;
}

/** The range is checked by a rule, for it depends on the kernel's version. */
const integer: ValueKind = {
  ...decimal,
  accepts: () => true,
  check: (written, spec) =>
    kernelNumber(written) === undefined ? [{ code: 'not-a-number', detail: decimal.expects(spec) }] : [],
  describe(written, spec, around) {
    const value = kernelNumber(written);
    const page = pageSizeOf(around?.host ?? {});
    return value === undefined || value < 0n ? undefined : describeQuantity(Number(value), spec.options.unit, page);
  },
};

export const sysctlKinds = valueKinds(integer, portList, text);
