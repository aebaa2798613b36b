import { clipped, nearest } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';

/** A value that HAProxy cannot read, or that is beyond what it can hold. */
export const invalidValue: Rule = {
  id: 'haproxy/invalid-value',
  title: 'HAProxy cannot read this value',
  severity: 'error',
  problems: [
    'invalid-time',
    'invalid-size',
    'size-unit',
    'time-overflow',
    'not-a-number',
    'out-of-range',
    'unknown-value',
    'ignored-value',
    'malformed',
  ],
  problem({ code, start, end, detail = '', candidates, suggestion }, { text }) {
    const written = text.slice(start, end);
    const near = candidates ? meantWord(written, candidates) : meantNumber(code, written);
    const meant = suggestion === undefined ? near : [suggestion];
    return {
      start,
      end,
      severity: code === 'ignored-value' ? 'warning' : 'error',
      message: sentence(code, clipped(written), detail),
      fixes: meant.map((value) => ({
        title: `Change to '${clipped(value)}'`,
        safe: false,
        edits: [replace(start, end, value)],
      })),
    };
  },
};

function sentence(code: string, written: string, detail: string): string {
  if (code === 'time-overflow') return `'${written}' is longer than HAProxy can count, which is ${detail} here.`;
  if (code === 'ignored-value') return `HAProxy ignores '${written}' here and warns: expected ${detail}.`;
  if (code === 'size-unit') return `'${written}' is ${detail}: too few to start with.`;
  if (code === 'malformed') return `'${written}' cannot stand here: ${detail}.`;
  return `'${written}' cannot stand here: expected ${detail}.`;
}

/** The nearest words, or else the only one that starts like it: `int` for `integer`. */
function meantWord(written: string, candidates: () => Iterable<string>): readonly string[] {
  const near = nearest(written, candidates());
  if (near.length > 0 || written.length < 2) return near;
  const longer = [...candidates()].filter((each) => each.startsWith(written));
  return longer.length === 1 ? longer : near;
}

const milliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a time or size was meant to be where the digits leave no doubt: `30S`, `1.5s`, `16kb`. */
function meantNumber(code: string, written: string): readonly string[] {
  if (code === 'invalid-time') {
    const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(us|ms|[smhd])$/i.exec(written) ?? [];
    const lower = unit.toLowerCase();
    if (/^\d+$/.test(digits)) return [`${digits}${lower}`];
    const exact = Number(digits) * (milliseconds[lower] ?? 0);
    return exact > 0 && Number.isInteger(exact) ? [`${exact}ms`] : [];
  }
  if (code === 'not-a-number') {
    if (/^\d{1,6}k$/i.test(written)) return [`${Number.parseInt(written, 10) * 1000}`];
    return grouped.test(written) ? [written.replace(/[_,']/g, '')] : [];
  }
  if (code === 'size-unit') return plainBytes(written);
  const size = code === 'invalid-size' ? /^(\d+)([kmg])i?b$/i.exec(written) : null;
  return size ? [`${size[1]}${size[2]?.toLowerCase()}`] : [];
}

/** Digits in groups of three, as people write them. */
const grouped = /^\d{1,3}(?:[_,']\d{3})+$/;

/** A size with a unit as the number of bytes it stands for. */
export function plainBytes(written: string): readonly string[] {
  const found = /^(\d{1,9})([kmg])$/i.exec(written);
  if (!found) return [];
  const bytes = Number(found[1]) * 1024 ** ('kmg'.indexOf((found[2] ?? '').toLowerCase()) + 1);
  return Number.isSafeInteger(bytes) ? [`${bytes}`] : [];
}
