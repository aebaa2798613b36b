import { type Rule, removeLine } from '../../../engine/rules.ts';
import { replacementFor } from '../replacement.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { factNamedAt } from '../suggest.ts';

/** A keyword that the version this file is for does not have: gone since an older one, or new in a later one. */
export const removedKeyword: Rule = {
  id: 'haproxy/removed-keyword',
  title: 'The target version does not have this keyword',
  severity: 'error',
  problems: ['removed-keyword', 'future-keyword'],
  problem({ code, start, end }, statement, { host }) {
    const fact = factNamedAt(statement.slots, start);
    if (!fact) return undefined;
    const target = describeTarget(host);
    if (code === 'future-keyword') {
      return { start, end, message: `'${fact.name}' came with HAProxy ${fact.since}; this file is for ${target}.` };
    }
    const instead = replacementFor(fact, statement, start, end, targetVersion(host));
    const mayGo = statement.fact === fact && instead.hint === '' && !fact.id.startsWith('section/');
    const remove = { title: 'Remove the line', safe: false, edits: [removeLine()] };
    return {
      start,
      end,
      message: `'${fact.name}' is gone since HAProxy ${fact.until}; this file is for ${target}.${instead.hint}`,
      fixes: instead.fixes.length > 0 || !mayGo ? instead.fixes : [remove],
    };
  },
};
