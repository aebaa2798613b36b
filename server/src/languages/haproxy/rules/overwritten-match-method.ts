import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { table } from '../facts/tables.ts';

/** A criterion such as `path_beg` brings its method; `-m` replaces it. */
export const overwrittenMatchMethod: Rule = {
  id: 'haproxy/overwritten-match-method',
  title: 'A match method that the name of the criterion contradicts',
  severity: 'warning',
  problems: ['overwritten-method'],
  problem({ start, end, detail = '' }, { text }) {
    const written = text.slice(start, end);
    const fetch = table('acl-criterion')?.get(written)?.fetch;
    return {
      start,
      end,
      message: `${detail} replaces the method of '${clipped(written)}', which does not do what its name says here.`,
      fixes:
        fetch && fetch !== written
          ? [{ title: `Change to '${fetch}'`, safe: true, edits: [replace(start, end, fetch)] }]
          : [],
    };
  },
};
