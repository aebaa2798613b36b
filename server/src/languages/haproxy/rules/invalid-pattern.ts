import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';

/** A pattern that the match method of its ACL cannot read. */
export const invalidPattern: Rule = {
  id: 'haproxy/invalid-pattern',
  title: 'A pattern that its match method cannot read',
  severity: 'error',
  problems: ['invalid-pattern'],
  problem: ({ start, end, detail = '', suggestion }, { text }) => ({
    start,
    end,
    message: `'${clipped(text.slice(start, end))}' cannot be a pattern here: ${detail}.`,
    fixes: suggestion
      ? [{ title: `Change to '${clipped(suggestion)}'`, safe: false, edits: [replace(start, end, suggestion)] }]
      : [],
  }),
};
