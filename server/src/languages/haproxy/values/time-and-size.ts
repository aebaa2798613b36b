/** Times and sizes as HAProxy reads them (`parse_time_err` and `parse_size_err` in its src/tools.c). */
import type { ValueSpec } from '../../../engine/signature.ts';
import type { JoinContext } from '../../../engine/slots.ts';
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { formatBytes, formatDuration, unitDuration } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { number, optionAt } from './number.ts';

const none: readonly ValueProblem[] = [];
const largest = 2_147_483_647n;
const nanoseconds: Readonly<Record<string, bigint>> = {
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/**
 * Digits with an optional unit (`us ms s m h d`); without one the directive's own unit counts, `unit=` in the signature.
 * `low=` names the number from which on HAProxy takes one without a unit for meant (`isSuspiciousTime`).
 */
export const duration: ValueKind = {
  name: 'duration',
  token: 'number',
  accepts: (text) => /^\d/.test(text),
  check(text, spec) {
    const found = readTime.exec(text);
    const { unit = 'ms', min, max, or } = spec.options;
    if (text === or) return none;
    if (!found) return [{ code: 'invalid-time', detail: duration.expects(spec) }];
    const [, digits = '', written, rest] = found;
    if (rest !== '' && !written) return [{ code: 'invalid-time', detail: duration.expects(spec) }];
    const per = nanoseconds[unit] ?? 1_000_000n;
    const value = scaled(digits, written ?? unit, unit);
    if (value > largest)
      return [{ code: 'time-overflow', detail: formatDuration(Number((largest * per) / 1_000_000n)) }];
    if ((min !== undefined && value < BigInt(min)) || (max !== undefined && value > BigInt(max)))
      return [{ code: 'out-of-range', detail: timeRange(min, max, unit) }];
    // HAProxy stops at a known unit and only warns of what follows it.
    if (rest !== '') return [{ code: 'time-junk', detail: rest ?? '' }];
    if (!written && value > 0n)
      return [{ code: 'time-without-unit', detail: unit, suggestion: shortest(Number((value * per) / 1_000n)) }];
    return none;
  },
  describe(text, spec) {
    const found = /^(\d+)(us|ms|[smhd])?/.exec(text);
    if (!found) return undefined;
    const milliseconds = Number(found[1]) * (unitDuration(found[2] ?? spec.options.unit ?? 'ms') ?? 1);
    return milliseconds < 1 ? undefined : formatDuration(milliseconds);
  },
  expects: (spec) => `a time such as 30s (units us, ms, s, m, h, d; without one ${spec.options.unit ?? 'ms'})`,
};

/** The first release that warns of a small number without a unit, in the places whose signature says `low=` (`warn_if_lower`). */
const suspectedSince = '3.2';

/** Whether the text says a time so short, and without a unit, that another unit may be meant. */
export function isSuspiciousTime(text: string, { options }: ValueSpec): boolean {
  return options.low !== undefined && /^\d+$/.test(text) && Number(text) > 0 && Number(text) < Number(options.low);
}

/** Whether the release itself warns of such a time. */
export function isSuspected(release: string): boolean {
  return compareVersions(release, suspectedSince) >= 0;
}

const readTime = /^(\d+)(us|ms|[smhd])?(.*)$/s;

/** A time in the directive's unit, rounded up; HAProxy multiplies in 64 bits and never looks whether the product fits. */
function scaled(digits: string, written: string, unit: string): bigint {
  const value = wrapped(digits);
  if (written === unit) return value;
  const from = nanoseconds[written] ?? 1n;
  const to = nanoseconds[unit] ?? 1n;
  if (from >= to) return BigInt.asUintN(64, value * (from / to));
  const divisor = to / from;
  return BigInt.asUintN(64, value + divisor - 1n) / divisor;
}

function timeRange(min: string | undefined, max: string | undefined, unit: string): string {
  const low = min === undefined ? '' : ` from ${min} ${unit}`;
  return `a time${low}${max === undefined ? ' up' : `${low ? ' to' : ' up to'} ${max} ${unit}`}`;
}

/** HAProxy adds digits up in 64 bits and never looks whether they still fit. */
function wrapped(digits: string): bigint {
  let value = 0n;
  for (let at = 0; at < digits.length; at += 15) {
    const part = digits.slice(at, at + 15);
    value = BigInt.asUintN(64, value * 10n ** BigInt(part.length) + BigInt(part));
  }
  return value;
}

/** The largest unit that gives a whole number: 50000 ms is `50s`. */
function shortest(microseconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000_000],
    ['h', 3_600_000_000],
    ['m', 60_000_000],
    ['s', 1_000_000],
    ['ms', 1_000],
  ];
  for (const [unit, size] of units) if (microseconds % size === 0) return `${microseconds / size}${unit}`;
  return `${microseconds}us`;
}

const shifts: Readonly<Record<string, bigint>> = { '': 0n, k: 10n, m: 20n, g: 30n, t: 40n, p: 50n };
const readSize = /^(\d+)([kmg]?)$/i;
const readLongSize = /^(\d+)([kmgtp]?)$/i;

/**
 * Digits with an optional `k`, `m` or `g`, all powers of 1024, of 32 bits together; with `bits=64` also `t` and `p`.
 * `since=` names the first release that reads units there: the ones before it read a plain number.
 */
export const size: ValueKind = {
  name: 'size',
  token: 'number',
  accepts: (text) => /^\d/.test(text),
  check(text, spec, context) {
    const { since, bits, min } = spec.options;
    const max = optionAt(spec, 'max', targetVersion(context.host));
    if (since !== undefined && compareVersions(targetVersion(context.host), since) < 0)
      return plainSize(text, spec, context);
    const found = (bits === '64' ? readLongSize : readSize).exec(text);
    if (!found || (found[1] ?? '').length > 25) return [{ code: 'invalid-size', detail: size.expects(spec) }];
    const value = BigInt(found[1] ?? '') << (shifts[(found[2] ?? '').toLowerCase()] ?? 0n);
    if (value >> (bits === '64' ? 64n : 32n) !== 0n)
      return [{ code: 'out-of-range', detail: `a size below ${bits === '64' ? '16777216t' : '4g'}` }];
    const outside = (min !== undefined && value < BigInt(min)) || (max !== undefined && value > BigInt(max));
    return outside ? [{ code: 'out-of-range', detail: sizeRange(min, max) }] : none;
  },
  describe(text) {
    const found = readLongSize.exec(text);
    if (!found) return undefined;
    const bytes = Number(found[1]) * 2 ** Number(shifts[(found[2] ?? '').toLowerCase()] ?? 0n);
    return bytes >= 1024 ? formatBytes(bytes) : undefined;
  },
  expects: () => 'a size such as 16384 or 16k (units k, m, g, powers of 1024)',
};

/** A size of a release that knows no units there: what follows the digits is dropped, so that `16k` is 16. */
function plainSize(text: string, spec: ValueSpec, context: JoinContext): readonly ValueProblem[] {
  const found = number.check?.(text, spec, context) ?? none;
  const unit = readSize.exec(text);
  if (found.length === 0 || !unit || unit[2] === '') return found;
  const release = targetVersion(context.host);
  return found.map((problem) =>
    problem.code === 'number-junk'
      ? problem
      : { code: 'size-unit', detail: `${unit[1]} bytes, as HAProxy ${release} reads no units here` },
  );
}

function sizeRange(min: string | undefined, max: string | undefined): string {
  const low = min === undefined ? '' : ` from ${min} bytes`;
  return `a size${low}${max === undefined ? ' up' : `${low ? ' to' : ' up to'} ${max} bytes`}`;
}
