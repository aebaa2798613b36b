import { type Rule, replace } from '../../../engine/rules.ts';

/** HAProxy does not skip a byte order mark: it becomes part of the first word. */
export const byteOrderMark: Rule = {
  id: 'haproxy/byte-order-mark',
  title: 'A byte order mark before the first word',
  severity: 'error',
  problems: ['byte-order-mark'],
  problem({ start, end }) {
    return {
      start,
      end,
      message: 'A byte order mark: HAProxy takes it for a part of the word behind it, which is then unknown.',
      fixes: [{ title: 'Remove the byte order mark', safe: true, edits: [replace(start, end, '')] }],
    };
  },
};
