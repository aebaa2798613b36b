import type { Rule } from '../../../engine/rules.ts';
import { fallingFields } from '../falling-fields.ts';

/** The kernel checks each of the three sizes by itself, not their order (a falling line was accepted by Linux 6.18). */
export const bufferOrder: Rule = {
  id: 'sysctl/buffer-order',
  title: 'The three sizes of tcp_rmem or tcp_wmem do not rise',
  severity: 'warning',
  facts: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
  statement: (statement) =>
    fallingFields(statement, {
      names: ['min', 'default', 'max'],
      consequence:
        'The kernel accepts that: a socket may start above the size it can grow to, or be kept below its minimum.',
    }),
};
