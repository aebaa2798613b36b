import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';

/** The actions that `ACT_FLAG_FINAL` marks: no rule of the same kind runs after one, whatever HAProxy calls it. */
const final: ReadonlySet<string> = new Set(['allow', 'auth', 'deny', 'redirect', 'return', 'tarpit']);

/** The rules of which HAProxy looks at the one before: `http-request` and its like, and those of the statistics page. */
const watched: ReadonlySet<string> = new Set([
  'http-request',
  'http-response',
  'http-after-response',
  'stats http-request',
]);

/** The warning about a rule right below an unconditional one that ends the evaluation. */
export const unreachableRule: Rule = proxyRule({
  id: 'haproxy/unreachable-rule',
  title: 'A rule that no request can get to',
  severity: 'warning',
  about: watched,
  defaults: true,
  proxy(section) {
    const last = new Map<string, number>();
    const reports: ProxyReport[] = [];
    const facts = section.directives();
    for (let line = 1; line < facts.length; line++) {
      const name = facts[line]?.name;
      if (name === undefined || !watched.has(name)) continue;
      const before = last.get(name);
      last.set(name, line);
      if (before === undefined || !endsAll(section, before, name)) continue;
      const words = section.words(line);
      reports.push({
        line,
        start: words[0]?.start ?? 0,
        end: words[words.length - 1]?.end ?? 0,
        message: `No '${name}' rule is reached below the one before it, which has no condition and ends the evaluation.`,
      });
    }
    return reports;
  },
});

/** Whether a rule without a condition ends the evaluation; of the statistics page every action does. */
function endsAll(section: ProxySection, line: number, name: string): boolean {
  const words = section.words(line);
  // With 'ignore-empty' a redirect may do nothing.
  if (words.some(({ text }) => text === 'ignore-empty')) return false;
  const at = name.includes(' ') ? 2 : 1;
  const action = words[at]?.text ?? '';
  if (words.some(({ text, uncertain }) => uncertain || text === 'if' || text === 'unless')) return false;
  return name === 'stats http-request' || final.has(action);
}
