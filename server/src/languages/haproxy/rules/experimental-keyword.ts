import type { Analysis, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { blocksMarked, linesMarked, markedWhere } from '../../../engine/marks.ts';
import { placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, insertLine, type Rule, removeLine } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { experimentIn, mayHideExperiment } from '../experimental.ts';
import { globalHasBefore, globalSections } from '../global-sections.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

const permission = 'expose-experimental-directives';

/** What is experimental wants a permission above it, and since 3.3 a permission wants something that needs it. */
export const experimentalKeyword: Rule = {
  id: 'haproxy/experimental-keyword',
  title: 'Something experimental without the permission for it, or the permission alone',
  severity: 'error',
  file(view) {
    const { analysis, host } = view;
    if (isTemplate(analysis)) return [];
    const found = experiments(analysis);
    const reports: FileReport[] = [];
    for (const { name, line, start, end } of found) {
      if (globalHasBefore(view, permission, analysis, line)) continue;
      const message = `'${clipped(name)}' is experimental in ${describeTarget(host)}, which refuses it without '${permission}' in a global section above.`;
      reports.push({ line, start, end, message, fixes: allow(view) });
    }
    if (found.length === 0) reports.push(...idlePermission(view));
    return reports;
  },
};

interface Found {
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

function experiments(analysis: Analysis): readonly Found[] {
  const blocks = blocksMarked(analysis, 'experiments');
  if (blocks.size === 0) return [];
  const version = targetVersion(analysis.host);
  return placed(analysis, blocks).flatMap(({ block, first }) => inBlock(analysis, block, first, version));
}

function inBlock(analysis: Analysis, block: Block, first: number, version: string): Found[] {
  return linesMarked(analysis, block, 'experiments').flatMap(({ line: at }) => {
    const found = experimentIn(analysis.statement(first + at), at === 0 && block.headed, version);
    return found ? [{ ...found, line: first + at }] : [];
  });
}

/** The permission as the first line of the file's own global section. */
function allow(view: FileView): readonly Fix[] {
  for (const { analysis, first, section } of globalSections(view)) {
    if (analysis !== view.analysis) continue;
    const indent = /^[ \t]*/.exec(section.text(1))?.[0] || '    ';
    if (section.directives().length < 2) return [];
    return [{ title: `Add '${permission}'`, safe: false, edits: [insertLine(`${indent}${permission}`, first + 1)] }];
  }
  return [];
}

/** Since 3.3 HAProxy warns of a permission that nothing makes use of. */
function* idlePermission(view: FileView): Iterable<FileReport> {
  if (compareVersions(targetVersion(view.host), '3.3') < 0) return;
  for (const { analysis, first, section } of globalSections(view)) {
    const at = section.lines(permission)[0];
    if (at === undefined || analysis !== view.analysis) continue;
    if (view.loaded.some((each) => each.fold(hiding).size > 0 || experiments(each).length > 0)) return;
    const word = section.statement(at).words[0];
    yield {
      line: first + at,
      start: word?.start ?? 0,
      end: word?.end ?? 0,
      severity: 'warning',
      message: `Nothing here is experimental any more: without '${permission}' nothing experimental gets in by mistake.`,
      fixes: [{ title: `Remove '${permission}'`, safe: true, edits: [removeLine(first + at)] }],
    };
    return;
  }
}

const hiding = markedWhere('haproxy/hidden-experiments', 'hidden experiments', (analysis, block) =>
  linesMarked(analysis, block, 'hidden experiments').some(({ text }) =>
    mayHideExperiment(analysis.language.statement(text, block.context, analysis.host)),
  ),
);
