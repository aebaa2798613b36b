/** Times and sizes as HAProxy reads them (`parse_time_err` and `parse_size_err` in its src/tools.c). */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { formatBytes, formatDuration, unitDuration } from '../../../engine/values/quantity.ts';

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

/** Digits with an optional unit (`us ms s m h d`); without one the directive's own unit counts, `unit=` in the signature. */
export const duration: ValueKind = {
  name: 'duration',
  token: 'number',
  accepts: (text) => /^\d/.test(text),
  check(text, spec) {
    const found = /^(\d+)(us|ms|[smhd])?(.*)$/s.exec(text);
    const unit = spec.options.unit ?? 'ms';
    if (!found) return [{ code: 'invalid-time', detail: duration.expects(spec) }];
    const [, digits = '', written, rest] = found;
    if (rest !== '' && !written) return [{ code: 'invalid-time', detail: duration.expects(spec) }];
    const per = nanoseconds[unit] ?? 1_000_000n;
    const value = wrapped(digits) * (nanoseconds[written ?? unit] ?? per);
    if ((value + per - 1n) / per > largest)
      return [{ code: 'time-overflow', detail: formatDuration(Number((largest * per) / 1_000_000n)) }];
    // HAProxy stops at a known unit and only warns of what follows it.
    if (rest !== '') return [{ code: 'time-junk', detail: rest ?? '' }];
    if (!written && value > 0n)
      return [{ code: 'time-without-unit', detail: unit, suggestion: shortest(Number(value / 1_000n)) }];
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

const shifts: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30 };

/** Digits with an optional `k`, `m` or `g`, all powers of 1024. */
export const size: ValueKind = {
  name: 'size',
  token: 'number',
  accepts: (text) => /^\d/.test(text),
  check: (text, spec) => (/^\d+[kKmMgG]?$/.test(text) ? none : [{ code: 'invalid-size', detail: size.expects(spec) }]),
  describe(text) {
    const found = /^(\d+)([kKmMgG]?)$/.exec(text);
    if (!found) return undefined;
    const bytes = Number(found[1]) * 2 ** (shifts[(found[2] ?? '').toLowerCase()] ?? 0);
    return bytes >= 1024 ? formatBytes(bytes) : undefined;
  },
  expects: () => 'a size such as 16384 or 16k (units k, m, g, powers of 1024)',
};
