/**
 * What rules say of one proxy, remembered with it. Its directives tell which rules to ask, for most are about one that few
 * proxies have.
 */
import type { Rule } from '../../engine/rules.ts';
import type { ProxyReport, ProxyRule, ProxySection } from './configuration.ts';

export type Said = readonly (readonly [string, ProxyReport])[];

interface Kept {
  readonly rules: readonly Rule[];
  readonly said: Said;
}

const silences = new WeakMap<readonly Rule[], Kept>();

/** Nearly all proxies have nothing said of them, and keep the same nothing. */
function silenceOf(rules: readonly Rule[]): Kept {
  const kept = silences.get(rules) ?? { rules, said: [] };
  silences.set(rules, kept);
  return kept;
}

/** What the rules say of a proxy, each report with the id of its rule. */
export function saidOf(proxy: ProxySection, rules: readonly Rule[]): Said {
  const known = proxy.kept.said as Kept | undefined;
  if (known?.rules === rules) return known.said;
  const found: (readonly [string, ProxyReport])[] = [];
  for (const rule of rulesFor(proxy, rules)) {
    if (proxy.kind === 'defaults' && !rule.defaults) continue;
    for (const report of rule.proxy(proxy)) found.push([rule.id, report]);
  }
  // Every proxy asks its defaults, so these keep what they know.
  if (proxy.kind !== 'defaults') proxy.forget();
  const kept = found.length > 0 ? { rules, said: found } : silenceOf(rules);
  proxy.kept.said = kept;
  return kept.said;
}

/** The rules about proxies: those that look at every one, and the others by what they are about. */
interface ProxyRules {
  readonly always: readonly ProxyRule[];
  readonly byDirective: ReadonlyMap<string, readonly ProxyRule[]>;
}

const noRules: readonly ProxyRule[] = [];

const proxyRules = new WeakMap<readonly Rule[], ProxyRules>();

function sorted(rules: readonly Rule[]): ProxyRules {
  const always: ProxyRule[] = [];
  const byDirective = new Map<string, ProxyRule[]>();
  for (const rule of rules.filter(isProxyRule)) {
    if (!rule.about) always.push(rule);
    for (const name of rule.about ?? []) byDirective.set(name, [...(byDirective.get(name) ?? []), rule]);
  }
  return { always, byDirective };
}

/** The rules that may have something to say of a proxy. */
function rulesFor(proxy: ProxySection, rules: readonly Rule[]): ReadonlySet<ProxyRule> {
  let known = proxyRules.get(rules);
  if (!known) {
    known = sorted(rules);
    proxyRules.set(rules, known);
  }
  const asked = new Set(known.always);
  for (let section: ProxySection | undefined = proxy; section; section = section.defaults)
    for (const name of section.names()) for (const rule of known.byDirective.get(name) ?? noRules) asked.add(rule);
  return asked;
}

function isProxyRule(rule: Rule): rule is ProxyRule {
  return 'proxy' in rule;
}
