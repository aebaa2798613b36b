import type { Rule } from '../../../engine/rules.ts';
import { type Found, type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';

/**
 * `balance` beside a fixed destination: HAProxy refuses it with `transparent`, and warns that it does not use the address of
 * `dispatch` (`proxy_finalize` in HAProxy's src/proxy.c).
 */
export const unusedBalance: Rule = proxyRule({
  id: 'haproxy/unused-balance',
  title: 'A balance algorithm beside a fixed destination',
  severity: 'error',
  about: ['option transparent', 'transparent', 'dispatch'],
  proxy(proxy) {
    const balance = proxy.isBackend && !proxy.disabled ? proxy.find('balance') : undefined;
    if (!balance || balance.words.some(({ uncertain }) => uncertain)) return [];
    const fixed = destination(proxy);
    if (!fixed) return [];
    const own = fixed.proxy === proxy ? fixed : balance.proxy === proxy ? balance : undefined;
    const { words } = fixed;
    const transparent = words.some(({ text }) => text === 'transparent');
    const place = own
      ? {
          line: own.line,
          start: own.words[0]?.start ?? 0,
          end: own.words[own.words[0]?.text === 'option' ? 1 : 0]?.end ?? 0,
        }
      : { line: 0, ...proxy.header() };
    const report: ProxyReport = transparent
      ? {
          ...place,
          message: `In ${proxy.title} 'balance' cannot go with 'transparent', which sends each client where it wanted to go.`,
        }
      : {
          ...place,
          severity: 'warning',
          message: `With 'balance' HAProxy chooses among the servers of ${proxy.title} and ignores the address of 'dispatch'.`,
        };
    return [report];
  },
});

/** The line that fixes where connections go; `transparent` is looked at first. */
function destination(proxy: ProxySection): Found | undefined {
  const inOption = proxy.option('transparent') ? proxy.find('option transparent') : undefined;
  return inOption ?? proxy.find('transparent') ?? proxy.find('dispatch');
}
