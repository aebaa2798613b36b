import type { Fix } from '../../engine/rules.ts';
import { settingKernel } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { difference, formatNumber, formulaOf, leavesOf, powerOfTwoFrom, type Quantity } from '../quantity.ts';
import {
  boundsAlways,
  cookies,
  handshakesNeeded,
  placeOfSynQueue,
  queuesTooShort,
  synBacklog,
  synQueue,
} from '../queues.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** Without cookies the kernel drops every SYN that the queue has no room for (`tcp_conn_request`, net/ipv4/tcp_input.c). */
export const synQueueTooShort = capacityRule({
  id: 'capacity/syn-queue-too-short',
  title: 'More handshakes at one time than the SYN queue takes without cookies',
  severity: 'information',
  judge({ inputs }) {
    const { connectionRate } = inputs.host;
    if (!inputs.proxy || !connectionRate || inputs.sysctl(cookies).value !== 0 || boundsAlways(inputs)) return [];
    const place = placeOfSynQueue(inputs);
    const need = handshakesNeeded(inputs);
    const have = tooShort(inputs, need);
    if (!place || !have || need.value === undefined) return [];
    const severity = severityFor(difference('', 'connections', need, have), 'information');
    if (!severity) return [];
    return [
      {
        place,
        severity,
        message:
          `Where clients take a tenth of a second to answer, the new connections expected (${connectionRate.from}) have ` +
          `${formulaOf(need)} in their handshakes, and without SYN cookies the kernel holds ${formulaOf(have)}, three quarters ` +
          `of tcp_max_syn_backlog ${formatNumber(inputs.sysctl(synBacklog).value ?? 0)} and one at most for each listener: it drops the SYNs of the others.`,
        related: relatedInputs(leavesOf(have), place),
        fixes: fixesOf(inputs, need, need.value),
      },
    ];
  },
});

/** However connections spread over the listeners, all queues together are what there is. */
function tooShort(inputs: CapacityInputs, need: Quantity): Quantity | undefined {
  return queuesTooShort(inputs, 'handshakes under way', synQueue, need);
}

function fixesOf(inputs: CapacityInputs, need: Quantity, count: number): readonly Fix[] {
  const setting = (key: string, value: number, title: string): readonly Fix[] => {
    const edit = settingKernel(inputs, key, value);
    return edit ? [{ title, safe: false, edits: [edit] }] : [];
  };
  const right = powerOfTwoFrom((count * 4) / 3);
  // Where the backlog of the listeners is what is short, a larger bound of handshakes changes nothing.
  const sysctl: CapacityInputs['sysctl'] = (key, field) => ({
    ...inputs.sysctl(key, field),
    ...(key === synBacklog && { value: right }),
  });
  const isEnough = tooShort({ ...inputs, sysctl }, need) === undefined;
  return [
    ...setting(cookies, 1, 'Set tcp_syncookies to 1, which drops no SYN'),
    ...(isEnough ? setting(synBacklog, right, `Set tcp_max_syn_backlog to ${right}`) : []),
  ];
}
