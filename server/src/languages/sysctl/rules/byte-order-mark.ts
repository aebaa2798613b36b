import { type Rule, replace } from '../../../engine/rules.ts';

/** No loader skips U+FEFF: it becomes the first character of the key (tried with eight loaders). */
export const byteOrderMark: Rule = {
  id: 'sysctl/byte-order-mark',
  title: 'A byte order mark in front of the line',
  severity: 'error',
  problems: ['byte-order-mark'],
  problem({ start, end }, { words }) {
    const sets = words.length > 0;
    return {
      start,
      end,
      severity: sets ? 'error' : 'warning',
      message: sets
        ? 'The loaders take the byte order mark for the first character of the key, which no kernel has: the line sets nothing.'
        : 'The loaders take the byte order mark for the beginning of a key and complain about the line.',
      fixes: [{ title: 'Remove the byte order mark', safe: true, edits: [replace(start, end, '')] }],
    };
  },
};
