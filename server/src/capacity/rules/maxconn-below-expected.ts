import { type NumberEdit, settingConnections, writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { frontendLimits, placeOfConnections, shownTerms } from '../load.ts';
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
  const { proxy, unit } = inputs;
  const { nbproc } = proxy?.global ?? {};
  const maxconn = unit?.maxconn ?? proxy?.global.maxconn;
  const place = maxconn && placeOfConnections(inputs);
  if (!maxconn || !place) return undefined;
  const allowed = nbproc ? product('connections', 'connections', [maxconn, nbproc]) : maxconn;
  const from = unit?.maxconn ? `, by ${unit.maxconn.source?.from}` : '';
  const words = `HAProxy holds ${printed(allowed)} at one time${from}`;
  const set = (right: number) => settingConnections(inputs, right);
  const written = nbproc ? [maxconn, nbproc] : [maxconn];
  return reported(inputs, allowed, { place, words, written, times: nbproc?.value ?? 1, set });
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
  const set = (right: number) => ({ name: 'maxconn', edit: writing(place, String(right)) });
  return reported(inputs, allowed, { place, words, written: limits, times, set });
}

interface Found {
  readonly place: Place;
  /** What holds how many. */
  readonly words: string;
  readonly written: readonly Quantity[];
  /** How often the number counts that is written; undefined where it is not one. */
  readonly times: number | undefined;
  /** Writes another number in its place. */
  readonly set: (right: number) => NumberEdit | undefined;
}

function reported(
  { host: { connections } }: CapacityInputs,
  allowed: Quantity,
  by: Found,
): readonly CapacityReport[] | undefined {
  if (!connections || allowed.value === undefined || allowed.value >= connections.value) return undefined;
  const { place, words, written, times, set } = by;
  const right = times && Math.ceil(connections.value / times);
  const raise = right ? set(right) : undefined;
  return [
    {
      place,
      message:
        `${formatNumber(connections.value)} connections are expected (${connections.from}), and ${words}: the others wait in the ` +
        'queues of the kernel until some end, and are dropped there when those are full.',
      related: relatedInputs(written, place),
      fixes: raise ? [{ title: `Set ${raise.name} to ${right}`, safe: false, edits: [raise.edit] }] : [],
    },
  ];
}
