import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';

/** PCRE2 compiles the regular expressions when HAProxy starts, and HAProxy refuses the line when it cannot. */
export const invalidRegex: Rule = {
  id: 'haproxy/invalid-regex',
  title: 'A regular expression that PCRE2 refuses',
  severity: 'error',
  problems: ['invalid-regex'],
  problem: ({ start, end, detail = '' }, { text }) => ({
    start,
    end,
    message: `PCRE2 refuses this regular expression at '${clipped(text.slice(start, end))}': ${detail}.`,
  }),
};
