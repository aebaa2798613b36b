import type { Fix } from '../../engine/rules.ts';
import { settingKernel, writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import {
  difference,
  formatNumber,
  formulaOf,
  leavesOf,
  type Place,
  powerOfTwoFrom,
  type Quantity,
} from '../quantity.ts';
import { acceptQueue, backlogAsked, listenersOf, queueNeeded, queuesTooShort, somaxconn } from '../queues.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';

/**
 * Where no `backlog` is set HAProxy asks for no longer queue than `maxconn` (`listener_backlog` in src/listener.c), whatever
 * `somaxconn` allows. Where `somaxconn` is the lower one another rule says so.
 */
export const backlogBelowExpected = capacityRule({
  id: 'capacity/backlog-below-expected',
  title: 'HAProxy asks for shorter queues than the new connections expected need',
  severity: 'information',
  judge({ inputs }) {
    const { connectionRate } = inputs.host;
    if (!inputs.proxy || !connectionRate) return [];
    const need = queueNeeded(inputs);
    // However connections spread over the listeners, all queues together are what there is.
    const have = queuesTooShort(inputs, 'connections that can wait', acceptQueue, need);
    if (!have || need.value === undefined) return [];
    const severity = severityFor(difference('', 'connections', need, have), 'information');
    const asking = askedBelow(inputs);
    if (!asking || !severity) return [];
    const { asked, place } = asking;
    const most = inputs.sysctl(somaxconn);
    const written = asked.name === 'backlog';
    return [
      {
        place,
        severity,
        message:
          `At the rate expected (${connectionRate.from}) ${formulaOf(need)} come in a tenth of a second, and while HAProxy takes none its queues ` +
          `hold ${formulaOf(have)}: ${written ? 'it asks' : 'without a backlog it asks'} for ${asked.name} = ` +
          `${formatNumber(asked.value ?? 0)} where somaxconn allows ${formatNumber(most.value ?? 0)}. The others try again after a second.`,
        related: relatedInputs(leavesOf(have), place),
        fixes: fixesOf(inputs, asking, need.value, most),
      },
    ];
  },
});

interface Asking {
  readonly asked: Quantity;
  /** The number, else the address of the line that listens. */
  readonly place: Place;
  readonly bind: Place;
}

/** The first listener that asks for less than the kernel allows. */
function askedBelow(inputs: CapacityInputs): Asking | undefined {
  const most = inputs.sysctl(somaxconn).value ?? 0;
  for (const { part, bind } of listenersOf(inputs)) {
    const asked = backlogAsked(inputs, part, bind);
    if (asked.value !== undefined && asked.value < most)
      return { asked, place: asked.source?.place ?? bind.place, bind: bind.place };
  }
  return undefined;
}

/** A queue that holds all of them, a power of two; as long as `maxconn` decides the `bind` line gets a `backlog`. */
function fixesOf(inputs: CapacityInputs, { asked, place, bind }: Asking, need: number, most: Quantity): readonly Fix[] {
  const right = powerOfTwoFrom(need);
  const text = String(right);
  const raise = right > (most.value ?? 0) ? settingKernel(inputs, somaxconn, right) : undefined;
  if (right > (most.value ?? 0) && !raise) return [];
  const own =
    asked.name === 'backlog' ? writing(place, text) : writing({ ...bind, start: bind.end }, ` backlog ${text}`);
  const title = `Set backlog to ${text}${raise ? ', and somaxconn with it' : ''}`;
  return [{ title, safe: false, edits: raise ? [own, raise] : [own] }];
}
