import { settingKernel } from '../fixes.ts';
import { expectedLoad } from '../load.ts';
import { formatNumber, printed } from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';
import { orphanBytes } from '../socket-memory.ts';

const key = 'net.ipv4.tcp_max_orphans';
/**
 * Where the peer has been silent for long the kernel acts at a half of the limit, and where an ICMP error came at a quarter
 * (`tcp_out_of_resources` in net/ipv4/tcp_timer.c).
 */
const times = 4;
/** The share of RAM that all orphans may hold. */
const share = 0.25;

export const fewOrphans = capacityRule({
  id: 'capacity/few-orphans',
  title: 'Few orphans for the connections expected',
  severity: 'information',
  judge({ inputs }) {
    const { host, proxy } = inputs;
    const have = inputs.sysctl(key);
    const place = have.source?.place;
    if (!proxy || !host.connections || !place || have.value === undefined) return [];
    const { connections } = expectedLoad(inputs);
    if (connections.value === undefined) return [];
    // Far below: less than the peak itself.
    if (have.value >= connections.value) return [];
    const most = host.memory ? Math.floor((host.memory.value * share) / orphanBytes) : Number.POSITIVE_INFINITY;
    const right = Math.min(connections.value * times, most);
    const severity = right > have.value && severityFor(have, 'information');
    if (!severity) return [];
    const edit = right >= connections.value ? settingKernel(inputs, key, right) : undefined;
    return [
      {
        place,
        severity,
        message:
          `${printed(connections)} ${connections.value === 1 ? 'is' : 'are'} expected (${host.connections.from}), and tcp_max_orphans lets ` +
          `${formatNumber(have.value)} of them wait for their last data to arrive; where peers are silent the kernel resets them from a half or a quarter of that on. ` +
          `${times} × ${formatNumber(connections.value)} = ${formatNumber(connections.value * times)} leaves room for a moment when all end at once.`,
        related: relatedInputs([connections], place),
        fixes: edit ? [{ title: `Write ${right}`, safe: false, edits: [edit] }] : [],
      },
    ];
  },
});
