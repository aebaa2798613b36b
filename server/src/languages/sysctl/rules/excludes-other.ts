import type { FileReport, Rule } from '../../../engine/rules.ts';
import { inForce, isSettled, relatedTo, removing, spanOf } from '../in-force.ts';
import { exclusivePairs } from '../kernel.ts';
import { isBehind } from '../settle.ts';

/** Keys of which a 0 takes the other away as well; vm.dirty_ratio acts on a change alone, and is 0 by then. */
const evenZero = new Set(['vm.dirty_background_ratio', 'vm.overcommit_kbytes', 'vm.overcommit_ratio']);

export const excludesOther: Rule = {
  id: 'sysctl/excludes-other',
  title: 'A later key for the same limit sets this one to 0',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    return exclusivePairs.flatMap(([a, b]): readonly FileReport[] => {
      const [one, other] = [inForce(view, a), inForce(view, b)];
      if (!one || !other) return [];
      const [first, last] = isBehind(one.at, other.at, view.loaded) ? [other, one] : [one, other];
      if (first.at.analysis !== view.analysis || first.numbers[0] === 0n) return [];
      const key = last.at.setting.key;
      if (last.numbers[0] === 0n && !evenZero.has(key)) return [];
      return [
        {
          ...spanOf(first.at),
          message:
            `'${key} = ${last.numbers[0]}' is written later and sets '${first.at.setting.key}' to 0: the two are one limit in two ` +
            'units, and the last one written counts.',
          related: [relatedTo(view, last.at, 'This line counts.')],
          fixes: [removing(last.numbers[0] === 0n ? last.at : first.at)].filter(
            () => last.numbers[0] !== 0n || last.at.analysis === view.analysis,
          ),
        },
      ];
    });
  },
};
