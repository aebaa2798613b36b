import { quotedList } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { conditionFetches } from '../condition-fetches.ts';
import { type ProxyReport, proxyRule } from '../configuration.ts';

/** The fetches that read the bytes of a connection: `SMP_USE_L6REQ` and `SMP_USE_L6RES`. */
const raw =
  /^(distcc_(body|param)|payload(_lv)?|rdp_cookie(_cnt)?|req_len|rep_ssl_hello_type|req_ssl_(hello_type|sni|ver)|re[qs]\.(len|payload|payload_lv|rdp_cookie|rdp_cookie_cnt)|re[qs]\.ssl_(?!.*_bin$)\w+)$/;

/** The rules whose conditions HAProxy looks at: `warnif_tcp_http_cond`. */
const looked: ReadonlySet<string> = new Set(
  ['http-after-response', 'http-request', 'http-response', 'stick match', 'stick on', 'stick store-request'].concat(
    ['tcp-request connection', 'tcp-request content', 'tcp-request session', 'tcp-response content'],
    ['quic-initial', 'use-server', 'use_backend'],
  ),
);

/** The warning about conditions on raw bytes in a proxy that only sees messages. */
export const tcpSampleInHttp: Rule = proxyRule({
  id: 'haproxy/tcp-sample-in-http',
  title: 'A condition on raw bytes in an HTTP proxy',
  severity: 'warning',
  about: looked,
  proxy(proxy) {
    if (!proxy.mentions('raw bytes') || proxy.disabled || proxy.mode !== 'http') return [];
    const reports: ProxyReport[] = [];
    const facts = proxy.directives();
    for (let line = 1; line < facts.length; line++) {
      const name = facts[line]?.name;
      if (name === undefined || !looked.has(name)) continue;
      const fetches = conditionFetches(proxy, line)?.fetches.filter(({ name: fetch }) => raw.test(fetch)) ?? [];
      if (fetches.length === 0) continue;
      const { words } = proxy.statement(line);
      const from = words.findIndex(({ text }) => text === 'if' || text === 'unless');
      const names = quotedList([...new Set(fetches.map(({ name: fetch }) => fetch))]).replace(' or ', ' and ');
      reports.push({
        line,
        start: words[from]?.start ?? 0,
        end: words[words.length - 1]?.end ?? 0,
        message: `This condition reads raw bytes (${names}), which an HTTP proxy does not give it: HAProxy ignores them.`,
      });
    }
    return reports;
  },
});
