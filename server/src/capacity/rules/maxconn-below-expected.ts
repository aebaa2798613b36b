import { settingConnections } from '../fixes.ts';
import { placeOfConnections } from '../load.ts';
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
  judge({ inputs }) {
    const { host, proxy, unit } = inputs;
    const { nbproc } = proxy?.global ?? {};
    const maxconn = unit?.maxconn ?? proxy?.global.maxconn;
    const { connections } = host;
    const place = maxconn && placeOfConnections(inputs);
    if (!maxconn || !place || !connections) return [];
    const allowed = nbproc ? product('connections', 'connections', [maxconn, nbproc]) : maxconn;
    if (allowed.value === undefined || allowed.value >= connections.value) return [];
    const right = Math.ceil(connections.value / (nbproc?.value ?? 1));
    const raise = settingConnections(inputs, right);
    const from = unit?.maxconn ? `, by ${unit.maxconn.source?.from}` : '';
    return [
      {
        place,
        message:
          `${formatNumber(connections.value)} connections are expected (${connections.from}), and HAProxy holds ${printed(allowed)} at one ` +
          `time${from}: the others wait in the queues of the kernel until some end, and are dropped there when those are full.`,
        related: relatedInputs([maxconn, ...(nbproc ? [nbproc] : [])], place),
        fixes: raise ? [{ title: `Set ${raise.name} to ${right}`, safe: false, edits: [raise.edit] }] : [],
      },
    ];
  },
});
