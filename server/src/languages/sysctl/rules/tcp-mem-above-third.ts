import { thirdForTcp } from '../../../capacity/socket-memory.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { formatBytes, formatCount, formatShare } from '../../../engine/values/quantity.ts';
import { pageSizeOf } from '../../../host/facts.ts';
import { kernelNumber } from '../kinds.ts';

/**
 * `tcp_mem` counts pages, for all TCP sockets of the host together. Above a third of RAM it no longer protects anything: the
 * classic split leaves a third each to HAProxy, to TCP and to the rest. The kernel's own maximum is 9.4 % of RAM
 * (`tcp_init_mem` in net/ipv4/tcp.c).
 */
export const tcpMemAboveThird: Rule = {
  id: 'sysctl/tcp-mem-above-third',
  title: 'TCP may take more than a third of RAM',
  severity: 'warning',
  facts: ['net.ipv4.tcp_mem'],
  statement({ setting, slots }, { host, lacks }) {
    const fields = setting?.fields.map(kernelNumber) ?? [];
    const most = fields[2];
    const place = slots.filter((slot) => slot.role === 'value')[2];
    if (!setting || setting.uncertain || most === undefined || !place) return;
    const page = pageSizeOf(host);
    const bytes = Number(most) * page;
    const arithmetic = `${formatCount(most)} pages × ${formatCount(page)} bytes = ${formatBytes(bytes)}`;
    if (!host.memory) {
      lacks('memory', place.start, place.end, `tcp_mem lets TCP take ${arithmetic}.`);
      return;
    }
    const memory = host.memory.value;
    if (bytes <= memory / 3) return;
    const right = thirdForTcp(memory, page).join(' ');
    return [
      {
        start: setting.start,
        end: setting.end,
        // Beyond all of RAM the limit does not exist.
        severity: bytes > memory ? 'error' : 'warning',
        message:
          `TCP may take ${arithmetic}, ${formatShare(bytes, memory)} of the ${formatBytes(memory)} of RAM (${host.memory.from}); ` +
          `a third is ${formatBytes(memory / 3)}. tcp_mem counts pages, not bytes.`,
        fixes: [
          {
            title: `Set to a third of RAM: ${right}`,
            safe: false,
            edits: [replace(setting.start, setting.end, right)],
          },
        ],
      },
    ];
  },
};
