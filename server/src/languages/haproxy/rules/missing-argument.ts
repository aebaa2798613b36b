import type { Rule } from '../../../engine/rules.ts';
import type { ValueSpec } from '../../../engine/signature.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { findSlot } from '../suggest.ts';
import { haproxyKinds } from '../values/kinds.ts';

/** A keyword whose arguments end too early. */
export const missingArgument: Rule = {
  id: 'haproxy/missing-argument',
  title: 'An argument is missing',
  severity: 'error',
  problems: ['missing-value'],
  problem({ start, end, detail }, { slots }, { host }) {
    const place = findSlot(slots, (slot) => slot.role === 'empty' && slot.param === detail);
    if (place?.spec && mayBeBare(place.spec, targetVersion(host))) return undefined;
    // `log global` is all there is to it; every other target needs a facility.
    if (detail === 'facility' && slots.some((slot) => slot.param === 'target' && slot.text === 'global'))
      return undefined;
    const expected = place?.spec
      ? haproxyKinds[place.spec.kind]?.expects(place.spec)
      : place?.table && `a word that says which ${place.table.noun}`;
    const owner = place?.fact ? `'${place.fact.name}'` : 'This line';
    const severity = place?.spec?.options.bare === 'warn' ? 'warning' : 'error';
    return {
      start,
      end,
      severity,
      message: `${owner} ends too early: behind it belongs ${shortened(expected ?? `the ${detail}`)}.`,
    };
  },
};

/** A long list of words by its first ones. */
function shortened(expected: string): string {
  const words = expected.split(', ');
  return words.length > 12 && words[0]?.startsWith('one of') ? `${words.slice(0, 10).join(', ')} …` : expected;
}

/**
 * Releases that read a missing argument as an empty one and say nothing: `bare=3.0` from 3.0 on, `bare-before=3.0` up to it.
 * Of `bare=warn` every release warns.
 */
function mayBeBare({ options }: ValueSpec, release: string): boolean {
  const { bare, 'bare-before': before } = options;
  if (bare !== undefined && bare !== 'warn' && compareVersions(release, bare) >= 0) return true;
  return before !== undefined && compareVersions(release, before) < 0;
}
