import { type FileView, fileSettings, type SettingLine } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Fix, Rule } from '../../../engine/rules.ts';
import { type Modules, moduleOption, modulesOf } from '../../../host/modules.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { spanOf } from '../in-force.ts';
import { takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';
import { loadingAtBoot, settingHashsize, tracking } from '../module-files.ts';

/** Modules that distributions build as modules and that nothing loads before sysctl files are applied. */
const modules = new Set(['br_netfilter', 'ip_vs', 'mpls_router', 'nf_conntrack', 'rds', 'sctp', 'tipc']);

/** What their keys begin with, so that no other key is looked up. */
const beginnings = /^net\.(?:bridge|ipv4\.vs|mpls|netfilter|nf_|rds|sctp|tipc)/;

const buckets = 'net.netfilter.nf_conntrack_buckets';

/**
 * The keys of a module exist once it is loaded, and nothing applies the files again then (sysctl.d(5) advises to name the
 * module in modules-load.d). One finding for each module of a file.
 */
export const needsModule: Rule = {
  id: 'sysctl/needs-module',
  title: 'The key exists only once a module is loaded',
  severity: 'information',
  file(view) {
    const lines = fileSettings(view.analysis).filter(({ setting }) => beginnings.test(setting.key));
    if (lines.length === 0) return [];
    const known = modulesOf(view);
    const byModule = new Map<string, SettingLine[]>();
    for (const each of lines) {
      const fact = sysctlKeys.get(each.setting.key);
      if (!fact?.module || !modules.has(fact.module) || known.atBoot.has(fact.module)) continue;
      if (!takesValues(fact, view.host) || isGivenByOption(each, known)) continue;
      byModule.set(fact.module, [...(byModule.get(fact.module) ?? []), each]);
    }
    return [...byModule].map(([module, needing]) => report(view, module, needing, known));
  },
};

function report(view: FileView, module: string, needing: readonly SettingLine[], known: Modules): FileReport {
  const first = needing[0] as SettingLine;
  const { start } = spanOf(first);
  const end = first.analysis.statement(first.line).words[0]?.end ?? first.setting.start;
  const blocked = known.blocked.get(module);
  const exists = `'${clipped(first.setting.key)}' exists once the module ${module} is loaded.`;
  const message = blocked
    ? `${exists} ${blocked.from} keeps it from being loaded by its name, so the line may set nothing.`
    : `${exists} Where that happens after sysctl at boot, the line sets nothing; a line '${module}' in /etc/modules-load.d ` +
      'loads it in time.';
  const fixes = blocked ? [] : [loadingAtBoot(view, module), hashsize(view, needing, known)];
  return { line: first.line, start, end, message, fixes: fixes.filter((fix): fix is Fix => fix !== undefined) };
}

/** The module's own option sets the buckets whenever it is loaded; that settles it where they are all that is set. */
function hashsize(view: FileView, needing: readonly SettingLine[], known: Modules): Fix | undefined {
  const { setting } = needing.at(-1) as SettingLine;
  const count = kernelNumber(setting.fields[0] ?? '');
  if (needing.some((each) => each.setting.key !== buckets) || setting.uncertain || !count) return undefined;
  return settingHashsize(view, known, Number(count));
}

function isGivenByOption({ setting }: SettingLine, known: Modules): boolean {
  const option = setting.key === buckets ? moduleOption(known, tracking.module, tracking.option) : undefined;
  return option !== undefined && option.value === setting.fields[0];
}
