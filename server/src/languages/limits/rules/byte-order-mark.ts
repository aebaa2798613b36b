import { type Rule, replace } from '../../../engine/rules.ts';
import { readLine } from '../syntax.ts';

const mark = '\ufeff';

/**
 * pam_limits reads bytes: the mark of UTF-8 becomes part of the first domain, which then matches nobody, and of a file in
 * UTF-16 nothing is left to read.
 */
export const byteOrderMark: Rule = {
  id: 'limits/byte-order-mark',
  title: 'A byte order mark at the start of the file',
  severity: 'error',
  file({ analysis }) {
    const first = analysis.text.line(0).text;
    if (/^(?:\ufffd\ufffd|\ufffe)/.test(first) && first.includes('\0')) {
      const message = 'The file is in UTF-16; pam_limits reads bytes and finds no line it knows. Save it as UTF-8.';
      return [{ line: 0, start: 0, end: 1, message }];
    }
    if (!first.startsWith(mark)) return [];
    const { words } = readLine(first);
    const alone = words.length === 1 && words[0]?.text === mark;
    const fate = alone ? 'skips the line with a warning in the log' : 'takes it for part of the first field';
    return [
      {
        line: 0,
        start: 0,
        end: 1,
        severity: alone ? 'warning' : 'error',
        message: `The file starts with a byte order mark; pam_limits ${fate}.`,
        fixes: [{ title: 'Remove the byte order mark', safe: true, edits: [replace(0, 1, '')] }],
      },
    ];
  },
};
