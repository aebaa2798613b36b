import type { FileReport, Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { deciding, inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

const buffers = [
  { limit: 'net.core.rmem_max', tuned: 'net.ipv4.tcp_rmem', option: 'SO_RCVBUF' },
  { limit: 'net.core.wmem_max', tuned: 'net.ipv4.tcp_wmem', option: 'SO_SNDBUF' },
] as const;

/** Above what anybody sets for datagram sockets, so that TCP is meant. */
const meantForTcp = 4_194_304n;

/** TCP grows its buffers up to the third field of its own keys, and stops growing them once a program sets the size. */
export const autotuningLimit: Rule = {
  id: 'sysctl/autotuning-limit',
  title: 'rmem_max and wmem_max do not raise what TCP tunes by itself',
  severity: 'information',
  file(view) {
    if (!isSettled(view)) return [];
    return buffers.flatMap(({ limit, tuned, option }): readonly FileReport[] => {
      const set = inForce(view, limit);
      if (set?.at.analysis !== view.analysis) return [];
      const name = limit.slice('net.core.'.length);
      const own = tuned.slice('net.ipv4.'.length);
      const most = inForce(view, tuned)?.numbers[2];
      // The kernel doubles what a program asks for, for its own bookkeeping.
      if (most !== undefined && set.numbers[0] > 0n && set.numbers[0] * 2n < most) {
        const size = (bytes: bigint) => formatBytes(Number(bytes));
        return [
          {
            ...spanOf(set.at),
            message:
              `A TCP socket grows its buffer to ${size(most)} (${own}) by itself, and stops where a program sets ${option}: that gives it ` +
              `2 × ${size(set.numbers[0])} (${name}) = ${size(set.numbers[0] * 2n)} at best.`,
            related: [relatedTo(view, (inForce(view, tuned) ?? set).at, 'What TCP grows to.')],
          },
        ];
      }
      if (set.numbers[0] <= meantForTcp || deciding(view, tuned)) return [];
      return [
        {
          ...spanOf(set.at),
          message:
            `${name} = ${formatCount(set.numbers[0])} (${formatBytes(Number(set.numbers[0]))}) limits ${option}, which few programs ` +
            `set; TCP grows buffers by itself up to the third field of ${own}, and no line sets that.`,
        },
      ];
    });
  },
};
