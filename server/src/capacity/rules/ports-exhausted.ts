import { writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { type Destination, destinationsOf, portsNeeded, portsOfAddress, portsTowards } from '../ports.ts';
import { difference, formatNumber, formulaOf, leavesOf, type Place, type Quantity } from '../quantity.ts';
import { type CapacityReport, capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** `capacity/ports.ts` has the formulas. Without an expectation only what the configuration itself allows is compared. */
export const portsExhausted = capacityRule({
  id: 'capacity/ports-exhausted',
  title: 'More connections to a server than there are ports for',
  severity: 'warning',
  judge({ inputs }) {
    if (!mayExceed(inputs)) return [];
    const seen = new Set<string>();
    return destinationsOf(inputs).flatMap((destination) => {
      const report = allowed(inputs, destination) ?? expected(inputs, destination);
      if (!report) return [];
      // What many servers take over from one line is said once for the section.
      const own = report.place !== destination.server.place;
      const key = own ? destination.name : destination.part.name;
      if (seen.has(key)) return [];
      seen.add(key);
      return [report];
    });
  },
});

/** Whether some destination may want more ports than there are. */
function mayExceed(inputs: CapacityInputs): boolean {
  const { host, proxy } = inputs;
  if (host.connections || host.connectionRate) return true;
  // Of a range that nobody knows nothing is said; a server's own ports are known all the same.
  return proxy !== undefined && proxy.totals.mostPerServer > (portsOfAddress(inputs).value ?? Number.MAX_SAFE_INTEGER);
}

/** The server's own `maxconn` is beyond the ports: HAProxy opens connections where it should queue. */
function allowed(inputs: CapacityInputs, { server, ...rest }: Destination): CapacityReport | undefined {
  const { maxconn } = server;
  const have = portsTowards(inputs, { server, ...rest });
  const severity = maxconn && lacking(maxconn, have) && severityFor(difference('', 'ports', maxconn, have), 'warning');
  if (!maxconn || !severity) return undefined;
  const place = maxconn.source?.place ?? server.place;
  const isOwn = place.start !== server.place.start;
  return {
    place,
    severity,
    message:
      `maxconn lets HAProxy open ${formatNumber(maxconn.value ?? 0)} connections to ${server.destination}, and ` +
      `${fromText(rest.sources)} has ${formulaOf(have)} for them: beyond that they fail (EADDRNOTAVAIL) in the place of waiting.`,
    related: relatedInputs(leavesOf(have), place),
    fixes: isOwn
      ? [
          {
            title: `Write ${have.value}, so that what comes beyond waits in the queue`,
            safe: false,
            edits: [writing(place, String(have.value))],
          },
        ]
      : [],
  };
}

/** What is expected needs more ports than there are, whatever way it takes: how it spreads over several sections nobody knows. */
function expected(inputs: CapacityInputs, destination: Destination): CapacityReport | undefined {
  const { host } = inputs;
  if (!host.connections && !host.connectionRate) return undefined;
  const need = portsNeeded(inputs, destination);
  const have = portsTowards(inputs, destination);
  const severity = lacking(need, have) && severityFor(difference('', 'ports', need, have), 'warning');
  if (!severity || need.certainty === 'assumed') return undefined;
  const place: Place = destination.server.place;
  const { from } = host.connections ?? host.connectionRate ?? { from: '' };
  return {
    place,
    severity,
    message:
      `The load expected (${from}) takes ${formulaOf(need)} to ${destination.server.destination}, and ` +
      `${fromText(destination.sources)} has ${formulaOf(have)}: beyond that connections fail (EADDRNOTAVAIL). ` +
      'Another address of source, or another server, brings as many again.',
    related: relatedInputs([...leavesOf(need), ...leavesOf(have)], place),
  };
}

function lacking(need: Quantity, have: Quantity): boolean {
  return need.value !== undefined && have.value !== undefined && need.value > have.value;
}

function fromText(sources: readonly string[]): string {
  return sources.length > 0 ? sources.join(' and ') : 'this host';
}
