import { type Rule, removeLine } from '../../../engine/rules.ts';
import { type ProxyReport, proxyRule } from '../configuration.ts';
import { misplacement } from '../ignored.ts';
import { describeTarget } from '../sections.ts';

/** The warnings of `warnifnotcap`: the section is no frontend or no backend, so the line does nothing. */
export const ignoredHere: Rule = proxyRule({
  id: 'haproxy/ignored-here',
  title: 'A line that does nothing in this kind of section',
  severity: 'warning',
  proxy(proxy) {
    const reports: ProxyReport[] = [];
    const facts = proxy.directives();
    for (let line = 1; line < facts.length; line++) {
      const fact = facts[line];
      const verdict = fact && misplacement(fact, proxy);
      if (!fact || !verdict) continue;
      const { words } = proxy.statement(line);
      const start = words[0]?.start ?? 0;
      const inverted = words[0]?.text === 'no' || words[0]?.text === 'default' ? 1 : 0;
      const shown = words[Math.min(fact.name.split(' ').length + inverted, words.length) - 1];
      const users = proxy.kind === 'backend' ? 'frontend or listen' : 'backend or listen';
      const subject = verdict === 'refused' ? describeTarget(proxy.host) : 'HAProxy';
      const verb = verdict === 'refused' ? 'refuses' : 'ignores';
      reports.push({
        line,
        start,
        end: shown?.end ?? start,
        severity: verdict === 'refused' ? 'error' : 'warning',
        message: `${subject} ${verb} '${fact.name}' in a ${proxy.kind} section: only a ${users} section can use it.`,
        fixes: [{ title: `Remove '${fact.name}'`, safe: true, edits: [removeLine(line)] }],
      });
    }
    return reports;
  },
});
