import { type Rule, replace } from '../../../engine/rules.ts';
import { needsRequest } from '../condition-fetches.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { contentRules, sampleOf } from '../content-rules.ts';
import { insertBelowHeader } from '../section-edits.ts';

/** The warnings of `check_trk_action` and `check_capture` about a content that nobody waits for. */
export const missingInspectDelay: Rule = proxyRule({
  id: 'haproxy/missing-inspect-delay',
  title: 'A rule about contents that may not be there yet',
  severity: 'warning',
  about: ['tcp-request content'],
  proxy(proxy) {
    if (!proxy.isFrontend || proxy.disabled || hasDelay(proxy)) return [];
    const reports: ProxyReport[] = [];
    for (const { line, statement, action } of contentRules(proxy, /^(track-sc|capture$)/)) {
      const sample = sampleOf(statement);
      if (!sample || !needsRequest(sample.fact)) continue;
      const { start, end } = sample;
      const message = `'${action}' reads '${sample.fact.name}' from whatever has come in by then: 'tcp-request inspect-delay' would wait for it.`;
      reports.push({ line, start, end, message, fixes: [addDelay(proxy)] });
    }
    return reports;
  },
});

function delayLines(proxy: ProxySection) {
  return proxy.find('tcp-request inspect-delay');
}

function hasDelay(proxy: ProxySection): boolean {
  const word = delayLines(proxy)?.words[2];
  return word !== undefined && !/^0+(us|ms|s|m|h|d)?$/.test(word.text);
}

function addDelay(proxy: ProxySection) {
  const own = delayLines(proxy);
  const word = own?.proxy === proxy ? own.statement.words[2] : undefined;
  const edit =
    own && word
      ? replace(word.start, word.end, '5s', own.line)
      : insertBelowHeader(proxy, ['tcp-request inspect-delay 5s']);
  return { title: 'Set tcp-request inspect-delay 5s', safe: false, edits: [edit] };
}
