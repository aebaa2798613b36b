import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';

/** What HAProxy drops from a backend that only takes logs (`postcheck_log_backend` in src/log.c). */
const dropped: readonly string[] = [
  ...['tcp-request connection', 'tcp-request content', 'tcp-request session', 'tcp-response content'],
  ...['stick-table', 'stick match', 'stick on', 'stick store-request', 'stick store-response'],
  ...['dynamic-cookie-key', 'http-send-name-header', 'use-server'],
];

const balanced: ReadonlySet<string> = new Set(['roundrobin', 'random', 'sticky', 'log-hash']);

/** Modes that are only for servers, by the release that brought them. */
const backendModes: ReadonlyMap<string, string> = new Map([
  ['log', '2.9'],
  ['spop', '3.1'],
]);

/** What a backend in `mode log` cannot have, and who cannot be in that mode. */
export const logMode: Rule = proxyRule({
  id: 'haproxy/log-mode',
  title: "Something that does not go with 'mode log'",
  severity: 'error',
  about: ['mode'],
  proxy(proxy) {
    const own = proxy.lines('mode').flatMap((line) => refusedMode(proxy, line) ?? []);
    if (own.length > 0 || proxy.disabled || !proxy.isBackend || proxy.mode !== 'log' || !proxy.since('2.9')) return own;
    const reports: ProxyReport[] = [];
    for (const name of dropped) {
      for (const line of proxy.lines(name)) {
        const [first, second] = proxy.words(line);
        const end = name.includes(' ') ? (second?.end ?? 0) : (first?.end ?? 0);
        const message = `'${name}' does nothing in ${proxy.title}: with 'mode log' it takes no connections.`;
        reports.push({ line, start: first?.start ?? 0, end, severity: 'warning', message });
      }
    }
    return [...reports, ...balance(proxy)];
  },
});

function refusedMode(proxy: ProxySection, line: number): ProxyReport | undefined {
  if (proxy.kind !== 'frontend') return undefined;
  const word = proxy.words(line)[1];
  const since = word && !word.uncertain ? backendModes.get(word.text) : undefined;
  if (!word || since === undefined || !proxy.since(since)) return undefined;
  const message = `'mode ${word.text}' is for servers: a frontend has none.`;
  return { line, start: word.start, end: word.end, message };
}

function* balance(proxy: ProxySection): Iterable<ProxyReport> {
  const found = proxy.find('balance');
  const word = found?.statement.words[1];
  if (!found || !word || word.uncertain || balanced.has(word.text) || /^random\(/.test(word.text)) return;
  const own = found.proxy === proxy;
  const place = own ? { line: found.line, start: word.start, end: word.end } : { line: 0, ...proxy.header() };
  const message = `'balance ${word.text}' looks at connections, and ${proxy.title} has only logs: 'roundrobin', 'random', 'sticky' and 'log-hash' do not.`;
  yield { ...place, message };
}
