import type { FileView } from '../../../engine/file-view.ts';
import { blockNames, nameIndex } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { type PlacedProxy, proxiesOf } from '../configuration.ts';
import { isConditional } from '../preprocessor.ts';
import { fileName, isDefined, knowsAllNames, missingReport } from '../references.ts';

/**
 * `from` wants the name of a defaults section that stands above (`cfg_parse_listen` in src/cfgparse-listen.c); HAProxy looks for
 * it while it reads the header.
 */
export const undefinedDefaults: Rule = {
  id: 'haproxy/undefined-defaults',
  title: 'No defaults section of this name stands above',
  severity: 'error',
  file(view) {
    if (nameIndex(view.analysis, 'defaults').referred.size === 0 || !knowsAllNames(view, 'defaults')) return [];
    const above = new Set<string>();
    const reports: FileReport[] = [];
    for (const placed of proxiesOf(view)) {
      const { proxy, analysis, from, first } = placed;
      if (from !== undefined && analysis === view.analysis && !above.has(from) && !isConditional(analysis, first)) {
        const report = reportOn(view, placed, from, above);
        if (report) reports.push(report);
      }
      if (proxy.kind === 'defaults') above.add(proxy.name);
    }
    return reports;
  },
};

function reportOn(
  view: FileView,
  { proxy, first: line }: PlacedProxy,
  name: string,
  above: ReadonlySet<string>,
): FileReport | undefined {
  const { analysis } = view;
  const it = blockNames(analysis, proxy.block, 'defaults').references.find((each) => each.it.name === name)?.it;
  if (!it || it.uncertain) return undefined;
  const { start, end } = it;
  const below = proxiesOf(view).find((other) => other.proxy.kind === 'defaults' && other.proxy.name === name);
  if (below?.analysis === analysis) {
    const message = `The defaults section '${clipped(name)}' begins only on line ${below.first + 1}: HAProxy reads from top to bottom and does not know it yet.`;
    const header = below.proxy.header();
    const related = [{ line: below.first, ...header, message: `the defaults '${clipped(name)}'` }];
    return { line, start, end, message, related };
  }
  const told = `No defaults section called '${clipped(name)}' stands above`;
  if (below && isDefined(view, 'defaults', name)) {
    const message = `${told}: ${fileName(below.analysis)} has it and is loaded behind this file.`;
    return { line, start, end, message };
  }
  const candidates = () => [...above].filter((each) => each !== '');
  const fixes = withoutFrom(proxy.text(0), line, end);
  return missingReport(view, { namespace: 'defaults', name, line, start, end, told, candidates, fixes });
}

/** The header without `from` and the name, where nothing stands behind them. */
function withoutFrom(header: string, line: number, end: number): readonly Fix[] {
  const from = header.search(/\s+from\s+\S+\s*(#.*)?$/);
  return from < 0 ? [] : [{ title: "Remove 'from'", safe: false, edits: [replace(from, end, '', line)] }];
}
