import { type Rule, removeLine } from '../../../engine/rules.ts';
import { Found, type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { httpOptions } from '../http-options.ts';
import { logFormatOf, placeOf } from '../log-format-line.ts';
import { isUpgraded } from '../routes.ts';

/** Rules of which a proxy has its own; those of a named `defaults` section are not counted. */
const ruleKinds = ['http-request', 'http-response', 'http-after-response', 'redirect'] as const;

/** What `mode http` alone gives a meaning to: the warnings of `proxy_cfg_ensure_no_http` and `proxy_finalize`. */
export const needsHttpMode: Rule = proxyRule({
  id: 'haproxy/needs-http-mode',
  title: 'Only a proxy in HTTP mode heeds this',
  severity: 'warning',
  proxy(proxy) {
    const { mode } = proxy;
    if (proxy.disabled || mode === undefined || mode === 'http') return [];
    return [...always(proxy, mode), ...unlessUpgraded(proxy, mode)];
  },
});

/** What a TCP proxy never heeds, even where it hands connections over to an HTTP backend. */
function* always(proxy: ProxySection, mode: string): Iterable<ProxyReport> {
  const format = logFormatOf(proxy);
  const name = format?.statement.fact?.name;
  if (proxy.isFrontend && format && (name === 'option httplog' || name === 'option httpslog'))
    yield { ...said(proxy, format, mode, `it logs like 'option tcplog' instead`), ...lineOf(format) };
  if (!proxy.since('3.0')) yield* one(proxy, 'monitor-uri', mode, proxy.isFrontend);
  yield* one(proxy, 'cookie', mode, proxy.isBackend);
  const balance = proxy.find('balance');
  if (balance && (proxy.isBackend || balance.proxy === proxy) && byRequest.test(balance.words[1]?.text ?? ''))
    yield said(proxy, balance, mode, 'it balances by roundrobin instead');
}

/** The algorithms of `BE_LB_NEED_HTTP`. */
const byRequest = /^(uri|url_param|hdr\()/;

function* unlessUpgraded(proxy: ProxySection, mode: string): Iterable<ProxyReport> {
  const unless = (view: Parameters<typeof isUpgraded>[0]) => mode === 'tcp' && isUpgraded(view, proxy);
  for (const kind of ruleKinds) {
    const lines = proxy.lines(kind);
    const line = lines[0];
    if (line === undefined) continue;
    const { words } = proxy.statement(line);
    const many = lines.length > 1 ? `The ${lines.length} '${kind}' rules of` : `The '${kind}' rule of`;
    const message = `${many} ${proxy.title} (mode ${mode}) never run${lines.length > 1 ? '' : 's'}: only a proxy in mode http has such rules.`;
    yield { line, start: words[0]?.start ?? 0, end: words[0]?.end ?? 0, message, unless };
  }
  for (const report of statements(proxy, mode)) yield { ...report, unless };
}

function* statements(proxy: ProxySection, mode: string): Iterable<ProxyReport> {
  const stats = firstStats(proxy);
  if (stats) yield said(proxy, stats, mode, '');
  yield* one(proxy, 'capture cookie', mode, proxy.isFrontend);
  if (proxy.since('3.0')) yield* one(proxy, 'monitor-uri', mode, proxy.isFrontend);
  for (const { name, side, until } of httpOptions) {
    if ((side === 'frontend' && !proxy.isFrontend) || (side === 'backend' && !proxy.isBackend)) continue;
    if (proxy.option(name) && !(until && proxy.since(until))) yield* one(proxy, `option ${name}`, mode, true);
  }
}

/** @param inherits whether a proxy of this kind takes the directive over from `defaults` */
function* one(proxy: ProxySection, directive: string, mode: string, inherits: boolean): Iterable<ProxyReport> {
  const found = proxy.find(directive);
  if (found && (inherits || found.proxy === proxy)) yield said(proxy, found, mode, '');
}

function said(proxy: ProxySection, found: Found, mode: string, instead: string): ProxyReport {
  const name = found.statement.fact?.name ?? '';
  const from = found.proxy === proxy ? '' : ', taken over from defaults,';
  const message = `'${name}'${from} does nothing in ${proxy.title}: it needs mode http, and this one is in mode ${mode}${instead && `, so ${instead}`}.`;
  if (found.proxy !== proxy) return { line: 0, ...proxy.header(), message };
  const fixes = [{ title: `Remove '${name}'`, safe: true, edits: [removeLine(found.line)] }];
  return { line: found.line, ...placeOf(found), message, fixes: proxy.lines(name).length === 1 ? fixes : [] };
}

/** HAProxy names the line of a log format, be it in the proxy or in its defaults. */
function lineOf(format: Found): Pick<ProxyReport, 'line' | 'start' | 'end' | 'section'> {
  return { line: format.line, ...placeOf(format), section: format.proxy };
}

/** Every `stats` line of a proxy but those of other families makes it one with a statistics page. */
function firstStats(proxy: ProxySection): Found | undefined {
  const facts = proxy.directives();
  for (let line = 1; line < facts.length; line++) {
    if (facts[line]?.name.startsWith('stats ')) return new Found(proxy, line);
  }
  return proxy.defaults && firstStats(proxy.defaults);
}
