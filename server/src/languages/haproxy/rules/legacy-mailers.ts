import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, proxyRule } from '../configuration.ts';
import { globalHas } from '../global-sections.ts';

/** The warning of 3.2 about alerts that HAProxy sends by itself (`init_email_alert` in src/mailers.c); a script may turn it off. */
export const legacyMailers: Rule = proxyRule({
  id: 'haproxy/legacy-mailers',
  title: 'E-mail alerts that HAProxy 3.3 leaves to a Lua script',
  severity: 'warning',
  about: ['email-alert mailers'],
  proxy(proxy) {
    if (!proxy.since('3.2') || proxy.since('3.3') || proxy.disabled) return [];
    const found = proxy.find('email-alert mailers');
    if (!found || !proxy.find('email-alert from') || !proxy.find('email-alert to')) return [];
    const { words } = found.statement;
    const own = found.proxy === proxy;
    const place = own
      ? { line: found.line, start: words[0]?.start ?? 0, end: words[1]?.end ?? 0 }
      : { line: 0, ...proxy.header() };
    const message = `HAProxy 3.3 and later send no alerts for ${proxy.title} by themselves: a Lua script has to.`;
    const unless: ProxyReport['unless'] = (view) =>
      globalHas(view, 'lua-load') || globalHas(view, 'lua-load-per-thread');
    return [{ ...place, message, unless }];
  },
});
