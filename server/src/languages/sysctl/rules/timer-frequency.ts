import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

/** Microseconds of two ticks by the frequencies kernels are built with. */
const frequencies = [100, 250, 300, 1000] as const;
const lowest = (hz: number) => BigInt(Math.floor(2_000_000 / hz));

const notes: ValueNotes = {
  'net.core.netdev_budget_usecs': ([value], { host }) => {
    if (value < lowest(1000) || value >= lowest(100)) return undefined;
    if (host.kernel && compareVersions(host.kernel.value, '6.1') < 0) return undefined;
    const refusing = frequencies
      .filter((hz) => value < lowest(hz))
      .map((hz) => `${formatCount(lowest(hz))} at HZ=${hz}`);
    return {
      message:
        `Since 6.13, and in late 6.12 and 6.1, netdev_budget_usecs must be two ticks of the timer at least: ` +
        `${formatCount(value)} is refused (EINVAL) where the kernel asks for ${refusing.join(' or ')}.`,
    };
  },
};

/** The lower limit is `2 * USEC_PER_SEC / HZ` (net/core/sysctl_net_core.c), and a configuration does not know HZ. */
export const timerFrequency: Rule = {
  id: 'sysctl/timer-frequency',
  title: 'Whether the kernel takes the value depends on its timer frequency',
  severity: 'warning',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
