import { clipped } from '../../../engine/nearest.ts';
import { type LineReport, type Rule, removeLine, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { isNumeric, keyOf } from '../kernel.ts';
import { canonicalKey } from '../key.ts';
import { meantLine } from '../meant.ts';
import { extentOf, isAssignment } from '../syntax.ts';

/** The loaders understand `key = value`, `-key = value`, `-key` and comments; everything else they skip. */
export const invalidLine: Rule = {
  id: 'sysctl/invalid-line',
  title: 'The line is neither a setting nor a comment',
  severity: 'error',
  problems: ['no-equals', 'unknown-key'],
  problem(problem, statement) {
    const { text } = statement;
    const place = extentOf(text);
    const meant = meantLine(text);
    if (meant) {
      const fix =
        meant.line === undefined
          ? { title: 'Remove the line', edits: [removeLine()] }
          : { title: `Write '${clipped(meant.line)}'`, edits: [replace(place.start, text.length, meant.line)] };
      return { ...place, message: `No loader understands the line: ${meant.reason}.`, fixes: [{ ...fix, safe: true }] };
    }
    if (problem.code === 'unknown-key') return problem.start === problem.end ? keyless(statement, place) : undefined;
    const bareKey = sysctlKeys.get(canonicalKey(text.trim()));
    const reason = bareKey ? `'${bareKey.id}' gets no value` : "it has no '='";
    return { ...place, message: `No loader understands the line: ${reason}.`, fixes: [asComment(place.start)] };
  },
  /** `key == value`: the second equals sign belongs to the value. */
  statement(statement) {
    const fact = keyOf(statement);
    const value = statement.words[1];
    if (!fact || !value?.text.startsWith('=')) return;
    const end = value.start + (/^=+/.exec(value.text)?.[0].length ?? 0);
    return [
      {
        start: value.start,
        end,
        severity: isNumeric(fact) ? 'error' : 'warning',
        message: `The first '=' parts key and value, so this one belongs to the value${isNumeric(fact) ? ', which the kernel refuses (EINVAL)' : ''}.`,
        fixes: [{ title: "Remove the second '='", safe: true, edits: [replace(value.start, end, '')] }],
      },
    ];
  },
};

function keyless({ text }: Statement, place: Pick<LineReport, 'start' | 'end'>): LineReport {
  const fixes = [asComment(place.start)];
  if (!isAssignment(text)) return { ...place, message: "No key stands behind the '-'.", fixes };
  const start = text.indexOf('=');
  return { start, end: start + 1, message: "No key stands in front of the '='.", fixes };
}

function asComment(column: number) {
  return { title: 'Make the line a comment', safe: true, edits: [replace(column, column, '# ')] };
}
