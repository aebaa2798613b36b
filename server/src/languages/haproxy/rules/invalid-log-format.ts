import { type Rule, replace } from '../../../engine/rules.ts';

/** An item of a log format that starts with a percent sign and does not go on as one. */
export const invalidLogFormat: Rule = {
  id: 'haproxy/invalid-log-format',
  title: 'HAProxy cannot read this log format',
  severity: 'error',
  problems: ['invalid-log-format'],
  problem: ({ start, end, detail = '', suggestion }) => ({
    start,
    end,
    message: detail,
    fixes: suggestion
      ? [{ title: `Write '${suggestion}'`, safe: false, edits: [replace(start, start + 1, suggestion)] }]
      : [],
  }),
};
