import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Problem } from '../../../engine/syntax.ts';

/** Braces around a test in a condition are words of their own, and come in pairs. */
export const anonymousAcl: Rule = {
  id: 'haproxy/anonymous-acl',
  title: 'Braces of an anonymous ACL that HAProxy does not see',
  severity: 'error',
  problems: ['unclosed-anonymous-acl', 'glued-anonymous-acl', 'unopened-anonymous-acl', 'empty-anonymous-acl'],
  problem(problem, { text, words }): LineReport {
    const { code, start, end } = problem;
    if (code === 'glued-anonymous-acl') return glued(problem, text);
    if (code === 'empty-anonymous-acl') {
      return { start, end, message: "There is nothing to test between '{' and '}'." };
    }
    if (code === 'unopened-anonymous-acl') {
      return { start, end, message: "This '}' closes no '{'; HAProxy takes it for the name of an ACL." };
    }
    const last = words[words.length - 1]?.end ?? end;
    const fixes: Fix[] = [{ title: "Add '}' at the end of the line", safe: false, edits: [replace(last, last, ' }')] }];
    return { start, end, message: "This '{' is never closed: a '}' has to stand behind the test.", fixes };
  },
};

/** A brace without a blank beside it belongs to the word. */
function glued({ start, end }: Problem, text: string): LineReport {
  const word = text.slice(start, end);
  const spaced = word.replace(/^\{+(?=[^{])/, '{ ').replace(/(?<=.)\}$/, ' }');
  return {
    start,
    end,
    message: `HAProxy takes '${clipped(word)}' for one word: braces need blanks around them.`,
    fixes: [{ title: `Write '${clipped(spaced)}'`, safe: true, edits: [replace(start, end, spaced)] }],
  };
}
