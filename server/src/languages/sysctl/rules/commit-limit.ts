import type { Rule } from '../../../engine/rules.ts';
import { formatBytes } from '../../../engine/values/quantity.ts';
import { deciding, firstOr, inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

/** Below this share of RAM much of it can never be used by programs, whatever swap there is. */
const usual = 70;

/** `vm_commit_limit` in mm/util.c: swap, and a share of the RAM without huge pages. */
export const commitLimit: Rule = {
  id: 'sysctl/commit-limit',
  title: 'overcommit_memory = 2 leaves a part of RAM to nobody',
  severity: 'information',
  file(view) {
    const set = inForce(view, 'vm.overcommit_memory');
    if (!isSettled(view) || set?.at.analysis !== view.analysis || set.numbers[0] !== 2n) return [];
    const kbytes = firstOr(view, 'vm.overcommit_kbytes', 0n);
    const ratio = firstOr(view, 'vm.overcommit_ratio', 50n);
    if (kbytes !== 0n || ratio === undefined || ratio < 0n || ratio >= usual) return [];
    const line = deciding(view, 'vm.overcommit_ratio');
    const { memory } = view.host;
    const sum = memory
      ? ` (${formatBytes((memory.value * Number(ratio)) / 100)} of ${formatBytes(memory.value)}, ${memory.from})`
      : '';
    return [
      {
        ...spanOf(set.at),
        message:
          `Programs may ask for swap + ${ratio} % of RAM${sum}${line ? '' : ', the default ratio'}, all of them together, and get ENOMEM beyond: ` +
          'without as much swap as is missing, the rest of RAM is for the page cache alone.',
        related: line ? [relatedTo(view, line, 'The share of RAM.')] : [],
      },
    ];
  },
};
