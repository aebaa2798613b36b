import type { Rule } from '../../../engine/rules.ts';
import { deciding, firstOr, inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

/** `panic()` waits for ever where the time is 0 (kernel/panic.c). */
export const panicWithoutReboot: Rule = {
  id: 'sysctl/panic-without-reboot',
  title: 'The host panics at an oops and stays there',
  severity: 'warning',
  file(view) {
    const set = inForce(view, 'kernel.panic_on_oops');
    if (!isSettled(view) || set?.at.analysis !== view.analysis || set.numbers[0] === 0n) return [];
    if (firstOr(view, 'kernel.panic', 0n) !== 0n) return [];
    const panic = deciding(view, 'kernel.panic');
    return [
      {
        ...spanOf(set.at),
        severity: panic ? 'warning' : 'information',
        message:
          `An oops stops the host, and kernel.panic = 0${panic ? '' : ', the default of most kernels,'} means that it never reboots by itself: ` +
          'give kernel.panic a number of seconds.',
        related: panic ? [relatedTo(view, panic, 'No reboot after a panic.')] : [],
      },
    ];
  },
};
