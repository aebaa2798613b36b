import { writing } from '../fixes.ts';
import { formatNumber, printed, product } from '../quantity.ts';
import { capacityRule, relatedInputs } from '../rule.ts';

/**
 * At the global `maxconn` a process takes no more connections from its listeners (`listener_accept` in src/listener.c); processes
 * of `nbproc` have as many each.
 */
export const maxconnBelowExpected = capacityRule({
  id: 'capacity/maxconn-below-expected',
  title: 'More connections are expected than maxconn allows',
  severity: 'warning',
  judge({ inputs: { host, proxy } }) {
    const { maxconn, nbproc } = proxy?.global ?? {};
    const { connections } = host;
    const place = maxconn?.source?.place;
    if (!maxconn || !place || !connections) return [];
    const allowed = nbproc ? product('connections', 'connections', [maxconn, nbproc]) : maxconn;
    if (allowed.value === undefined || allowed.value >= connections.value) return [];
    const right = String(Math.ceil(connections.value / (nbproc?.value ?? 1)));
    return [
      {
        place,
        message:
          `${formatNumber(connections.value)} connections are expected (${connections.from}), and HAProxy holds ${printed(allowed)} at one ` +
          'time: the others wait in the queues of the kernel until some end, and are dropped there when those are full.',
        related: nbproc ? relatedInputs([nbproc], place) : [],
        fixes: [{ title: `Set maxconn to ${right}`, safe: false, edits: [writing(place, right)] }],
      },
    ];
  },
});
