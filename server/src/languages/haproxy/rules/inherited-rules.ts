import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { type ProxySection, proxiesOf } from '../configuration.ts';
import { inheritanceOf } from '../inheritance.ts';
import { targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

const ruleKinds = ['http-request', 'http-response', 'http-after-response'].concat(
  ['tcp-request connection', 'tcp-request session', 'tcp-request content'],
  ['tcp-response content'],
);

/** Who may take over rules from a defaults section: the checks of `proxy_ref_defaults`. */
export const inheritedRules: Rule = {
  id: 'haproxy/inherited-rules',
  title: 'A section that cannot take over the rules of its defaults',
  severity: 'error',
  file(view) {
    const { analysis, host } = view;
    if (compareVersions(targetVersion(host), '2.5') < 0 || isTemplate(analysis)) return [];
    if (![...inheritanceOf(view).sections()].some(hasRules)) return [];
    const reports: FileReport[] = [];
    const taken = new Map<ProxySection, string>();
    for (const placed of proxiesOf(view)) {
      const { proxy, known } = placed;
      const defaults = proxy.defaults;
      if (!known || !defaults || !hasRules(defaults)) continue;
      const message = mistakeOf(proxy, defaults, taken.get(defaults));
      if (message === undefined) taken.set(defaults, proxy.kind);
      else if (placed.analysis === analysis) reports.push({ line: placed.first, ...proxy.header(), message });
    }
    return reports;
  },
};

function hasRules(defaults: ProxySection): boolean {
  return defaults.recall('rules', () => ruleKinds.some((kind) => defaults.has(kind)));
}

function mistakeOf(proxy: ProxySection, defaults: ProxySection, taken: string | undefined): string | undefined {
  const where = `defaults '${clipped(defaults.name)}'`;
  if (proxy.kind === 'defaults') return `A defaults section cannot take over from ${where}, which has rules.`;
  if (proxy.kind === 'listen')
    return `A listen section cannot take over from ${where}, which has rules: only a frontend or a backend can.`;
  if (taken !== undefined && taken !== proxy.kind)
    return `The rules of ${where} already go to a ${taken}: a ${proxy.kind} needs a defaults section of its own.`;
  if (proxy.kind === 'backend') {
    const kind = ['tcp-request connection', 'tcp-request session'].find((each) => defaults.has(each));
    if (kind) return `A backend cannot take over from ${where}, for it has '${kind}' rules.`;
  }
  if (proxy.kind === 'frontend' && defaults.has('tcp-response content'))
    return `A frontend cannot take over from ${where}, for it has 'tcp-response content' rules.`;
  return undefined;
}
