import type { Rule } from '../../../engine/rules.ts';
import { proxyRule } from '../configuration.ts';
import { backendNamed } from '../routes.ts';

/** The warning about servers beside a `default_backend`: whatever no rule takes goes there, and none of it to them. */
export const unusedServers: Rule = proxyRule({
  id: 'haproxy/unused-servers',
  title: "Servers that 'default_backend' keeps from being used",
  severity: 'warning',
  about: ['default_backend'],
  proxy(proxy) {
    const found = proxy.find('default_backend');
    const target = found?.words[1];
    if (!found || !target || target.uncertain || proxy.disabled) return [];
    if (!proxy.isFrontend && found.proxy !== proxy) return [];
    if (!proxy.has('server') && !proxy.has('server-template')) return [];
    const own = found.proxy === proxy;
    const start = found.statement.words[0]?.start ?? 0;
    const place = own ? { line: found.line, start, end: target.end } : { line: 0, ...proxy.header() };
    return [
      {
        ...place,
        message: `The servers of ${proxy.title} are never used: 'default_backend' sends what no rule takes to '${target.text}'.`,
        unless: (view) => {
          const { mode } = proxy;
          const other = backendNamed(view, target.text)?.proxy;
          return !other || other === proxy || !(other.mode === mode || (mode === 'tcp' && other.mode === 'http'));
        },
      },
    ];
  },
});
