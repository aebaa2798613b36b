import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';

/** HAProxy reads a time up to its unit and warns of what follows; the warning says that it will become an error. */
export const timeJunk: Rule = {
  id: 'haproxy/time-junk',
  title: 'Letters behind the unit of a time',
  severity: 'warning',
  problems: ['time-junk'],
  problem({ start, end, detail: junk = '' }, { text }) {
    const written = text.slice(start, end);
    const read = written.slice(0, written.length - junk.length);
    return {
      start,
      end,
      message: `HAProxy reads '${clipped(written)}' as ${read} and only warns of the '${clipped(junk)}' behind it, which a later release will refuse.`,
      fixes: [{ title: `Write ${read}`, safe: true, edits: [replace(start, end, read)] }],
    };
  },
};
