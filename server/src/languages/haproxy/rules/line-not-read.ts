import type { Rule } from '../../../engine/rules.ts';

/** Every line below a header that opened no section; HAProxy says that it expects 'listen' or 'defaults'. */
export const lineNotRead: Rule = {
  id: 'haproxy/line-not-read',
  title: 'A line below a header that HAProxy refuses',
  severity: 'error',
  problems: ['line-not-read'],
  problem({ start, end }, { context }) {
    return {
      start,
      end,
      message: `HAProxy refuses this line, because the header of '${context.kind} ${context.name}' above opens no section.`,
    };
  },
};
