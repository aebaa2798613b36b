import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import type { LimitItem } from '../facts/items.ts';
import { limitNumber } from '../kinds.ts';
import { meantValues } from '../meant.ts';

/** Digits of a number that one may still read; 64 bits have 20. */
const longestNumber = 30;
/** With fewer descriptors ssh and sudo cannot open a session (measured: 8 fail, 16 do). */
const leastDescriptors = 16n;

/**
 * strtoul() stops at the first character that is no decimal digit, and pam_limits does not look at what is left: the line is
 * in force with another value than the one written.
 */
export const trailingRubbish: Rule = {
  id: 'limits/trailing-rubbish',
  title: 'Only the leading digits of the value count',
  severity: 'error',
  problems: ['trailing-rubbish'],
  problem({ start, end }, { text, fact }) {
    if (!fact) return undefined;
    const written = text.slice(start, end);
    const { value, rubbish } = limitNumber(written, fact.name);
    if (typeof value !== 'bigint') return undefined;
    const meant = meantValues(written, fact as LimitItem);
    const unit = fact.unit && /^(?:KiB|bytes|minutes|microseconds)$/.test(fact.unit) ? ` ${fact.unit}` : '';
    const digits = written.slice(0, written.length - rubbish.length);
    const isLong = digits.length > longestNumber;
    const number = isLong ? clipped(digits) : formatCount(value);
    const read = `pam_limits reads '${clipped(written)}' as ${number}${unit}`;
    const change = (to: string, safe: boolean): Fix => ({
      title: `Change to ${clipped(to)}`,
      safe,
      edits: [replace(start, end, to)],
    });
    const first = meant[0];
    if (!first || first.value === String(value)) {
      // Nothing is lost but the looks of it.
      const fixes = /^[\s\d.,;:'"]*$/.test(rubbish) || first ? [change(isLong ? digits : String(value), true)] : [];
      return { start, end, severity: 'warning', message: `${read}; it does not look at '${clipped(rubbish)}'.`, fixes };
    }
    const locked = fact.name === 'nofile' && value < leastDescriptors ? ' With so few nobody can log in.' : '';
    return {
      start,
      end,
      message: `${read}; ${first.reading}.${locked}`,
      fixes: meant.map((each) => change(each.value, false)),
    };
  },
};
