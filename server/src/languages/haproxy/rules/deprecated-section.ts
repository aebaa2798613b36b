import { blocksWhere, placed } from '../../../engine/names.ts';
import { type FileReport, type Fix, insertLine, type Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { globalHasBefore, globalSections } from '../global-sections.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

const permission = 'expose-deprecated-directives';

/** The refusal of `cfg_parse_program` in the src/mworker-prog.c of HAProxy 3.2, the last release with such sections. */
const refusedFrom = '3.2';
const gone = '3.3';

/** A `program` section in the release that wants a permission for it, the one before it was gone. */
export const deprecatedSection: Rule = {
  id: 'haproxy/deprecated-section',
  title: 'A section that is to go, without the permission for it',
  severity: 'error',
  tag: 'deprecated',
  file(view) {
    const { analysis, host } = view;
    const version = targetVersion(host);
    if (compareVersions(version, refusedFrom) < 0 || compareVersions(version, gone) >= 0) return [];
    const reports: FileReport[] = [];
    if (isTemplate(analysis)) return reports;
    for (const { block, first } of placed(analysis, analysis.fold(programs))) {
      if (!block.headed || block.masked.has(0) || globalHasBefore(view, permission, analysis, first)) continue;
      const word = analysis.statement(first).words[0];
      if (!word) continue;
      const message = `${describeTarget(host)} refuses a 'program' section without '${permission}' in a global section above, and it is gone in ${gone}: systemd or another process manager takes its place.`;
      const fixes: Fix[] = [];
      const own = globalSections(view).find((each) => each.analysis === analysis && each.first < first);
      const line = own?.section.directives().length;
      if (own && line !== undefined && line > 1) {
        const indent = /^[ \t]*/.exec(own.section.text(1))?.[0] || '    ';
        fixes.push({
          title: `Add '${permission}'`,
          safe: false,
          edits: [insertLine(`${indent}${permission}`, own.first + 1)],
        });
      }
      reports.push({ line: first, start: word.start, end: word.end, message, fixes });
    }
    return reports;
  },
};

const programs = blocksWhere('haproxy/programs', (_analysis, { context }) => context.kind === 'program');
