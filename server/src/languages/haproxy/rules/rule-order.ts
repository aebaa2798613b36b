import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { ruleRanks } from '../rule-ranks.ts';
import { moveBehind } from '../section-edits.ts';

/** HAProxy does not compare these two with each other. */
const silent: ReadonlySet<string> = new Set(['use_backend', 'use-server']);

/** The warning about a rule that runs before a rule above it, because HAProxy runs rules kind by kind. */
export const ruleOrder: Rule = proxyRule({
  id: 'haproxy/rule-order',
  title: 'A rule below others that run after it',
  severity: 'warning',
  about: [...Object.keys(ruleRanks), 'tcp-response content'],
  defaults: true,
  proxy(section) {
    const reports: ProxyReport[] = [];
    const seen: string[] = [];
    const facts = section.directives();
    let responses = false;
    for (let line = 1; line < facts.length; line++) {
      const name = facts[line]?.name;
      if (name === undefined) continue;
      if (name === 'http-response') responses = true;
      const rank = ruleRanks[name];
      if (rank !== undefined) {
        const above = silent.has(name) ? undefined : firstAfter(seen, rank);
        if (above) reports.push(report(section, line, name, above));
        if (!seen.includes(name)) seen.push(name);
      } else if (name === 'tcp-response content' && responses && section.since('3.2')) {
        reports.push(report(section, line, name, 'http-response'));
      }
    }
    return reports;
  },
});

/** Of the kinds of rule seen above, the one that runs soonest after this one. */
function firstAfter(seen: readonly string[], rank: number): string | undefined {
  let found: string | undefined;
  for (const name of seen) {
    const other = ruleRanks[name] as number;
    if (other > rank && (found === undefined || other < (ruleRanks[found] as number))) found = name;
  }
  return found;
}

function report(section: ProxySection, line: number, name: string, above: string): ProxyReport {
  const { words } = section.statement(line);
  const last = words[name.includes(' ') ? 1 : 0];
  return {
    line,
    start: words[0]?.start ?? 0,
    end: last?.end ?? 0,
    message: `HAProxy runs this '${name}' rule before the '${above}' rules above it.`,
    fixes: [
      {
        title: `Move the rules that run later below this one`,
        safe: true,
        edits: moveBehind(section, later(section, line, name), line),
      },
    ],
  };
}

/** The lines above one with rules that run after it. */
function later(section: ProxySection, line: number, name: string): readonly number[] {
  const facts = section.directives();
  const found: number[] = [];
  for (let above = 1; above < line; above++) {
    const other = facts[above]?.name;
    if (other === undefined) continue;
    if (
      name === 'tcp-response content'
        ? other === 'http-response'
        : (ruleRanks[other] ?? -1) > (ruleRanks[name] as number)
    )
      found.push(above);
  }
  return found;
}
