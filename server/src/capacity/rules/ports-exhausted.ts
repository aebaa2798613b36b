import { writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { type Destination, destinationsOf, portsNeeded, portsOfAddress, portsTowards } from '../ports.ts';
import type { ProxyPart } from '../proxy-model.ts';
import { difference, formatNumber, formulaOf, leastOf, leavesOf, type Place, type Quantity } from '../quantity.ts';
import { type CapacityReport, capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** `capacity/ports.ts` has the formulas. Without an expectation only what the configuration itself allows is compared. */
export const portsExhausted = capacityRule({
  id: 'capacity/ports-exhausted',
  title: 'More connections to a server than there are ports for',
  severity: 'warning',
  judge({ inputs }) {
    if (!mayExceed(inputs)) return [];
    const seen = new Set<string>();
    const ofAddress = portsOfAddress(inputs);
    if (!inputs.proxy?.proxies.some((part) => mayLack(inputs, part, ofAddress))) return [];
    return destinationsOf(inputs).flatMap((destination) => {
      return [allowed(destination, ofAddress), expected(inputs, destination)].flatMap((report, kind) => {
        if (!report) return [];
        // What servers take over from `default-server` stands at their names, and is said once for the section.
        const own = report.place.start !== destination.server.place.start;
        const key = `${kind} ${own ? destination.name : destination.part.name}`;
        if (seen.has(key)) return [];
        seen.add(key);
        return [report];
      });
    });
  },
});

/** Whether it is worth while to look at the servers of a section, one by one. */
function mayLack({ host }: CapacityInputs, { mode, serverTotals }: ProxyPart, ofAddress: Quantity): boolean {
  const { lines, largestMaxconn, namesPorts } = serverTotals;
  const expects = host.connections !== undefined || host.connectionRate !== undefined;
  return lines > 0 && (namesPorts || largestMaxconn > (ofAddress.value ?? 0) || (expects && mode !== 'http'));
}

/** Whether some destination may want more ports than there are. */
function mayExceed(inputs: CapacityInputs): boolean {
  const { host, proxy } = inputs;
  if (host.connections || host.connectionRate) return true;
  // Of a range that nobody knows nothing is said; a server's own ports are known all the same.
  const { value } = portsOfAddress(inputs);
  if (!proxy || (value === undefined && !proxy.mayNamePorts)) return false;
  return proxy.totals.mostPerServer > (value ?? Number.MAX_SAFE_INTEGER);
}

/** The server's own `maxconn` is beyond the ports: HAProxy opens connections where it should queue. */
function allowed(destination: Destination, ofAddress: Quantity): CapacityReport | undefined {
  const { server } = destination;
  const { maxconn } = server;
  if (!maxconn?.value || (!server.sourcePorts && maxconn.value <= (ofAddress.value ?? 0))) return undefined;
  // Connections of this line come from its own address, whatever other lines have.
  const have = server.sourcePorts ?? ofAddress;
  const severity = lacking(maxconn, have) && severityFor(difference('', 'ports', maxconn, have), 'warning');
  if (!severity) return undefined;
  const place = maxconn.source?.place ?? server.place;
  const isOwn = place.start !== server.place.start;
  return {
    place,
    severity,
    message:
      `maxconn lets HAProxy open ${formatNumber(maxconn.value)} connections to ${server.destination}, and ` +
      `${fromText(server.sources)} ${formulaOf(have)} for them: beyond that they fail (EADDRNOTAVAIL) in the place of waiting.`,
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
  const isGuessed = destination.others || destination.part.mode === 'http';
  if ((!host.connections && !host.connectionRate) || isGuessed) return undefined;
  const need = portsNeeded(inputs, destination);
  const have = portsTowards(inputs, destination);
  // Ports that are kept after a connection count only where clients end theirs first.
  const isSure = leastOf(need) > (have.value ?? Number.POSITIVE_INFINITY);
  const severity = lacking(need, have) && severityFor(have, isSure ? 'warning' : 'information');
  if (!severity) return undefined;
  const place: Place = destination.server.place;
  const { from } = host.connections ?? host.connectionRate ?? { from: '' };
  return {
    place,
    severity,
    message:
      `The load expected (${from}) takes ${formulaOf(need)} to ${destination.server.destination}` +
      `${isSure ? '' : ' where clients end their connections first'}, and ` +
      `${fromText(destination.sources)} ${formulaOf(have)}: beyond that connections fail (EADDRNOTAVAIL). ` +
      'Another address of source, or another server, brings as many again.',
    related: relatedInputs([...leavesOf(need), ...leavesOf(have)], place),
  };
}

function lacking(need: Quantity, have: Quantity): boolean {
  return need.value !== undefined && have.value !== undefined && need.value > have.value;
}

function fromText(sources: readonly string[]): string {
  if (sources.length === 0) return 'this host has';
  return `${sources.join(' and ')} ${sources.length === 1 ? 'has' : 'have'}`;
}
