import type { FileView } from '../../../engine/file-view.ts';
import { blockNames, nameIndex } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import type { FileReport, Related, Rule, Severity } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { type PlacedProxy, proxiesOf } from '../configuration.ts';
import { isConditional } from '../preprocessor.ts';
import { targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/**
 * Two `defaults` sections may share a name as long as no section asks for it by `from` (`cfg_parse_listen` in
 * src/cfgparse-listen.c).
 */
export const ambiguousDefaults: Rule = {
  id: 'haproxy/ambiguous-defaults',
  title: 'Sections ask for a defaults section that exists twice',
  severity: 'error',
  file(view) {
    if (!mayBeAmbiguous(view) || view.loaded.some(isTemplate)) return [];
    const newer = compareVersions(targetVersion(view.host), '3.2') >= 0;
    const named = new Map<string, PlacedProxy[]>();
    const asked = new Set<string>();
    const reports: FileReport[] = [];
    for (const placed of proxiesOf(view)) {
      const { analysis, from, first, proxy } = placed;
      if (isConditional(analysis, first)) continue;
      const own = analysis === view.analysis;
      const { name } = proxy;
      const isNamed = proxy.kind === 'defaults' && name !== '' && name !== 'from';
      const before = isNamed ? named.get(name) : undefined;
      // Since 3.2 a section that somebody has asked for cannot be replaced by another of its name.
      if (own && before && newer && asked.has(name)) reports.push(replaced(view, placed, before));
      const places = from === undefined ? undefined : named.get(from);
      if (own && from !== undefined && places && places.length > 1) {
        const report = ambiguous(view, placed, from, places);
        if (report) reports.push(report);
      }
      if (from !== undefined) asked.add(from);
      if (before) before.push(placed);
      else if (isNamed) named.set(name, [placed]);
    }
    return reports;
  },
};

function mayBeAmbiguous({ loaded }: FileView): boolean {
  return (
    loaded.some((analysis) => nameIndex(analysis, 'defaults').referred.size > 0) &&
    (loaded.length > 1 || loaded.some((analysis) => nameIndex(analysis, 'defaults').repeated.size > 0))
  );
}

function replaced(view: FileView, { proxy, first }: PlacedProxy, before: readonly PlacedProxy[]): FileReport {
  const earlier = before[before.length - 1] as PlacedProxy;
  const message = `Sections ask for the defaults '${clipped(proxy.name)}' ${whereIs(view, earlier)} by name: HAProxy refuses another one of that name.`;
  return { line: first, ...nameOf(proxy), message, related: [there(view, earlier)] };
}

/** The columns of the name on a header. */
function nameOf(proxy: PlacedProxy['proxy']): { readonly start: number; readonly end: number } {
  const { end } = proxy.header();
  return { start: end - proxy.name.length, end };
}

function ambiguous(
  view: FileView,
  { proxy, first }: PlacedProxy,
  from: string,
  places: readonly PlacedProxy[],
): FileReport | undefined {
  const it = blockNames(view.analysis, proxy.block, 'defaults').references.find((each) => each.it.name === from)?.it;
  if (!it || it.uncertain) return undefined;
  const where = places.map((place) => whereIs(view, place)).join(' and ');
  // 3.4 reports the line and starts all the same.
  const severity: Severity = compareVersions(targetVersion(view.host), '3.4') >= 0 ? 'warning' : 'error';
  const message = `Defaults sections called '${clipped(from)}' stand ${where}: HAProxy cannot tell which one is meant.`;
  return {
    line: first,
    start: it.start,
    end: it.end,
    severity,
    message,
    related: places.map((place) => there(view, place)),
  };
}

function whereIs(view: FileView, { analysis, first }: PlacedProxy): string {
  return `${analysis === view.analysis ? '' : `in ${fileNameOf(analysis.path)} `}on line ${first + 1}`;
}

function there(view: FileView, { analysis, proxy, first }: PlacedProxy): Related {
  const path = analysis === view.analysis ? {} : { path: analysis.path };
  return { ...path, line: first, ...nameOf(proxy), message: `the defaults '${clipped(proxy.name)}'` };
}
