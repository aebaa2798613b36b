/** Quantities for people: bytes, durations and counts, read and written the same way everywhere. */

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Bytes as a person reads them, in powers of 1024 with at most one decimal: `114.4 GiB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // What would be rounded to 1024 of a unit is one of the next.
  while (value >= (unit === 0 ? 1024 : 1023.5) && unit < binary.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || Number.isInteger(value) || value >= 1000 ? 0 : 1;
  const text = value.toFixed(digits).replace(/\.0$/, '');
  return `${bytes < 0 ? '-' : ''}${text} ${binary[unit]}`;
}

/** A count with its digits in groups of three: `30 000 000`. */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/(\d)(?=(\d{3})+$)/g, '$1 ');
}

/** A share as a percentage without decimals: `31 %`, `2 861 %`; below one percent with one. */
export function formatShare(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return `${percent < 1 ? percent.toFixed(1) : formatCount(Math.round(percent))} %`;
}

const sizeUnits: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * Bytes of a size as people write it: `4GiB`, `4G`, `4 gb`, `512MiB`, `1073741824`; every unit is a power of 1024, as on the
 * label of a memory module. Undefined when the text is not a size.
 */
export function parseSize(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  if (!found) return undefined;
  const bytes = Number(found[1]) * 1024 ** (sizeUnits[(found[2] ?? '').toLowerCase()] ?? 0);
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined;
}

const spans: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
  [1, 'ms'],
];

/** A duration as a person reads it, its two largest parts: `5 d`, `1 h 30 min`, `250 ms`. */
export function formatDuration(milliseconds: number): string {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [span, unit] of spans) {
    const count = Math.floor(rest / span);
    if (!(count > 0)) continue;
    parts.push(`${formatCount(count)} ${unit}`);
    rest -= count * span;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 ms';
}

/** The byte sizes that the units of facts stand for; undefined where a unit is no amount of memory. */
export function unitBytes(unit: string | undefined, pageSize: number): number | undefined {
  if (!unit) return undefined;
  if (/^pages?\b/i.test(unit)) return pageSize;
  if (/^KiB\b/.test(unit)) return 1024;
  if (/^MiB\b/.test(unit)) return 1024 ** 2;
  if (/^bytes?\b/i.test(unit)) return 1;
  return undefined;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  seconds: 1000,
  minutes: 60_000,
  milliseconds: 1,
  centiseconds: 10,
  microseconds: 0.001,
};

/** Milliseconds that one of a unit of time lasts; undefined where the unit is not one of time. */
export function unitDuration(unit: string | undefined): number | undefined {
  return unit ? unitMilliseconds[/^[A-Za-z]+/.exec(unit)?.[0] ?? ''] : undefined;
}

/** A plain count in a fact's unit, for a person: bytes and pages as sizes, times as durations, anything else not at all. */
export function describeQuantity(count: number, unit: string | undefined, pageSize: number): string | undefined {
  const bytes = unitBytes(unit, pageSize);
  if (bytes !== undefined) return count * bytes >= 1024 ? formatBytes(count * bytes) : undefined;
  const milliseconds = unitDuration(unit);
  if (milliseconds !== undefined) return count * milliseconds >= 1 ? formatDuration(count * milliseconds) : undefined;
  return undefined;
}

/** No program's bound has so many digits, and a number of thousands takes long to make and longer to print. */
const mostDigits = 40;

/**
 * The value of an integer in decimal, or with `0x` or `0o` before it; one with more digits than any bound becomes another one
 * beyond every bound, of the same sign.
 */
export function readBigInt(text: string): bigint {
  const [, sign = '', prefix = '', digits = ''] = /^([+-]?)(0[xo])?0*([0-9a-f]*)/i.exec(text) ?? [];
  const magnitude = BigInt(`${prefix}${digits.slice(0, mostDigits) || '0'}`);
  return sign === '-' ? -magnitude : magnitude;
}
