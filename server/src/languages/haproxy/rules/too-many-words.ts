import type { Rule } from '../../../engine/rules.ts';
import { mostWords } from '../lexical.ts';

/** A line of more words than HAProxy keeps (`parse_line` in src/tools.c); seen on 2.6.12. */
export const tooManyWords: Rule = {
  id: 'haproxy/too-many-words',
  title: 'More words than HAProxy takes on one line',
  severity: 'error',
  problems: ['too-many-words'],
  problem({ start, end, detail }) {
    return {
      start,
      end,
      message: `HAProxy takes ${mostWords} words on a line, and here are ${detail}: it refuses the file.`,
    };
  },
};
