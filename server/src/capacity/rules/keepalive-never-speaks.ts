import { removingLine } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { longestSilence } from '../longest-silence.ts';
import type { Keepalive, ProxyModel, ProxyPart } from '../proxy-model.ts';
import { formulaOf, leavesOf, type Place, printed, type Quantity } from '../quantity.ts';
import { type CapacityReport, capacityRule, relatedInputs, severityFor } from '../rule.ts';
import { firstProbe, isBefore, type Side } from '../time.ts';

/** `capacity/time.ts` has when keepalive speaks, `capacity/longest-silence.ts` how long HAProxy waits at most. */
export const keepaliveNeverSpeaks = capacityRule({
  id: 'capacity/keepalive-never-speaks',
  title: 'HAProxy ends connections before TCP keepalive speaks',
  severity: 'information',
  judge({ inputs }) {
    const { proxy } = inputs;
    if (!proxy?.mayAskKeepalive) return [];
    const asked = askedFor(proxy);
    if (asked.length === 0) return [];
    const bound = longestSilence(proxy);
    return bound ? asked.flatMap((each) => reportOf(inputs, each, bound)) : [];
  },
});

/** A line that asks for keepalive, with the kinds of connections it is for. */
interface Asked {
  readonly keepalive: Keepalive;
  readonly uses: Map<string, Use>;
}

interface Use {
  readonly part: ProxyPart;
  readonly side: Side;
  readonly keepalive: Keepalive;
}

/** The lines that ask for keepalive on some connection. */
function askedFor({ proxies }: ProxyModel): readonly Asked[] {
  const found = new Map<object, Map<string, Asked>>();
  for (const part of proxies) {
    const { client, server } = part.tcpKeepalive;
    for (const [side, keepalive] of [['client', client] as const, ['server', server] as const]) {
      // What has no servers has no connections to any.
      if (!keepalive || (side === 'server' && part.serverTotals.lines === 0)) continue;
      const { key, option } = keepalive;
      const ofSection = found.get(key) ?? new Map<string, Asked>();
      const asked = ofSection.get(option) ?? { keepalive, uses: new Map<string, Use>() };
      asked.uses.set(`${side} ${part.timing}`, { part, side, keepalive });
      found.set(key, ofSection.set(option, asked));
    }
  }
  return [...found.values()].flatMap((ofSection) => [...ofSection.values()]);
}

function reportOf(inputs: CapacityInputs, asked: Asked, bound: Quantity): readonly CapacityReport[] {
  const { keepalive } = asked;
  const uses = [...asked.uses.values()];
  const first = earliest(uses.map((use) => firstProbe(inputs, use.keepalive)));
  if (!first || !isKnown(inputs, first) || !isBefore(bound, first)) return [];
  // Connections to servers wait in a pool between requests, for as long as HAProxy likes.
  if (uses.some(({ part, side }) => side === 'server' && part.mode === 'http' && part.httpReuse !== 'never')) return [];
  const severity = severityFor(first, 'information');
  if (!severity) return [];
  const { place, option } = keepalive;
  return [
    {
      place,
      severity,
      message:
        `'${option}' has no effect: the first probe of TCP keepalive comes after ${printed(first)} of silence (${sourceOf(first)}), and the ` +
        `timeouts of HAProxy leave no connection silent for longer than ${formulaOf(bound)}.`,
      related: relatedInputs([first, ...leavesOf(bound)], place),
      fixes: [{ title: `Remove '${option}'`, safe: false, edits: [removingLine(place)] }],
    },
  ];
}

/** The kernel's own two hours are a guess where nobody says anything of the kernel. */
function isKnown({ host }: CapacityInputs, { certainty }: Quantity): boolean {
  return certainty === 'known' || host.kernel !== undefined;
}

/** Undefined where one of them is not known. */
function earliest(all: readonly Quantity[]): Quantity | undefined {
  if (all.some(({ value }) => value === undefined)) return undefined;
  return [...all].sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}

function sourceOf({ name, source }: Quantity): string {
  const place: Place | undefined = source?.place;
  return place ? name : `${name}, ${source?.from}`;
}
