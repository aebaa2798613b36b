import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { deciding, inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

/** `coredump_parse` and `do_coredump` in fs/coredump.c: such a core is written to an absolute path or a pipe, or not at all. */
export const coreDumpsLost: Rule = {
  id: 'sysctl/core-dumps-lost',
  title: 'suid_dumpable = 2 needs an absolute path or a pipe',
  severity: 'warning',
  file(view) {
    const set = inForce(view, 'fs.suid_dumpable');
    if (!isSettled(view) || set?.at.analysis !== view.analysis || set.numbers[0] !== 2n) return [];
    const pattern = deciding(view, 'kernel.core_pattern');
    if (!pattern?.setting.value || /^[/|@]/.test(pattern.setting.value)) return [];
    return [
      {
        ...spanOf(set.at),
        message: `With 2 the core of a program with other rights is written only to a pipe or an absolute path, and core_pattern is '${clipped(pattern.setting.value)}': the dump is skipped.`,
        related: [relatedTo(view, pattern, 'The pattern.')],
      },
    ];
  },
};
