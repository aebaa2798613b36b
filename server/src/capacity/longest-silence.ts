/** The longest silence that HAProxy leaves any connection, whatever way it goes through the configuration. */
import type { ProxyModel, ProxyPart } from './proxy-model.ts';
import { constant, product, type Quantity, sum } from './quantity.ts';
import { alikeIn } from './time.ts';

/**
 * An upper bound over all sections, as a connection may pass from a frontend to any backend: what a client may take, the wait
 * for a server with every try to reach one, a tunnel, and what a closed half may still take. Undefined where some connection may
 * be silent for ever, or where it is not known.
 */
export function longestSilence(proxy: ProxyModel): Quantity | undefined {
  if (!proxy.whole || proxy.maySetTimeouts) return undefined;
  const longest = new Map<string, Quantity>();
  let tries = 1;
  for (const { part } of alikeIn(proxy)) {
    if (!isEnded(part)) return undefined;
    tries = Math.max(tries, (part.retries ?? Number.POSITIVE_INFINITY) + 1);
    for (const [name, timeout] of part.timeouts) {
      if (timeout.value === undefined) return undefined;
      if (timeout.value > (longest.get(name)?.value ?? 0)) longest.set(name, timeout);
    }
  }
  if (!Number.isFinite(tries)) return undefined;
  const of = (...names: readonly string[]) => names.flatMap((name) => longest.get(name) ?? []);
  // Where no `timeout queue` is set that of a connect counts.
  const [queue] = of('queue', 'connect').sort(descending);
  const waits = [...(queue ? [queue] : []), ...of('connect', 'server')];
  const phases = [
    ...of('client', 'http-request', 'http-keep-alive', 'tarpit', 'tunnel'),
    ...(waits.length > 0
      ? [product('wait for a server', 'seconds', [triesOf(tries), sum('a try', 'seconds', waits)])]
      : []),
  ];
  const halves = of('client-fin', 'server-fin');
  const [phase] = phases.sort(descending);
  return phase && halves.length > 0 ? sum('longest silence', 'seconds', [phase, ...halves]) : phase;
}

function descending(one: Quantity, other: Quantity): number {
  return (other.value ?? 0) - (one.value ?? 0);
}

function triesOf(tries: number): Quantity {
  return constant('tries', tries, '', 'retries, and the first');
}

/** Whether timeouts end every connection of a section on both of its sides. */
function isEnded({ kind, mode, timeouts, serverTotals }: ProxyPart): boolean {
  if (mode !== 'http' && mode !== 'tcp') return false;
  const isSet = (name: string) => (timeouts.get(name)?.value ?? 0) > 0;
  if (kind !== 'backend' && !isSet('client')) return false;
  return serverTotals.lines === 0 || (isSet('connect') && isSet('server'));
}
