import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, type RuleContext, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem, Word } from '../../../engine/syntax.ts';
import { hasForeignBlank, withPlainBlanks } from '../domain.ts';
import { limitItems, limitTypes } from '../facts/items.ts';
import { foreignLine } from '../other-formats.ts';
import { pamIsSince } from '../pam.ts';
import { readLine } from '../syntax.ts';

/**
 * pam_limits logs a warning about a line that is neither four fields nor `<domain> -` and reads on (`parse_config_file` in
 * modules/pam_limits/pam_limits.c). How it reads control characters and very long lines changed with 1.6.0.
 */
export const invalidLine: Rule = {
  id: 'limits/invalid-line',
  title: 'A line that pam_limits skips',
  severity: 'error',
  problems: ['not-four-fields', 'not-a-comment', 'nul-byte', 'odd-separator', 'long-line'],
  problem(problem, statement, { host }) {
    const { start, end } = problem;
    if (problem.code === 'not-four-fields') return { start, end, ...notFourFields(statement, start, end) };
    if (problem.code === 'not-a-comment') return { start, end, ...notAComment(statement, start) };
    if (problem.code === 'nul-byte') {
      return {
        start,
        end,
        severity: 'warning',
        message: 'pam_limits ends the line at this NUL byte and skips the rest.',
      };
    }
    return releaseDependent(problem, statement, host);
  },
};

interface Verdict {
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly severity?: 'warning';
}

function notFourFields(statement: Statement, start: number, end: number): Verdict {
  const { message, fixes = [] } = explain(statement, start, end);
  const commentOut = { title: 'Comment the line out', safe: false, edits: [replace(start, start, '# ')] };
  return { message: `pam_limits skips this line: ${message}`, fixes: [...fixes, commentOut] };
}

/** Why the line has not the four fields, and what it was meant to be. */
function explain(
  { text, words, comment }: Statement,
  start: number,
  end: number,
): { message: string; fixes?: readonly Fix[] } {
  const rewrite = (title: string, line: string) => ({ title, safe: false, edits: [replace(start, end, line)] });
  const foreign = foreignLine(words);
  if (foreign) {
    const place = foreign.place ? ` and belongs in ${foreign.place}` : '';
    const lines = foreign.lines?.join('\n');
    const fixes =
      lines === undefined ? [] : [rewrite(`Write as '${foreign.lines?.map(clipped).join("' and '")}'`, lines)];
    return { message: `this is ${foreign.what}${place}.`, fixes };
  }
  const last = words[words.length - 1] as Word;
  if (last.text.endsWith('\\')) {
    const joined = { start: { line: 0, column: last.end - 1 }, end: { line: 1, column: 0 }, text: ' ' };
    const fixes = [{ title: 'Join with the next line', safe: false, edits: [joined] }];
    return { message: 'a backslash does not continue a line; write all four fields on one.', fixes };
  }
  const written = text.slice(start, end);
  if (hasForeignBlank(written)) {
    const plain = withPlainBlanks(written);
    if (readLine(plain).words.length >= 4) {
      const fixes = [rewrite('Replace with ordinary blanks', plain)];
      return { message: 'it holds a blank, such as a no-break space, that does not separate fields.', fixes };
    }
  }
  const assigned = /^(\S+)=(\S+)$/.exec(last.text);
  if (words.length === 3 && assigned && limitItems.get((assigned[1] as string).toLowerCase())) {
    const fixes = [rewrite("Replace '=' with a blank", written.replace('=', ' '))];
    return { message: "item and value stand apart, without '='.", fixes };
  }
  if (comment >= 0) {
    const whole = readLine(text.replace('#', text[comment - 1]?.trim() ? '' : ' ')).words;
    if (whole.length >= 4 && limitItems.get((whole[2] as Word).text.toLowerCase())) {
      return { message: `everything behind # is a comment, and only ${count(words.length)} left.` };
    }
  }
  return missing(words, start);
}

function missing(words: readonly Word[], start: number): { message: string; fixes?: readonly Fix[] } {
  const insert = (text: string, at: number, title: string) => ({
    title,
    safe: false,
    edits: [replace(at, at, `${text} `)],
  });
  const [first, second, third] = words.map((word) => word.text.toLowerCase());
  if (words.length === 3) {
    if (limitTypes.get(first ?? '') && limitItems.get(second ?? '')) {
      return {
        message: 'the domain is missing: whom is the limit for?',
        fixes: [insert('*', start, "Insert '*', for every user")],
      };
    }
    if (limitTypes.get(second ?? '') && limitItems.get(third ?? ''))
      return { message: `the value of ${third} is missing.` };
    if (limitItems.get(second ?? '')) {
      const at = (words[1] as Word).start;
      const fixes = [
        insert('-', at, "Insert '-', for both limits"),
        insert('soft', at, "Insert 'soft'"),
        insert('hard', at, "Insert 'hard'"),
      ];
      return { message: 'the type is missing: soft, hard or - for both?', fixes };
    }
  }
  return { message: `it has ${count(words.length)} where four are needed: domain, type, item and value.` };
}

function count(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

function notAComment({ text, words }: Statement, start: number): Verdict {
  const mark = text.startsWith(';', start) ? ';' : '//';
  const fate =
    words.length >= 4
      ? `takes '${clipped(words[0]?.text ?? '')}' for a user`
      : 'skips the line with a warning in the log';
  const fixes = [{ title: "Write '#'", safe: true, edits: [replace(start, start + mark.length, '#')] }];
  return { severity: 'warning', message: `Only # starts a comment; pam_limits ${fate}.`, fixes };
}

/** Lines that the releases before and from 1.6.0 on read differently. */
function releaseDependent(
  { code, start, end }: Problem,
  { text, comment }: Statement,
  host: RuleContext['host'],
): LineReport | undefined {
  const recent = pamIsSince(host, '1.6.0');
  const from = host.pam ? ` (${host.pam.value}, ${host.pam.from})` : '';
  const severity = recent === undefined ? 'warning' : 'error';
  if (code === 'odd-separator') {
    if (recent === false) return undefined;
    const fixes = [{ title: 'Replace with a blank', safe: true, edits: [replace(start, end, ' ')] }];
    const message = `pam_limits from 1.6.0 on${from} separates fields by blanks and tabs only, and skips this line.`;
    return { start, end, severity, message, fixes };
  }
  if (recent === true || text.slice(start).trim() === '') return undefined;
  const hidden = comment >= 0 && comment < start;
  const tail = readLine(text.slice(start)).words;
  // What is left of a comment is most often prose, of which nothing comes but a warning in the log.
  if (hidden && !(tail.length >= 4 && limitItems.get((tail[2] as Word).text.toLowerCase()))) return undefined;
  return {
    start,
    end,
    severity,
    message:
      `pam_limits before 1.6.0${from} cuts lines after 1 023 bytes; it takes this for a line of its own, ` +
      (hidden ? 'and no comment.' : 'that lacks what stands before it.'),
  };
}
