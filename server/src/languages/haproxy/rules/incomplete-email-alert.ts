import type { Rule } from '../../../engine/rules.ts';
import { proxyRule } from '../configuration.ts';

const needed = ['email-alert from', 'email-alert mailers', 'email-alert to'] as const;
const all = [...needed, 'email-alert level', 'email-alert myhostname'] as const;

/** The warning about e-mail alerts that are set up in part: HAProxy drops them. */
export const incompleteEmailAlert: Rule = proxyRule({
  id: 'haproxy/incomplete-email-alert',
  title: 'E-mail alerts that are not sent',
  severity: 'warning',
  about: all,
  proxy(proxy) {
    if (proxy.disabled) return [];
    const found = all.flatMap((name) => proxy.find(name) ?? []);
    const lacking = needed.filter((name) => !proxy.find(name));
    const first = found.find((each) => each.proxy === proxy);
    if (found.length === 0 || lacking.length === 0) return [];
    const { words } = first?.statement ?? { words: [] };
    const place = first
      ? { line: first.line, start: words[0]?.start ?? 0, end: words[1]?.end ?? 0 }
      : { line: 0, ...proxy.header() };
    const names = lacking.map((name) => `'${name}'`).join(' and ');
    return [
      {
        ...place,
        message: `No alerts are sent for ${proxy.title}: ${names} ${lacking.length > 1 ? 'are' : 'is'} missing.`,
      },
    ];
  },
});
