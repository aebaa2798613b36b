import { type Rule, replace } from '../../../engine/rules.ts';
import { isTemplate } from '../template.ts';

/** Since 2.3 HAProxy refuses a file whose last line, be it a comment, has no line feed: it may have been cut off. */
export const missingFinalNewline: Rule = {
  id: 'haproxy/missing-final-newline',
  title: 'The last line does not end in a line feed',
  severity: 'error',
  file({ analysis }) {
    const line = analysis.text.lines.length - 1;
    const { text } = analysis.text.line(line);
    // What a template engine puts at the end of its output is its own affair.
    if (text === '' || isTemplate(analysis)) return [];
    const end = text.length;
    return [
      {
        line,
        start: end - 1,
        end,
        message: 'No line feed behind the last line: HAProxy takes the file for truncated and refuses it.',
        fixes: [{ title: 'Add a line feed', safe: true, edits: [replace(end, end, '\n', line)] }],
      },
    ];
  },
};
