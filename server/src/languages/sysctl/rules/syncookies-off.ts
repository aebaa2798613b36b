import { type Rule, replace } from '../../../engine/rules.ts';
import { kernelNumber } from '../kinds.ts';

/** Without SYN cookies a full SYN queue drops whoever comes next (`tcp_conn_request` in net/ipv4/tcp_input.c). */
export const syncookiesOff: Rule = {
  id: 'sysctl/syncookies-off',
  title: 'SYN cookies are switched off',
  severity: 'warning',
  facts: ['net.ipv4.tcp_syncookies'],
  statement({ setting, slots }) {
    const place = slots.find((slot) => slot.role === 'value');
    if (!setting || setting.uncertain || !place || kernelNumber(place.text) !== 0n) return;
    return [
      {
        start: place.start,
        end: place.end,
        message:
          'Without SYN cookies a flood of SYNs from forged addresses locks everybody out once the queue is full. ' +
          'With 1 the kernel sends cookies only then; they cost nothing before.',
        fixes: [{ title: 'Write 1', safe: false, edits: [replace(place.start, place.end, '1')] }],
      },
    ];
  },
};
