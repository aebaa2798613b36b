import { clipped, nearest } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

/** From this release on integers are read whole; 2.6 still stops at the first other character, and says nothing. */
const checkedIntegers = '3.2';

/** A value that HAProxy cannot read, or that is beyond what it can hold. */
export const invalidValue: Rule = {
  id: 'haproxy/invalid-value',
  title: 'HAProxy cannot read this value',
  severity: 'error',
  problems: ['invalid-time', 'invalid-size', 'time-overflow', 'not-a-number', 'out-of-range', 'unknown-value'],
  problem({ code, start, end, detail = '', candidates }, { text }, { host }) {
    const lax = code === 'not-a-number' && compareVersions(targetVersion(host), checkedIntegers) < 0;
    const written = text.slice(start, end);
    const meant = code === 'unknown-value' ? nearest(written, candidates?.() ?? []) : meantNumber(code, written);
    return {
      start,
      end,
      severity: lax ? 'warning' : 'error',
      message:
        code === 'time-overflow'
          ? `'${clipped(written)}' is longer than HAProxy can count, which is ${detail} here.`
          : lax
            ? `'${clipped(written)}' is no integer: HAProxy before ${checkedIntegers} takes ${/^\d*/.exec(written)?.[0] || 0} without a word.`
            : `'${clipped(written)}' cannot stand here: expected ${detail}.`,
      fixes: meant.map((value) => ({
        title: `Change to '${clipped(value)}'`,
        safe: false,
        edits: [replace(start, end, value)],
      })),
    };
  },
};

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
  const size = code === 'invalid-size' ? /^(\d+)([kmg])i?b$/i.exec(written) : null;
  return size ? [`${size[1]}${size[2]?.toLowerCase()}`] : [];
}
