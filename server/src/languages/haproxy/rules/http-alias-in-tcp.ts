import type { Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { type Found, type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { logFormatOf } from '../log-format-line.ts';
import { describeTarget } from '../sections.ts';

/** The aliases that releases up to 3.0 keep for HTTP mode: `logformat_keywords` of their src/log.c. */
const reserved: ReadonlySet<string> = new Set(
  ['CC', 'CS', 'HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'TR', 'Ta', 'Ti', 'Tq', 'Tr', 'r', 'tr', 'trg', 'trl'].map(
    (name) => `log-format-alias/%${name}`,
  ),
);

/** The refusal of a log format with such an alias in a proxy of another mode; newer releases leave the field empty. */
export const httpAliasInTcp: Rule = proxyRule({
  id: 'haproxy/http-alias-in-tcp',
  title: 'A log format that only an HTTP proxy can fill in',
  severity: 'error',
  proxy(proxy) {
    const { mode } = proxy;
    if (proxy.since('3.1') || proxy.disabled || mode === undefined || mode === 'http') return [];
    const reports: ProxyReport[] = [];
    for (const found of formatsOf(proxy)) {
      const alias = firstReserved(found.statement.slots);
      if (!alias) continue;
      const { start, end } = alias;
      const message = `${describeTarget(proxy.host)} keeps '%${alias.text}' for mode http, and ${proxy.title} is in mode ${mode}.`;
      reports.push({ line: found.line, start, end, section: found.proxy, message });
    }
    return reports;
  },
});

/** The formats that HAProxy compiles for a proxy; a backend has no log of its own. */
function formatsOf(proxy: ProxySection): readonly Found[] {
  const unique = proxy.find('unique-id-format');
  const logs = proxy.isFrontend
    ? [logFormatOf(proxy), proxy.find('log-format-sd'), proxy.find('error-log-format')]
    : [];
  return [unique, ...logs].flatMap((found) => found ?? []);
}

function firstReserved(slots: readonly Slot[]): Slot | undefined {
  for (const slot of slots) {
    if (slot.role === 'name' && slot.fact && reserved.has(slot.fact.id)) return slot;
    const inside = slot.nested && firstReserved(slot.nested);
    if (inside) return inside;
  }
  return undefined;
}
