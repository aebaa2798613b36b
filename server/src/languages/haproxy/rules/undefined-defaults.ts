import type { FileView } from '../../../engine/file-view.ts';
import { blockNames, nameIndex } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import { type FileReport, type Fix, insertLine, type Rule, replace } from '../../../engine/rules.ts';
import { type PlacedProxy, proxiesOf } from '../configuration.ts';
import { isConditional } from '../preprocessor.ts';
import { isDefined, knowsAllNames, missingReport } from '../references.ts';

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
    const move = moveUp(view, below, above, line);
    return { line, start, end, message, related, fixes: move ? [move] : [] };
  }
  const told = `No defaults section called '${clipped(name)}' stands above`;
  if (below && isDefined(view, 'defaults', name)) {
    const message = `${told}: ${fileNameOf(below.analysis.path)} has it and is loaded behind this file.`;
    return { line, start, end, message };
  }
  const candidates = () => [...above].filter((each) => each !== '');
  const fixes = withoutFrom(proxy.text(0), line, end);
  return missingReport(view, {
    namespace: 'defaults',
    name,
    line,
    start,
    end,
    told,
    candidates,
    selected: true,
    fixes,
  });
}

/**
 * The section as lines before the header that asks for it. Not where sections between the two take over the last `defaults`
 * above them, which would become another one.
 */
function moveUp(view: FileView, below: PlacedProxy, above: ReadonlySet<string>, line: number): Fix | undefined {
  const { analysis } = view;
  const { lines } = below.proxy.block;
  const asks = below.from !== undefined && !above.has(below.from);
  const bound = proxiesOf(view).some(
    ({ proxy, analysis: own, first, from }) =>
      own === analysis && first >= line && from === undefined && proxy.kind !== 'defaults',
  );
  if (asks || bound) return undefined;
  const end = below.first + lines.length;
  const isLast = end >= analysis.text.lines.length;
  const texts = lines.map(({ text }) => text);
  while (texts.length > 1 && texts[texts.length - 1]?.trim() === '') texts.pop();
  const last = analysis.text.line(end - 1).text.length;
  return {
    title: 'Move the defaults section up',
    safe: false,
    edits: [
      {
        start: { line: below.first, column: 0 },
        end: isLast ? { line: end - 1, column: last } : { line: end, column: 0 },
        text: '',
      },
      insertLine(`${texts.join('\n')}\n`, line),
    ],
  };
}

/** The header without `from` and the name, where nothing stands behind them. */
function withoutFrom(header: string, line: number, end: number): readonly Fix[] {
  const from = header.search(/\s+from\s+\S+\s*(#.*)?$/);
  return from < 0 ? [] : [{ title: "Remove 'from'", safe: false, edits: [replace(from, end, '', line)] }];
}
