import type { Rule } from '../../../engine/rules.ts';
import { describeTarget } from '../sections.ts';

/** Lines of a branch of `.if` that is certainly not taken: editors fade them. */
export const maskedLine: Rule = {
  id: 'haproxy/masked-line',
  title: 'A line that the preprocessor leaves out',
  severity: 'hint',
  tag: 'unnecessary',
  advice: true,
  problems: ['masked-line'],
  problem({ start, end }, _statement, { host }) {
    return { start, end, message: `${describeTarget(host)} does not read this line: its '.if' branch is not taken.` };
  },
};
