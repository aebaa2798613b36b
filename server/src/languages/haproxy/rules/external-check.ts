import type { Rule } from '../../../engine/rules.ts';
import { type Found, type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { globalHas } from '../global-sections.ts';
import { healthChecks } from '../health-checks.ts';
import { placeOf } from '../log-format-line.ts';

/** What HAProxy says of a proxy with checks by a program, or with settings for them and no such check. */
export const externalCheck: Rule = proxyRule({
  id: 'haproxy/external-check',
  title: 'An external check that lacks something',
  severity: 'warning',
  about: ['external-check command', 'external-check path', 'option external-check'],
  proxy(proxy) {
    if (proxy.disabled) return [];
    const command = proxy.find('external-check command');
    const path = proxy.find('external-check path');
    const reports: ProxyReport[] = [];
    if (healthChecks(proxy).kind === 'external-check') {
      const option = proxy.find('option external-check');
      if (option) reports.push(...lacks(proxy, option, command !== undefined));
    } else {
      for (const [name, found] of [['command', command] as const, ['path', path] as const]) {
        const message = `'external-check ${name}' does nothing in ${proxy.title}: its servers are not checked by 'option external-check'.`;
        if (found) reports.push({ ...at(proxy, found), message });
      }
    }
    const program = command?.statement.words[2];
    if (command && program && !program.uncertain && !program.text.startsWith('/') && !path) {
      const message = `HAProxy does not know where to look for '${program.text}': it wants an absolute path here, or 'external-check path'.`;
      reports.push({ ...at(proxy, command), message, severity: 'error' });
    }
    return reports;
  },
});

function* lacks(proxy: ProxySection, option: Found, command: boolean): Iterable<ProxyReport> {
  const place = at(proxy, option);
  if (!command) {
    const message = `'option external-check' needs 'external-check command' in ${proxy.title}: which program is to be run?`;
    yield { ...place, message, severity: 'error' };
  }
  yield {
    ...place,
    message: `'option external-check' needs 'external-check' in the global section, which allows programs to be run.`,
    severity: 'error',
    unless: (view) => globalHas(view, 'external-check'),
  };
  yield {
    ...place,
    message: `External checks start programs: without 'insecure-fork-wanted' in the global section they will likely fail.`,
    unless: (view) => globalHas(view, 'insecure-fork-wanted'),
  };
}

/** The line itself, or the header of the proxy that takes it over. */
function at(proxy: ProxySection, found: Found): Pick<ProxyReport, 'line' | 'start' | 'end'> {
  return found.proxy === proxy ? { line: found.line, ...placeOf(found) } : { line: 0, ...proxy.header() };
}
