/** What all rules about proxies say of a file, each proxy judged by itself. */
import type { Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { shifted } from '../../engine/findings.ts';
import { noted, placed } from '../../engine/names.ts';
import type { FileReport } from '../../engine/rules.ts';
import { watchOver } from '../../engine/watch.ts';
import {
  isKnown,
  isProxy,
  type ProxyReport,
  type ProxySection,
  placeOfSection,
  proxyAt,
  watchedProxies,
} from './configuration.ts';
import { type Said, saidOf } from './proxy-rules.ts';
import { isTemplate } from './template.ts';

/** What all rules about proxies say of a file, by rule. */
export function reportsOn(view: FileView): ReadonlyMap<string, readonly FileReport[]> {
  return noted(view.notes, 'haproxy/proxy reports', () => reportsIn(view));
}

function reportsIn(view: FileView): ReadonlyMap<string, readonly FileReport[]> {
  const reports = new Map<string, FileReport[]>();
  const { analysis } = view;
  const { all } = analysis.environment.rules;
  const { found } = watchedProxies(view, speaking, [], ({ proxy }) => {
    const said = saidOf(proxy, all);
    return said.length > 0 ? { proxy, said, first: -1, reports: undefined } : undefined;
  });
  const isVoid = new Map<ProxyReport['unless'], boolean>();
  for (const { block, first } of placed(analysis, found.keys())) {
    const speaker = found.get(block) as Speaking;
    if (speaker.first !== first) speaker.reports = undefined;
    speaker.first = first;
    for (const [id, report] of speaker.said) {
      const { unless, section } = report;
      if (unless && !isVoid.has(unless)) isVoid.set(unless, unless(view));
      if (isVoid.get(unless)) continue;
      const moved = speaker.reports?.get(report) ?? inFile(view, report, first, speaker.proxy);
      // A section that the proxy takes over may move while the proxy stays where it is.
      if (!section) {
        speaker.reports ??= new Map();
        speaker.reports.set(report, moved);
      }
      const list = reports.get(id) ?? [];
      // Proxies that share a defaults section say the same of its lines.
      if (section && list.some(({ line, start }) => line === moved.line && start === moved.start)) continue;
      list.push(moved);
      reports.set(id, list);
    }
  }
  return reports;
}

interface Speaking {
  readonly proxy: ProxySection;
  readonly said: Said;
  /** The line where the proxy began last, and what was said with the lines that follow from it. */
  first: number;
  reports: Map<ProxyReport, FileReport> | undefined;
}

const speaking = watchOver<Speaking>('haproxy/speaking proxies', isProxy);

/** Judges the proxies of a file by themselves, until `pause` says to stop; what is said of each is remembered. */
export function judgeProxies(view: FileView, pause: () => boolean): boolean {
  const { analysis } = view;
  if (isTemplate(analysis)) return true;
  // Whoever had to stop goes on where it was, and does not come to the same place again and again.
  const done = noted(view.notes, 'haproxy/judged', () => ({ blocks: 0 }));
  for (; done.blocks < analysis.blocks.length; done.blocks++) {
    if (pause()) return false;
    const block = analysis.blocks[done.blocks] as Block;
    if (!isProxy(block)) continue;
    const proxy = proxyAt(view, analysis, block);
    if (isKnown(view, proxy)) saidOf(proxy.proxy, analysis.environment.rules.all);
  }
  return true;
}

/** A report with the lines of the file; one about a section of another file stands at the proxy's header. */
function inFile(
  view: FileView,
  { unless: _, section, ...report }: ProxyReport,
  first: number,
  proxy: ProxySection,
): FileReport {
  const { line, fixes = [] } = report;
  if (!section || section === proxy) {
    return { ...report, line: first + line, fixes: fixes.map((fix) => shifted(fix, first)) };
  }
  const place = placeOfSection(view, section);
  return place?.analysis === view.analysis
    ? { ...report, line: place.first + line, fixes: [] }
    : { ...report, line: first, ...proxy.header(), fixes: [] };
}
