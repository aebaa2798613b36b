/** Values that a person wrote with a unit, separators or an exponent, which pam_limits does not know. */
import { formatBytes, formatCount, readBigInt } from '../../engine/values/quantity.ts';
import type { LimitItem } from './facts/items.ts';

export interface MeantValue {
  /** What to write instead. */
  readonly value: string;
  /** The arithmetic, for a message: `64 × 1 024 = 65 536`. */
  readonly reading: string;
}

const powers: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 };
/** Units of time, in the unit the item counts. */
const times: ReadonlyMap<string, ReadonlyMap<string, bigint>> = new Map([
  ['minutes', new Map(Object.entries({ m: 1n, min: 1n, h: 60n, d: 1440n }))],
  ['microseconds', new Map(Object.entries({ us: 1n, ms: 1000n, s: 1_000_000n }))],
]);
/** Whatever was meant with more digits, it is no limit. */
const longestMeant = 40;

/** What a value may have been meant to be, the likelier one first; empty where nobody can tell. */
export function meantValues(written: string, item: LimitItem): readonly MeantValue[] {
  if (written.length > longestMeant) return [];
  const text = written.toLowerCase();
  if (/^0x[0-9a-f]+$/.test(text)) return [plain(readBigInt(text), `${written} is hexadecimal for`)];
  if (/^\d{1,3}(?:[,_.'][0-9]{3})+$/.test(text))
    return [plain(readBigInt(text.replace(/\D/g, '')), 'without separators it is')];
  const power = /^(\d+(?:\.\d+)?)e\+?(\d{1,2})$/.exec(text);
  if (power) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? [plain(BigInt(value), `${written} written out is`)] : [];
  }
  const time = item.unit === undefined ? undefined : times.get(item.unit);
  const suffixed = /^(\d+)\s*([a-z]+)$/.exec(text);
  if (time) {
    const [, count = '', unit = ''] = suffixed ?? [];
    const factor = time.get(unit);
    return factor ? [plain(readBigInt(count) * factor, `in ${item.unit} it is`)] : [];
  }
  return suffixed || /^\d+\.\d+\s*[a-z]+$/.test(text) ? withSuffix(text, item) : [];
}

function withSuffix(text: string, item: LimitItem): readonly MeantValue[] {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgt])(i?b)?$/.exec(text);
  if (!found) return [];
  const number = Number(found[1]);
  const exponent = powers[found[2] as string] as number;
  if (item.unit === 'KiB') return bytes(number * 1024 ** exponent, 1024, 'KiB');
  if (item.unit === 'bytes') return bytes(number * 1024 ** exponent, 1, 'bytes');
  if (found[3]) return [];
  const values = [1024, 1000].map((base) => ({ base, value: number * base ** exponent }));
  // 64k is a power of two and 100k a round number.
  if (!Number.isInteger(Math.log2(number))) values.reverse();
  return values
    .filter(({ value }) => Number.isSafeInteger(value))
    .map(({ base, value }) => {
      const factor = exponent === 1 ? formatCount(base) : `${formatCount(base)}^${exponent}`;
      return { value: String(value), reading: `${found[1]} × ${factor} = ${formatCount(value)}` };
    });
}

function bytes(amount: number, unit: number, name: string): readonly MeantValue[] {
  const value = amount / unit;
  if (!Number.isSafeInteger(value)) return [];
  return [{ value: String(value), reading: `${formatBytes(amount)} are ${formatCount(value)} ${name}` }];
}

function plain(value: bigint, introduction: string): MeantValue {
  return { value: String(value), reading: `${introduction} ${formatCount(value)}` };
}
