import { type Rule, replace } from '../../../engine/rules.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { findSlot } from '../suggest.ts';
import { isSuspected, isSuspiciousTime } from '../values/time-and-size.ts';

/** The warning that HAProxy itself gives since 3.2 of a few milliseconds without a unit (`warn_if_lower`). */
export const suspiciousTime: Rule = {
  id: 'haproxy/suspicious-time',
  title: 'A few milliseconds without a unit',
  severity: 'warning',
  problems: ['time-without-unit'],
  problem({ start, end }, { text, slots }, { host }) {
    const digits = text.slice(start, end);
    const place = findSlot(slots, (slot) => slot.role === 'value' && slot.start === start);
    if (!place?.spec || !isSuspected(targetVersion(host)) || !isSuspiciousTime(digits, place.spec)) return undefined;
    const write = (value: string, safe: boolean) => ({
      title: `Write ${value}`,
      safe,
      edits: [replace(start, end, value)],
    });
    return {
      start,
      end,
      message: `${describeTarget(host)} warns of ${digits} without a unit: it is ${digits} ms here, shorter than most answers take; write ${digits}ms if it is meant and ${digits}s if seconds are.`,
      fixes: [write(`${digits}ms`, true), write(`${digits}s`, false)],
    };
  },
};
