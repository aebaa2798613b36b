import type { Rule } from '../../../engine/rules.ts';
import { fallingFields } from '../falling-fields.ts';

/**
 * The kernel compares the sum of all sockets' pages with each of the three by itself and does not check that they rise
 * (a falling line was accepted by Linux 6.18).
 */
export const tcpMemOrder: Rule = {
  id: 'sysctl/tcp-mem-order',
  title: 'The three limits of tcp_mem or udp_mem do not rise',
  severity: 'warning',
  facts: ['net.ipv4.tcp_mem', 'net.ipv4.udp_mem'],
  statement: (statement) =>
    fallingFields(statement, {
      names: ['min', 'pressure', 'max'],
      consequence: 'The kernel accepts that, and the limits no longer take effect one after the other.',
    }),
};
