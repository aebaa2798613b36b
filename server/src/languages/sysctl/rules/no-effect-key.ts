import { type Rule, removeLine } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import type { SysctlFact } from '../facts/keys.ts';
import { keyName, keyOf } from '../kernel.ts';

/** The kernel still takes a value for the key, but nothing reads it (found by reading every user of the variable). */
export const noEffectKey: Rule = {
  id: 'sysctl/no-effect-key',
  title: 'Nothing in the kernel reads this key',
  severity: 'information',
  tag: 'unnecessary',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (!fact || !word || fact.status !== 'noop') return;
    const since = unreadSince(fact);
    if (since && host.kernel && compareVersions(host.kernel.value, since) < 0) return;
    const note = fact.notes?.[0] ?? 'Nothing in the kernel reads it any more.';
    return [
      {
        start: word.start,
        end: word.end,
        message: `'${keyName(statement)}' can be set but has no effect. ${note}`,
        fixes: [{ title: 'Remove the line', safe: host.kernel !== undefined, edits: [removeLine()] }],
      },
    ];
  },
};

/** The release that the fact's note names. */
function unreadSince(fact: SysctlFact): string | undefined {
  return /\b(?:since|in) (\d+\.\d+)/.exec(fact.notes?.[0] ?? '')?.[1];
}
