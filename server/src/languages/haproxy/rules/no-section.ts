import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';

/** Every file starts without a section, even one that is loaded behind another. */
export const noSection: Rule = {
  id: 'haproxy/no-section',
  title: 'A line before the first section header',
  severity: 'error',
  problems: ['no-section'],
  problem({ start, end }, { text }) {
    return {
      start,
      end,
      message: `'${clipped(text.slice(start, end))}' stands before the first section header, where HAProxy knows no keyword.`,
    };
  },
};
