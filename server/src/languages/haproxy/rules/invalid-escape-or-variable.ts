import { type Rule, replace } from '../../../engine/rules.ts';

/** Escapes and variables that `parse_line` in HAProxy's src/tools.c cannot finish. */
export const invalidEscapeOrVariable: Rule = {
  id: 'haproxy/invalid-escape-or-variable',
  title: 'A backslash or dollar sign that HAProxy cannot make sense of',
  severity: 'error',
  problems: ['invalid-escape', 'invalid-variable'],
  problem({ code, start, end, detail }, { text }) {
    const written = text.slice(start, end);
    if (code === 'invalid-escape') {
      return {
        start,
        end,
        message: `'\\x' wants two hexadecimal digits behind it, as in \\x2C; here is '${written}'.`,
        fixes: [{ title: 'Write \\\\ for a plain backslash', safe: false, edits: [replace(start, start, '\\')] }],
      };
    }
    return {
      start,
      end,
      message:
        detail === 'brace'
          ? `A '\${' in double quotes starts a variable, and this one is not of the form \${NAME}, \${NAME-default} or \${NAME[*]}.`
          : `A '$' in double quotes starts a variable, and no name can begin behind it; write \\$ for a plain dollar sign.`,
      fixes: [
        { title: 'Write \\$ for a plain dollar sign', safe: detail !== 'brace', edits: [replace(start, start, '\\')] },
      ],
    };
  },
};
