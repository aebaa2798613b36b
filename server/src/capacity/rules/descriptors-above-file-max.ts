import { descriptorBudgets, mayPassFileMax } from '../descriptor-budgets.ts';
import { descriptorText } from '../descriptors.ts';
import { writing } from '../fixes.ts';
import { formatNumber, leavesOf } from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** The share of fs.file-max that the fix leaves to HAProxy; the rest is for everybody else. */
const share = 0.8;

/** `fs.file-max` ends what all processes without CAP_SYS_ADMIN may open together (`alloc_empty_file` in fs/file_table.c). */
export const descriptorsAboveFileMax = capacityRule({
  id: 'capacity/descriptors-above-file-max',
  title: 'HAProxy alone may open more files than the whole system',
  severity: 'warning',
  judge({ inputs }) {
    if (mayPassFileMax(inputs)) return [];
    // The sum over all sections is worth making only where somebody set what to compare it with.
    if (!inputs.sysctl('fs.file-max').source?.place) return [];
    const budget = descriptorBudgets(inputs).find(({ of }) => of === 'fs.file-max');
    const place = budget?.have.source?.place;
    const severity = budget?.verdict === 'exceeds' ? severityFor(budget.need, 'warning') : undefined;
    if (!budget || !place || !severity) return [];
    const { need, have } = budget;
    const right = Math.ceil((need.value ?? 0) / share);
    return [
      {
        place,
        severity,
        message:
          `HAProxy may open ${descriptorText(need)}, and fs.file-max allows all processes together ${formatNumber(have.value ?? 0)}: ` +
          'from there on connections of HAProxy and files of everybody else fail with ENFILE.',
        related: relatedInputs(leavesOf(need), place),
        fixes: [
          {
            title: `Write ${right}, of which HAProxy takes ${share * 100} %`,
            safe: false,
            edits: [writing(place, String(right))],
          },
        ],
      },
    ];
  },
});
