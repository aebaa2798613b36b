import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { deciding, inForce, isSettled, valueSpanOf } from '../in-force.ts';

/** The ports of services end about here. */
const lowest = 10_000n;

/** A connection on its way out takes any free port of the range, and a service that starts then finds its port taken. */
export const portRangeOverListeners: Rule = {
  id: 'sysctl/port-range-over-listeners',
  title: 'Outgoing connections may take the ports of services',
  severity: 'information',
  file(view) {
    const set = inForce(view, 'net.ipv4.ip_local_port_range');
    if (!isSettled(view) || set?.at.analysis !== view.analysis) return [];
    const [low, high] = set.numbers;
    if (high === undefined || low < 1024n || low >= lowest || high < low || high > 65_535n) return [];
    if (deciding(view, 'net.ipv4.ip_local_reserved_ports')) return [];
    return [
      {
        ...valueSpanOf(set.at),
        message:
          `From ${formatCount(low)} on, any port may be in use by an outgoing connection when a service wants to listen on it ` +
          '(EADDRINUSE): name the ports of services in net.ipv4.ip_local_reserved_ports.',
      },
    ];
  },
};
