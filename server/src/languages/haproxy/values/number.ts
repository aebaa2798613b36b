/**
 * Whole numbers as HAProxy reads them, which is not the same everywhere: most directives call `atoi` or `atol`, which stop at
 * the first character that is no digit and read a word without digits as 0; newer ones look at what follows.
 *
 *   <n:number>                       digits in front of anything; a word without digits is 0
 *   <n:number strict>                nothing but an integer
 *   <n:number strict=2.8>            the same from this release on
 *   <n:number min=1 max=64>          bounds, both included
 *   <n:number max=64 max@2.8=256>    another bound from a release on
 *   <n:number strict warn>           of anything else HAProxy only warns, and ignores it
 *   <n:number or=-1>                 one value outside the bounds
 *   <n:number in=200,400 in@3.1=…>   one of these
 *   <n:number bits=64>               how many bits the number is kept in before it is compared; 32, and with `u32` no sign
 */
import type { ValueSpec } from '../../../engine/signature.ts';
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { describeQuantity } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { byRelease } from './by-release.ts';

/** Pages are described at the size nearly every machine has. */
const usualPage = 4096;
const none: readonly ValueProblem[] = [];

/** What a signature says of a number, for one release. */
interface Limits {
  readonly strict: boolean;
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
  readonly or: bigint | undefined;
  readonly in: ReadonlySet<bigint> | undefined;
  readonly bits: string;
  /** The release, where another one reads the number differently. */
  readonly release: string | undefined;
}

/** The option of a signature that counts for a release: `max@2.8=256` from 2.8 on, and `max=64` before. */
export function optionAt(spec: ValueSpec, name: string, release: string): string | undefined {
  let found = spec.options[name];
  let since = '0';
  for (const key of Object.keys(spec.options)) {
    if (!key.startsWith(`${name}@`)) continue;
    const from = key.slice(name.length + 1);
    if (compareVersions(release, from) < 0 || compareVersions(from, since) < 0) continue;
    since = from;
    found = spec.options[key];
  }
  return found;
}

const limitsOf = byRelease((spec, release): Limits => {
  const bound = (name: string) => {
    const text = optionAt(spec, name, release);
    return text === undefined ? undefined : BigInt(text);
  };
  const list = optionAt(spec, 'in', release);
  const { strict, bits = '32' } = spec.options;
  const varies = strict !== undefined || Object.keys(spec.options).some((key) => key.includes('@'));
  return {
    strict: spec.words.includes('strict') || (strict !== undefined && compareVersions(release, strict) >= 0),
    min: bound('min'),
    max: bound('max'),
    or: bound('or'),
    in: list === undefined ? undefined : new Set(list.split(',').map(BigInt)),
    bits,
    release: varies ? release : undefined,
  };
});

/** Whether every number of so many digits is within the bounds of every release. */
function isWithin(options: ValueSpec['options'], digits: number): boolean {
  const [low, high] = [10 ** (digits - 1), 10 ** digits - 1];
  return Object.entries(options).every(([name, bound]) => {
    if (name.startsWith('in@')) return false;
    if (name === 'min' || name.startsWith('min@')) return Number(bound) <= low;
    return !(name === 'max' || name.startsWith('max@')) || Number(bound) >= high;
  });
}

const leading = /^[ \t]*([+-]?\d+)/;

/** What `strtol` makes of digits: it stops at the largest 64-bit numbers; what keeps fewer bits takes the lowest ones. */
function kept(digits: string, bits: string): bigint {
  const bare = digits.replace(/^([+-]?)0+(?=\d)/, '$1');
  const clipped = bare.length > 20 ? `${bare.startsWith('-') ? '-' : ''}9223372036854775808` : bare;
  let value = BigInt(clipped.startsWith('+') ? clipped.slice(1) : clipped);
  if (value > 9223372036854775807n) value = 9223372036854775807n;
  if (value < -9223372036854775808n) value = -9223372036854775808n;
  if (bits === 'u32') return BigInt.asUintN(32, value);
  return bits === '64' ? value : BigInt.asIntN(32, value);
}

/** Small numbers, which nearly all are, need no exact arithmetic. */
const plain = /^\d{1,9}$/;

export const number: ValueKind = {
  name: 'number',
  token: 'number',
  alike: (words, { options }, length) => words === 'number' && !('in' in options) && isWithin(options, length),
  check(text, spec, { host }) {
    const limits = limitsOf(spec, targetVersion(host));
    const { strict, min, max, or } = limits;
    if (min === undefined && max === undefined && !limits.in && plain.test(text)) return none;
    const digits = leading.exec(text)?.[1];
    const whole = digits !== undefined && text.trimStart().length === digits.length;
    if (strict && !whole) return refused('not-a-number', spec, limits);
    const value = digits === undefined ? 0n : kept(digits, limits.bits);
    const outside =
      (min !== undefined && value < min) || (max !== undefined && value > max) || limits.in?.has(value) === false;
    if (outside && value !== or) return refused('out-of-range', spec, limits);
    return whole ? none : [{ code: 'number-junk', detail: `${value}` }];
  },
  describe: (text, spec) =>
    plain.test(text) ? describeQuantity(Number(text), spec.options.unit, usualPage) : undefined,
  expects: (spec) => expected(spec, { ...limitsOf(spec, '99'), release: undefined }),
};

function refused(code: string, spec: ValueSpec, limits: Limits): readonly ValueProblem[] {
  return [{ code: spec.words.includes('warn') ? 'ignored-value' : code, detail: expected(spec, limits) }];
}

function expected(spec: ValueSpec, { min, max, or, in: list, release }: Limits): string {
  if (list) return `one of ${[...list].join(', ')}${release === undefined ? '' : ` in HAProxy ${release}`}`;
  const low = min === undefined ? undefined : `${min}`;
  const high = max === undefined || max >= 2147483632n ? undefined : `${max}`;
  const range =
    low !== undefined && high !== undefined
      ? ` from ${low} to ${high}`
      : low !== undefined
        ? ` from ${low} up`
        : high !== undefined
          ? ` up to ${high}`
          : '';
  const other = or === undefined ? '' : `, or ${or}`;
  const unit = spec.options.unit ? ` (${spec.options.unit})` : '';
  return `an integer${range}${other}${unit}${release === undefined ? '' : `, as HAProxy ${release} reads it`}`;
}
