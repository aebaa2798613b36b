import { removeLine } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { misplacement } from '../ignored.ts';

/** The warning about a timeout that the section has said before (`proxy_parse_timeout` in HAProxy's src/proxy.c). */
export const overwrittenTimeout = proxyRule({
  id: 'haproxy/overwritten-timeout',
  title: 'A timeout that is set twice',
  severity: 'warning',
  proxy(proxy) {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const fact of proxy.directives()) {
      if (!fact?.name.startsWith('timeout ') || misplacement(fact, proxy)) continue;
      if (seen.has(fact.name)) twice.add(fact.name);
      seen.add(fact.name);
    }
    return [...twice].flatMap((name) => reportsOn(proxy, name));
  },
});

/** HAProxy tells a timeout that is set by its difference from that of `defaults`, so the same one again is none. */
function reportsOn(proxy: ProxySection, name: string): readonly ProxyReport[] {
  const inherited = proxy.defaults?.find(name)?.words[2];
  const usual = inherited ? milliseconds(inherited) : 0;
  const reports: ProxyReport[] = [];
  let value = usual;
  let before = 0;
  for (const line of proxy.lines(name)) {
    const words = proxy.words(line);
    if (value === undefined || words[0]?.text !== 'timeout') return reports;
    if (value !== usual) {
      reports.push({
        line,
        start: words[0].start,
        end: words[1]?.end ?? words[0].end,
        message: `${proxy.title} has a '${name}' already: HAProxy forgets that one for this.`,
        fixes: [{ title: `Remove the first '${name}'`, safe: true, edits: [removeLine(before)] }],
      });
    }
    const next = words[2] && milliseconds(words[2]);
    if (next === undefined) return reports;
    value = next;
    before = line;
  }
  return reports;
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as HAProxy keeps it; undefined where the word is none, or only the environment knows it. */
function milliseconds({ text, uncertain }: Word): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,12})(us|ms|s|m|h|d)?$/.exec(text) ?? [];
  return digits === undefined || uncertain ? undefined : Math.ceil(Number(digits) * (units[unit] as number));
}
