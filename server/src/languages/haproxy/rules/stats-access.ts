import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, proxyRule } from '../configuration.ts';

/** Users of the statistics page are asked for their password by `stats auth` or by rules, never by both. */
export const statsAccess: Rule = proxyRule({
  id: 'haproxy/stats-access',
  title: 'Two ways to ask for a password before the statistics',
  severity: 'error',
  about: ['stats http-request'],
  proxy(proxy) {
    const rules = proxy.lines('stats http-request');
    const users = [...proxy.lines('stats auth'), ...proxy.lines('stats realm')];
    if (rules.length === 0 || users.length === 0 || proxy.disabled) return [];
    return rules.map((line): ProxyReport => {
      const [first, second] = proxy.words(line);
      const other = proxy.has('stats auth') ? 'stats auth' : 'stats realm';
      const message = `${proxy.title} has '${other}' as well: HAProxy takes either that or 'stats http-request'.`;
      return { line, start: first?.start ?? 0, end: second?.end ?? 0, message: capitalized(message) };
    });
  },
});

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
