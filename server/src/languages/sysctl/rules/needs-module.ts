import { fileSettings, type SettingLine } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, insertLine, type Rule } from '../../../engine/rules.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { spanOf } from '../in-force.ts';
import { takesValues } from '../kernel.ts';

/** Modules that distributions build as modules and that nothing loads before sysctl files are applied. */
const modules = new Set(['br_netfilter', 'ip_vs', 'mpls_router', 'nf_conntrack', 'rds', 'sctp', 'tipc']);

/** What their keys begin with, so that no other key is looked up. */
const beginnings = /^net\.(?:bridge|ipv4\.vs|mpls|netfilter|nf_|rds|sctp|tipc)/;

/**
 * The keys of a module exist once it is loaded, and nothing applies the files again then (sysctl.d(5) advises to name the
 * module in modules-load.d). One finding for each module of a file.
 */
export const needsModule: Rule = {
  id: 'sysctl/needs-module',
  title: 'The key exists only once a module is loaded',
  severity: 'information',
  file(view) {
    const seen = new Set<string>();
    return fileSettings(view.analysis).flatMap((each): readonly FileReport[] => {
      if (!beginnings.test(each.setting.key)) return [];
      const fact = sysctlKeys.get(each.setting.key);
      if (!fact?.module || !modules.has(fact.module) || seen.has(fact.module)) return [];
      if (!takesValues(fact, view.host)) return [];
      seen.add(fact.module);
      const { start } = spanOf(each);
      const end = each.analysis.statement(each.line).words[0]?.end ?? each.setting.start;
      const message =
        `'${clipped(each.setting.key)}' exists once the module ${fact.module} is loaded. Where that happens after sysctl at boot, ` +
        `the line sets nothing; a line '${fact.module}' in /etc/modules-load.d loads it in time.`;
      return [{ line: each.line, start, end, message, fixes: loading(each, fact.module) }];
    });
  },
};

/** Names the module, and says so above the line, for nobody reads modules-load.d here. */
function loading({ analysis, line }: SettingLine, module: string): readonly Fix[] {
  const root = analysis.language.loading.root(analysis.path);
  if (root === undefined) return [];
  const file = `/etc/modules-load.d/${module}.conf`;
  const reason = `# headroom: ignore sysctl/needs-module -- ${file} loads ${module}`;
  const edits = [{ ...insertLine(module), path: `${root}${file}` }, insertLine(reason, line)];
  return [{ title: `Load ${module} at boot, in ${file}`, safe: false, edits }];
}
