import { settingKernel } from '../fixes.ts';
import { timeWaitNeeded } from '../ports.ts';
import { difference, formatNumber, formulaOf, powerOfTwoFrom, printed } from '../quantity.ts';
import { capacityRule, severityFor } from '../rule.ts';
import { timeWaitMemory } from '../socket-memory.ts';

const key = 'net.ipv4.tcp_max_tw_buckets';

/** Beyond it connections end without TIME_WAIT (`tcp_time_wait` in net/ipv4/tcp_minisocks.c). */
export const fewTimeWaitBuckets = capacityRule({
  id: 'capacity/few-time-wait-buckets',
  title: 'More connections in TIME_WAIT than the kernel keeps',
  severity: 'information',
  judge({ inputs }) {
    const have = inputs.sysctl(key);
    const place = have.source?.place;
    if (!inputs.proxy || !place || have.value === undefined) return [];
    const need = timeWaitNeeded(inputs);
    if (need.value === undefined) return [];
    const severity = need.value > have.value && severityFor(difference('', 'connections', need, have), 'information');
    if (!severity) return [];
    const right = powerOfTwoFrom(need.value);
    const edit = settingKernel(inputs, key, right);
    return [
      {
        place,
        severity,
        message:
          `The new connections expected (${inputs.host.connectionRate?.from}) leave up to ${formulaOf(need)} in TIME_WAIT, and the kernel ` +
          `keeps ${formatNumber(have.value)}: the others end without it, and a late packet may meet the next one on their port.`,
        fixes: edit
          ? [
              {
                title: `Write ${right}, which takes ${printed(timeWaitMemory({ ...need, value: right }))}`,
                safe: false,
                edits: [edit],
              },
            ]
          : [],
      },
    ];
  },
});
