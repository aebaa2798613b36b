import { type Rule, removeLine, replace } from '../../../engine/rules.ts';
import { insteadOf, isGone, keyName, keyOf } from '../kernel.ts';
import { spelledLike } from '../key.ts';

/** The key is gone from the host's kernel, or, where that is unknown, from every newer one (the key table's `until`). */
export const removedKey: Rule = {
  id: 'sysctl/removed-key',
  title: 'The kernel has removed this key',
  severity: 'warning',
  tag: 'deprecated',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (!fact || !word || !isGone(fact, host)) return;
    const { start, end, text } = word;
    const runs = host.kernel ? `, and this host runs ${host.kernel.value} (${host.kernel.from})` : '';
    const note = fact.notes?.[0] ? ` ${fact.notes[0]}` : '';
    const instead = fact.replacedBy ? ` It is called '${fact.replacedBy}' now.` : insteadOf(fact);
    const fix = fact.replacedBy
      ? { title: `Change to '${fact.replacedBy}'`, edits: [replace(start, end, spelledLike(fact.replacedBy, text))] }
      : { title: 'Remove the line', edits: [removeLine()] };
    return [
      {
        start,
        end,
        message: `Linux has no '${keyName(statement)}' since ${fact.until}${runs}: the line sets nothing.${note}${instead}`,
        fixes: [{ ...fix, safe: false }],
      },
    ];
  },
};
