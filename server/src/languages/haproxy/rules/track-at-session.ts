import { type Rule, replace } from '../../../engine/rules.ts';
import { conditionFetches, needsRequest } from '../condition-fetches.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { contentRules, sampleOf } from '../content-rules.ts';
import { ruleRanks } from '../rule-ranks.ts';

/** The warning of `check_trk_action` about a counter that invalid requests never reach. */
export const trackAtSession: Rule = proxyRule({
  id: 'haproxy/track-at-session',
  title: 'Tracking that starts later than it could',
  severity: 'warning',
  about: ['tcp-request content'],
  proxy(proxy) {
    if (!proxy.isFrontend || proxy.disabled || proxy.mode !== 'http') return [];
    const reports: ProxyReport[] = [];
    for (const { line, statement, action } of contentRules(proxy, /^track-sc/)) {
      const sample = sampleOf(statement);
      if (!sample || needsRequest(sample.fact)) continue;
      const condition = conditionFetches(proxy, line);
      if (condition && (condition.open || condition.fetches.some(needsRequest))) continue;
      const word = statement.words[1];
      if (!word) continue;
      reports.push({
        line,
        start: statement.words[0]?.start ?? 0,
        end: statement.words[2]?.end ?? 0,
        message: `'${action}' needs nothing of the request here: only 'tcp-request session' also counts clients whose requests are invalid.`,
        fixes: isFirst(proxy, line)
          ? [
              {
                title: "Use 'tcp-request session'",
                safe: false,
                edits: [replace(word.start, word.end, 'session', line)],
              },
            ]
          : [],
      });
    }
    return reports;
  },
});

/** Whether no rule above runs after the session's rules, so that one may stand on this line. */
function isFirst(proxy: ProxySection, line: number): boolean {
  const session = ruleRanks['tcp-request session'] as number;
  return !proxy.directives().some((fact, at) => at < line && fact && (ruleRanks[fact.name] ?? 0) > session);
}
