import type { Rule } from '../../../engine/rules.ts';
import { findSlot } from '../suggest.ts';
import { haproxyKinds } from '../values/kinds.ts';

/** A keyword whose arguments end too early. */
export const missingArgument: Rule = {
  id: 'haproxy/missing-argument',
  title: 'An argument is missing',
  severity: 'error',
  problems: ['missing-value'],
  problem({ start, end, detail }, { slots }) {
    const place = findSlot(slots, (slot) => slot.role === 'empty' && slot.param === detail);
    const expected = place?.spec
      ? haproxyKinds[place.spec.kind]?.expects(place.spec)
      : place?.table && `a word that says which ${place.table.noun}`;
    const owner = place?.fact ? `'${place.fact.name}'` : 'This line';
    return { start, end, message: `${owner} ends too early: behind it belongs ${expected ?? `the ${detail}`}.` };
  },
};
