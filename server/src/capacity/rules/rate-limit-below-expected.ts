import { writing } from '../fixes.ts';
import { formulaOf, leavesOf, printed } from '../quantity.ts';
import { rateLimits } from '../rates.ts';
import { type CapacityReport, capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** Above its limits of a second a process takes no connection from any listener (`listener_accept` in src/listener.c). */
export const rateLimitBelowExpected = capacityRule({
  id: 'capacity/rate-limit-below-expected',
  title: 'More new connections are expected than HAProxy takes in a second',
  severity: 'warning',
  judge({ inputs }) {
    const { connectionRate } = inputs.host;
    if (!connectionRate) return [];
    return rateLimits(inputs).flatMap(({ name, limit, have, need }): readonly CapacityReport[] => {
      const place = limit.source?.place;
      if (!place || need.value === undefined || have.value === undefined || need.value <= have.value) return [];
      const severity = severityFor(need, 'warning');
      if (!severity) return [];
      const processes = limit.value ? have.value / limit.value : 1;
      const right = String(Math.ceil(need.value / processes));
      const kind = need.computed ? ' with TLS' : '';
      return [
        {
          place,
          severity,
          message:
            `${formulaOf(need)} new connections${kind} are expected (${connectionRate.from}), and with ${name} HAProxy takes ${printed(have)}: the others wait ` +
            'in the queues of the kernel, which grow until they are full and the kernel drops what comes.',
          related: relatedInputs(leavesOf(have), place),
          fixes: [{ title: `Set ${name} to ${right}`, safe: false, edits: [writing(place, right)] }],
        },
      ];
    });
  },
});
