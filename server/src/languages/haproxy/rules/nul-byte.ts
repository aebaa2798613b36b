import { type Rule, replace } from '../../../engine/rules.ts';

/** HAProxy stops reading a file at the first NUL and refuses it. */
export const nulByte: Rule = {
  id: 'haproxy/nul-byte',
  title: 'A NUL byte in the file',
  severity: 'error',
  problems: ['nul-byte'],
  problem({ start, end }) {
    return {
      start,
      end,
      message: 'A NUL byte: HAProxy reads no further and refuses the file.',
      fixes: [{ title: 'Remove the NUL byte', safe: true, edits: [replace(start, end, '')] }],
    };
  },
};
