import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { healthChecks } from '../health-checks.ts';

/** The warnings about steps of a health check that the proxy does not run. */
export const unusedCheckRules: Rule = proxyRule({
  id: 'haproxy/unused-check-rules',
  title: 'Steps of a health check that is not chosen',
  severity: 'warning',
  proxy(proxy) {
    if (proxy.disabled) return [];
    const reports: ProxyReport[] = [];
    const { kind, unused } = healthChecks(proxy);
    for (const [family, line] of unused) {
      const option = family === 'http-check' ? 'option httpchk' : 'option tcp-check';
      const why =
        kind === undefined ? `there is no '${option}' above them` : `the servers are checked by 'option ${kind}'`;
      const message = `The '${family}' lines of ${proxy.title} are not used: ${why}.`;
      const indent = /^[ \t]*/.exec(proxy.text(line))?.[0] ?? '';
      const place = { line, column: 0 };
      const edits = [{ start: place, end: place, text: `${indent}${option}\n` }];
      const fixes = kind === undefined && proxy.isBackend ? [{ title: `Add '${option}'`, safe: false, edits }] : [];
      reports.push({ line, ...firstWord(proxy, line), message, fixes });
    }
    if (!proxy.since('3.4') && kind !== undefined && kind !== 'httpchk' && kind !== 'external-check')
      reports.push(...idleProperties(proxy, kind));
    return reports;
  },
});

/** Until 3.3 HAProxy says the same of the properties that only HTTP checks have. */
function* idleProperties(proxy: ProxySection, kind: string): Iterable<ProxyReport> {
  for (const name of ['disable-on-404', 'send-state']) {
    const found = proxy.find(`http-check ${name}`);
    if (!found) continue;
    const message = `'http-check ${name}' does nothing in ${proxy.title}: the servers are checked by 'option ${kind}'.`;
    const own = found.proxy === proxy;
    yield { line: own ? found.line : 0, ...(own ? firstWord(proxy, found.line) : proxy.header()), message };
  }
}

function firstWord(proxy: ProxySection, line: number): { readonly start: number; readonly end: number } {
  const word = proxy.statement(line).words[0];
  return { start: word?.start ?? 0, end: word?.end ?? 0 };
}
