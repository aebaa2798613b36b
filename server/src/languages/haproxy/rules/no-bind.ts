import type { Rule } from '../../../engine/rules.ts';
import { proxyRule } from '../configuration.ts';

/** The warning about a frontend or listen section that no client can reach. */
export const noBind: Rule = proxyRule({
  id: 'haproxy/no-bind',
  title: 'A frontend that listens nowhere',
  severity: 'warning',
  proxy(proxy) {
    if (!proxy.isFrontend || proxy.disabled || proxy.has('bind')) return [];
    const hint = proxy.kind === 'listen' ? ' Without one it is a backend.' : '';
    return [
      {
        line: 0,
        ...proxy.header(),
        message: `There is no 'bind' line in ${proxy.title}: no client can reach it.${hint}`,
      },
    ];
  },
});
