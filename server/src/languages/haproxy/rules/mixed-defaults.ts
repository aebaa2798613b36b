import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { type ProxySection, proxiesOf } from '../configuration.ts';
import { asksByName } from '../inheritance.ts';
import { isUnreadSection, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/** A defaults section that some proxies name behind `from` and others take over because it is the last one above them. */
export const mixedDefaults: Rule = {
  id: 'haproxy/mixed-defaults',
  title: 'A defaults section that is used by name and without',
  severity: 'warning',
  file(view) {
    const { analysis, host } = view;
    if (compareVersions(targetVersion(host), '2.6') < 0 || isTemplate(analysis)) return [];
    if (!view.loaded.some(asksByName)) return [];
    const reports: FileReport[] = [];
    const uses = new Map<ProxySection, { named: boolean; unnamed: boolean }>();
    for (const { proxy, first, from, known, analysis: own } of proxiesOf(view)) {
      const defaults = proxy.defaults;
      // A section that HAProxy cannot open takes over nothing.
      if (!known || !defaults || isUnreadSection(proxy.block.context)) continue;
      const use = uses.get(defaults) ?? { named: false, unnamed: false };
      uses.set(defaults, use);
      if (from === undefined) use.unnamed = true;
      else use.named = true;
      if (!use.named || !use.unnamed || own !== analysis) continue;
      const name = clipped(defaults.name);
      reports.push({
        line: first,
        ...proxy.header(),
        message:
          from === undefined
            ? `Defaults '${name}' is used by ${proxy.title} only because it is the last one above, and by others because they name it.`
            : `Defaults '${name}' is named by ${proxy.title}, and used by others only because it is the last one above them.`,
      });
    }
    return reports;
  },
};
