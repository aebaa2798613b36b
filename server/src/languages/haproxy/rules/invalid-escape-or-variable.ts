import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';

/** Escapes and variables that `parse_line` in HAProxy's src/tools.c cannot finish. */
export const invalidEscapeOrVariable: Rule = {
  id: 'haproxy/invalid-escape-or-variable',
  title: 'A backslash or dollar sign that HAProxy cannot make sense of',
  severity: 'error',
  problems: ['invalid-escape', 'invalid-variable', 'variable-default'],
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
    if (code === 'variable-default') {
      return { start, end, message: `HAProxy knows a default value such as '${clipped(written)}' since 2.5 only.` };
    }
    return {
      start,
      end,
      message: reasons[detail ?? ''] ?? reasons.name ?? '',
      fixes: [
        ...closed(text, start),
        { title: 'Write \\$ for a plain dollar sign', safe: false, edits: [replace(start, start, '\\')] },
      ],
    };
  },
};

/** The brace that only the end of the word lacks: `"${NAME"`. */
function closed(text: string, start: number): readonly Fix[] {
  const found = /^\$\{[A-Za-z_]\w*(?=")/.exec(text.slice(start, start + longestName));
  if (!found) return [];
  const at = start + found[0].length;
  return [{ title: `Write '${clipped(found[0])}}'`, safe: false, edits: [replace(at, at, '}')] }];
}

/** Characters of a variable that are looked at; its name is much shorter. */
const longestName = 200;

/** What is wrong with a variable, one kind for each error of `parse_line`. */
const reasons: Readonly<Record<string, string>> = {
  name: `A '$' in double quotes starts a variable, and no name can begin behind it; write \\$ for a plain dollar sign.`,
  brace: `A '\${' in double quotes starts a variable, and this one is not of the form \${NAME}, \${NAME-default} or \${NAME[*]}.`,
  expansion: `A '[' behind the name of a variable must be '[*]', which makes one word of each part of its value.`,
};
