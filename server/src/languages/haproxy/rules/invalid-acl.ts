import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem } from '../../../engine/syntax.ts';

/** The name, the flags and the match method of an ACL. */
export const invalidAcl: Rule = {
  id: 'haproxy/invalid-acl',
  title: 'HAProxy cannot read this ACL',
  severity: 'error',
  problems: ['invalid-acl', 'unknown-acl-flag', 'unknown-match-method', 'acl-without-method'],
  problem(problem, statement): LineReport {
    const { code, start, end, detail = '' } = problem;
    if (code === 'unknown-acl-flag') return unknownFlag(problem);
    if (code === 'unknown-match-method') return unknownMethod(problem, statement);
    return { start, end, message: detail };
  },
  facts: ['directive/proxy/acl'],
  statement({ words }) {
    const name = words[1];
    if (!name || name.uncertain) return undefined;
    const wrong = /[^A-Za-z0-9.:_-]/.exec(name.text)?.[0];
    const report = (message: string, fixes: readonly Fix[] = []) => [
      { start: name.start, end: name.end, message, fixes },
    ];
    if (wrong !== undefined)
      return report(`'${wrong}' cannot stand in the name of an ACL: letters, digits, '.', ':', '_' and '-' can.`);
    if (name.text.toLowerCase() === 'or')
      return report(`No ACL can be called '${name.text}': in a condition the word joins two tests.`);
    return undefined;
  },
};

function unknownFlag({ start, end, detail = '' }: Problem): LineReport {
  return {
    start,
    end,
    message: `'${detail}' is no flag of an ACL: before a pattern that starts with '-' belongs '--'.`,
    fixes: [{ title: "Write '--' before it", safe: false, edits: [replace(start, start, '-- ')] }],
  };
}

function unknownMethod({ start, end, candidates }: Problem, { text }: Statement): LineReport {
  const written = text.slice(start, end);
  const methods = [...(candidates?.() ?? [])];
  // Methods are abbreviations: `length` means `len`.
  const abbreviated = methods.filter((method) => written.startsWith(method));
  const near = abbreviated.length > 0 ? abbreviated : nearest(written, methods);
  const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : `: there are ${quotedList(methods)}.`;
  return {
    start,
    end,
    message: `'${clipped(written)}' is no match method${hint}`,
    fixes: near.map((each) => ({ title: `Change to '${each}'`, safe: false, edits: [replace(start, end, each)] })),
  };
}
