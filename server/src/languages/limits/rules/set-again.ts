import type { FileView } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import { type FileReport, type Rule, removeLine } from '../../../engine/rules.ts';
import { deciding, type LimitGroup, type LimitLine, limitGroups } from '../effective.ts';

/**
 * Of lines for the same domain the last one counts, over limits.conf and limits.d/*.conf as one text; `-` sets both limits
 * and so hides soft and hard lines before it.
 */
export const setAgain: Rule = {
  id: 'limits/set-again',
  title: 'A later line sets the same limit',
  severity: 'warning',
  tag: 'unnecessary',
  file: (view) => limitGroups(view).flatMap((group) => report(view, group)),
};

function report(view: FileView, group: LimitGroup): readonly FileReport[] {
  const { domain, item, lines } = group;
  if (lines.length === 1) return [];
  const last = { soft: deciding(group, 'soft'), hard: deciding(group, 'hard') };
  return lines.flatMap((line): readonly FileReport[] => {
    if (line.analysis !== view.analysis) return [];
    const winners = line.sides.flatMap((side) => last[side] ?? []);
    if (winners.includes(line)) return [];
    const same = winners.every((winner) => winner.setting.value.toLowerCase() === line.setting.value.toLowerCase());
    const { words, text } = view.analysis.statement(line.line);
    const [winner] = winners as [LimitLine, ...LimitLine[]];
    const value = same
      ? 'to the same value'
      : `to ${[...new Set(winners.map((each) => clipped(each.setting.value)))].join(' and ')}`;
    const where =
      winner.analysis === view.analysis ? `in line ${winner.line + 1}` : `in ${fileNameOf(winner.analysis.path)}`;
    return [
      {
        line: line.line,
        start: words[0]?.start ?? 0,
        end: words[3]?.end ?? text.length,
        ...(same && { severity: 'information' }),
        message: `${item.name} of '${clipped(domain)}' is set again ${where}, ${value}; this line has no effect.`,
        related: [...new Set(winners)].map(({ analysis, line: at, setting }) => ({
          path: analysis.path,
          line: at,
          start: setting.start,
          end: setting.end,
          message: `This line counts for '${clipped(domain)}'.`,
          counts: true,
        })),
        fixes: [{ title: 'Remove the line', safe: true, edits: [removeLine(line.line)] }],
      },
    ];
  });
}
