import type { Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

const notes: ValueNotes = {
  'net.ipv4.ip_local_port_range': ([low, high], { host }) => {
    if (high === undefined || low < 1n || high > 65_535n || high <= low || (low ^ high) & 1n) return undefined;
    if (host.kernel && compareVersions(host.kernel.value, '4.2') < 0) return undefined;
    return {
      message: `${low} and ${high} are both ${low & 1n ? 'odd' : 'even'}, so one half of the ports has one more than the other; the kernel logs that it prefers one end odd and one even.`,
      instead: `${low} ${high - 1n}`,
    };
  },
};

/** connect() takes ports of one parity and bind() those of the other (`ipv4_local_port_range` in net/ipv4/sysctl_net_ipv4.c). */
export const portRangeParity: Rule = {
  id: 'sysctl/port-range-parity',
  title: 'Both ends of the port range are odd, or both even',
  severity: 'information',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
