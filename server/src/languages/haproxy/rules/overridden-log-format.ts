import type { Rule } from '../../../engine/rules.ts';
import { removeLine } from '../../../engine/rules.ts';
import { Found, type ProxyReport, proxyRule } from '../configuration.ts';
import { logFormats, placeOf } from '../log-format-line.ts';

/** The warning about a second log format in one `defaults` section; elsewhere HAProxy says nothing of it. */
export const overriddenLogFormat: Rule = proxyRule({
  id: 'haproxy/overridden-log-format',
  title: 'A log format that another one replaces',
  severity: 'warning',
  defaults: true,
  proxy(section) {
    if (section.kind !== 'defaults') return [];
    const reports: ProxyReport[] = [];
    const last = new Map<string, number>();
    const facts = section.directives();
    for (let line = 1; line < facts.length; line++) {
      const name = facts[line]?.name;
      const slot = name === 'error-log-format' ? name : name !== undefined && logFormats.has(name) ? 'log-format' : '';
      if (name === undefined || slot === '') continue;
      const before = last.get(slot);
      last.set(slot, line);
      if (before === undefined) continue;
      const former = section.statement(before).fact?.name ?? slot;
      reports.push({
        line,
        ...placeOf(new Found(section, line)),
        message: `'${name}' replaces the '${former}' above it: only the last log format of a section counts.`,
        fixes: [{ title: `Remove the '${former}' above`, safe: true, edits: [removeLine(before)] }],
      });
    }
    return reports;
  },
});
