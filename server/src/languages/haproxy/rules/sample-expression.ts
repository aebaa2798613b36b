import { type Rule, replace } from '../../../engine/rules.ts';

/** A sample expression whose names are known, and whose arguments, converters or punctuation are not right. */
export const sampleExpression: Rule = {
  id: 'haproxy/sample-expression',
  title: 'HAProxy cannot read this sample expression',
  severity: 'error',
  problems: ['invalid-sample'],
  problem: ({ start, end, detail = '', candidates }) => ({
    start,
    end,
    message: detail,
    fixes: Array.from(candidates?.() ?? [], (word) => ({
      title: `Change to '${word}'`,
      safe: false,
      edits: [replace(start, end, word)],
    })),
  }),
};
