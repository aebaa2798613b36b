import { clipped } from '../../../engine/nearest.ts';
import { insertLine, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { SysctlFact } from '../facts/keys.ts';
import { inlineComment as commentBehindNumbers, commentBehindText, type InlineComment } from '../inline-comment.ts';
import { isNumeric, keyOf, refusal, takesValues } from '../kernel.ts';

/** Text keys whose value must be the name of something: with a comment behind it nothing has that name. */
const names = new Set([
  'net.core.default_qdisc',
  'net.ipv4.tcp_allowed_congestion_control',
  'net.ipv4.tcp_congestion_control',
]);

/**
 * A comment behind a value reaches the kernel as part of it. Behind the last number it wants, the kernel no longer looks;
 * everywhere else it refuses the value or stores the comment (measured with eight loaders on Linux 6.18).
 */
export const inlineComment: Rule = {
  id: 'sysctl/inline-comment',
  title: 'A comment behind a value',
  severity: 'information',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    if (!fact || !statement.setting || statement.setting.uncertain || !takesValues(fact, host)) return;
    const numeric = isNumeric(fact);
    const comment =
      numeric || fact.type === 'portlist' ? commentBehindNumbers(statement) : commentBehindText(statement);
    if (!comment) return;
    return [{ ...verdict(fact, comment, numeric), ...place(statement, comment) }];
  },
};

function verdict(fact: SysctlFact, comment: InlineComment, numeric: boolean): Pick<LineReport, 'message' | 'severity'> {
  const passed = 'A comment needs a line of its own: the loaders pass this one to the kernel';
  if (numeric && comment.glued) {
    return {
      severity: refusal(fact),
      message: `${passed}, which refuses '${clipped(comment.glued.text)}' as a number (EINVAL).`,
    };
  }
  if (numeric && comment.fields < fact.fields) {
    const stored = `stores the ${comment.fields === 1 ? 'first field' : `first ${comment.fields} fields`} and refuses the comment`;
    return { severity: refusal(fact), message: `${passed}, which ${stored} as field ${comment.fields + 1} (EINVAL).` };
  }
  if (numeric) {
    const taken = fact.fields === 1 ? 'the number' : `the ${fact.fields} numbers`;
    return { message: `${passed}, which happens to ignore what follows ${taken} it wants.` };
  }
  if (fact.type === 'portlist') return { severity: 'error', message: `${passed}, which refuses the list (EINVAL).` };
  if (names.has(fact.id))
    return { severity: 'error', message: `${passed}, and nothing has a name with the comment in it.` };
  return { severity: 'warning', message: `${passed}, which stores it as part of the value.` };
}

/** The comment's place, and the fix that gives it a line of its own. */
function place({ text, words }: Statement, comment: InlineComment): Omit<LineReport, 'message'> {
  const indent = /^[\t ]*/.exec(text)?.[0] ?? '';
  const valueEnd = comment.glued ? comment.start : (words[comment.fields]?.end ?? comment.start);
  const above = comment.text === '' ? [] : [insertLine(`${indent}# ${comment.text}`)];
  return {
    start: comment.start,
    end: text.trimEnd().length,
    fixes: [
      {
        title: comment.text === '' ? 'Remove the comment mark' : 'Move the comment to a line of its own',
        safe: true,
        edits: [...above, replace(valueEnd, text.length, '')],
      },
    ],
  };
}
