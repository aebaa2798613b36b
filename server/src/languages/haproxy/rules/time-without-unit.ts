import { type Rule, replace } from '../../../engine/rules.ts';
import { targetVersion } from '../sections.ts';
import { findSlot } from '../suggest.ts';
import { isSuspected, isSuspiciousTime } from '../values/time-and-size.ts';

const unitNames: Readonly<Record<string, string>> = { us: 'microseconds', ms: 'milliseconds', s: 'seconds' };

/** A number for a time counts in the directive's own unit, which is not the same everywhere. */
export const timeWithoutUnit: Rule = {
  id: 'haproxy/time-without-unit',
  title: 'A time without a unit',
  severity: 'information',
  advice: true,
  problems: ['time-without-unit'],
  problem({ start, end, detail: unit = 'ms', suggestion = '' }, { text, fact, slots }, { host }) {
    const digits = text.slice(start, end);
    const place = findSlot(slots, (slot) => slot.role === 'value' && slot.start === start);
    const suspicious = place?.spec !== undefined && isSuspiciousTime(digits, place.spec);
    // `haproxy/suspicious-time` repeats HAProxy's own warning.
    if (suspicious && isSuspected(targetVersion(host))) return undefined;
    const unitName = unitNames[unit] ?? unit;
    const write = (value: string, safe: boolean) => ({
      title: `Write ${value}`,
      safe,
      edits: [replace(start, end, value)],
    });
    if (suspicious && fact?.name.startsWith('timeout ')) {
      return {
        start,
        end,
        severity: 'warning',
        message: `${digits} without a unit is ${digits} ms here, shorter than most answers take; write ${digits}ms if it is meant and ${digits}s if seconds are.`,
        fixes: [write(suggestion, true), write(`${digits}s`, false)],
      };
    }
    const same = suggestion === `${digits}${unit}` ? '' : `, that is ${suggestion}`;
    return {
      start,
      end,
      message: `${digits} without a unit counts ${unitName} here${same}.`,
      fixes: [write(suggestion, true)],
    };
  },
};
