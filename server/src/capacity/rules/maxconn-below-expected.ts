import { writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { frontendLimits, shownTerms } from '../load.ts';
import { formatNumber, formulaOf, type Place, printed, product, type Quantity, sum } from '../quantity.ts';
import { type CapacityReport, capacityRule, relatedInputs } from '../rule.ts';

/**
 * At the global `maxconn` a process takes no more connections from its listeners, and at that of a section none from the listeners
 * of that section (`listener_accept` in src/listener.c); processes of `nbproc` have as many each.
 */
export const maxconnBelowExpected = capacityRule({
  id: 'capacity/maxconn-below-expected',
  title: 'More connections are expected than maxconn allows',
  severity: 'warning',
  judge({ inputs }) {
    return inputs.host.connections ? (byProcess(inputs) ?? byFrontends(inputs) ?? []) : [];
  },
});

function byProcess(inputs: CapacityInputs): readonly CapacityReport[] | undefined {
  const { maxconn, nbproc } = inputs.proxy?.global ?? {};
  const place = maxconn?.source?.place;
  // `-n` goes before the line, which then decides nothing.
  if (!maxconn || !place || inputs.unit?.maxconn) return undefined;
  const allowed = nbproc ? product('connections', 'connections', [maxconn, nbproc]) : maxconn;
  const words = `HAProxy holds ${printed(allowed)} at one time`;
  return reported(inputs, allowed, { place, words, written: nbproc ? [nbproc] : [], times: nbproc?.value ?? 1 });
}

/** Limits of all frontends together, where each has one of its own. */
function byFrontends(inputs: CapacityInputs): readonly CapacityReport[] | undefined {
  if (!inputs.proxy?.whole || inputs.proxy.largestMaxconn.sections === 0) return undefined;
  const limits = frontendLimits(inputs.proxy);
  const place = limits?.[0]?.source?.place;
  if (!limits || !place) return undefined;
  const { nbproc } = inputs.proxy?.global ?? {};
  const together = limits.length === 1 ? (limits[0] as Quantity) : sum('connections', 'connections', limits);
  const allowed = nbproc ? product('connections', 'connections', [together, nbproc]) : together;
  const text = limits.length <= shownTerms ? formulaOf(allowed) : printed(allowed);
  const words = `${limits.length === 1 ? 'the only frontend takes' : `the ${limits.length} frontends together take`} ${text} at one time`;
  // Only where one line says it for all of them it is clear which to change.
  const isOne = limits.every(({ source }) => source?.place?.line === place.line && source.place.path === place.path);
  const times = isOne ? limits.length * (nbproc?.value ?? 1) : undefined;
  return reported(inputs, allowed, { place, words, written: limits, times });
}

function reported(
  { host: { connections } }: CapacityInputs,
  allowed: Quantity,
  by: { place: Place; words: string; written: readonly Quantity[]; times: number | undefined },
): readonly CapacityReport[] | undefined {
  if (!connections || allowed.value === undefined || allowed.value >= connections.value) return undefined;
  const { place, words, written, times } = by;
  const right = times && String(Math.ceil(connections.value / times));
  return [
    {
      place,
      message:
        `${formatNumber(connections.value)} connections are expected (${connections.from}), and ${words}: the others wait in the ` +
        'queues of the kernel until some end, and are dropped there when those are full.',
      related: relatedInputs(written, place),
      fixes: right ? [{ title: `Set maxconn to ${right}`, safe: false, edits: [writing(place, right)] }] : [],
    },
  ];
}
