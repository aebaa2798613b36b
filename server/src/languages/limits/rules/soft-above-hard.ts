import type { FileView } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { deciding, type LimitGroup, type LimitLine, limitGroups } from '../effective.ts';
import { limitSize } from '../kinds.ts';

/** A soft limit above the hard one is set to the hard one, without a word in the log (`setup_limits` in pam_limits.c). */
export const softAboveHard: Rule = {
  id: 'limits/soft-above-hard',
  title: 'The soft limit is above the hard limit',
  severity: 'warning',
  file: (view) => limitGroups(view).flatMap((group) => report(view, group)),
};

function report({ analysis }: FileView, group: LimitGroup): readonly FileReport[] {
  const { domain, item } = group;
  const soft = deciding(group, 'soft');
  const hard = deciding(group, 'hard');
  if (!soft || !hard || soft.analysis !== analysis) return [];
  if (soft.value === undefined || hard.value === undefined) return [];
  if (limitSize(soft.value, item.name) <= limitSize(hard.value, item.name)) return [];
  const values = `${item.name} of '${clipped(domain)}'`;
  const [softer, harder] = [soft, hard].map((line) => clipped(line.setting.value));
  return [
    {
      line: soft.line,
      start: soft.setting.start,
      end: soft.setting.end,
      message: `The soft limit ${softer} is above the hard limit ${harder} for ${values}: the session gets ${harder}.`,
      related: [{ ...placeOf(hard), message: `The hard limit of '${clipped(domain)}' is set here.` }],
      fixes: [
        change(soft, hard, `Lower the soft limit to ${harder}, as pam_limits does`, true),
        change(hard, soft, `Raise the hard limit to ${softer}`, false),
      ],
    },
  ];
}

function placeOf({ analysis, line, setting }: LimitLine) {
  return { path: analysis.path, line, start: setting.start, end: setting.end };
}

/** Gives one line the value of another. */
function change(target: LimitLine, source: LimitLine, title: string, safe: boolean): Fix {
  const { start, end } = target.setting;
  return {
    title,
    safe,
    edits: [{ ...replace(start, end, source.setting.value, target.line), path: target.analysis.path }],
  };
}
