import type { FileView, SettingLine } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Related, type Rule, removeLine, replace } from '../../../engine/rules.ts';
import { type LimitLine, limitGroups, noLimitsLines } from '../effective.ts';
import { limitItems, limitTypes } from '../facts/items.ts';
import { readLine } from '../syntax.ts';

/**
 * `<domain> -` makes pam_limits forget all it has read as soon as the domain matches, and stop. The second field need only
 * begin with `-`; for `*` and `%` the line is accepted and does nothing (`parse_config_file` in pam_limits.c).
 */
export const noLimitsLine: Rule = {
  id: 'limits/no-limits-line',
  title: 'A line that switches pam_limits off',
  severity: 'information',
  file(view) {
    const off = noLimitsLines(view);
    if (off.size === 0) return [];
    const byDomain = linesByDomain(view, off);
    return [...off]
      .filter(([, { analysis }]) => analysis === view.analysis)
      .map(([domain, at]): FileReport => {
        const { words, text, comment } = at.analysis.statement(at.line);
        const place = { line: at.line, start: words[0]?.start ?? 0, end: at.setting.end };
        const name = clipped(domain);
        if (at.setting.value !== '-') return { ...place, ...dashWord(name, at) };
        const hidden = comment < 0 ? undefined : hiddenFields(text, comment);
        if (hidden) {
          const message = `The comment takes '${clipped(hidden)}' away, and what is left, '${name} -', switches pam_limits off for '${name}'.`;
          const fixes: readonly Fix[] = [
            {
              title: 'Move # to the start of the line',
              safe: false,
              edits: [replace(comment, comment + 1, '', at.line), replace(0, 0, '# ', at.line)],
            },
          ];
          return { ...place, severity: 'warning', message, fixes };
        }
        if (/^(?:\*|%.*)$/.test(domain)) {
          const fixes = [{ title: 'Remove the line', safe: true, edits: [removeLine(at.line)] }];
          return {
            ...place,
            severity: 'warning',
            message: `'${name} -' does nothing: a line without limits is for a user, a group or a range of ids.`,
            fixes,
          };
        }
        const related = (byDomain.get(domain) ?? []).map(
          ({ analysis, line, setting }): Related => ({
            path: analysis.path,
            line,
            start: setting.start,
            end: setting.end,
            message: 'This line has no effect.',
          }),
        );
        return {
          ...place,
          message: `pam_limits leaves '${name}' alone: no other line of any file counts, before or behind this one.`,
          related,
        };
      });
  },
};

/** The lines with limits for some domains. */
function linesByDomain(view: FileView, domains: ReadonlyMap<string, unknown>): ReadonlyMap<string, LimitLine[]> {
  const lines = new Map<string, LimitLine[]>();
  for (const group of limitGroups(view)) {
    if (!domains.has(group.domain)) continue;
    const known = lines.get(group.domain);
    if (known) for (const line of group.lines) known.push(line);
    else lines.set(group.domain, [...group.lines]);
  }
  return lines;
}

/** `alice -nofile`: the second field begins with `-`, and that is all pam_limits looks at. */
function dashWord(domain: string, { setting, line }: SettingLine): Omit<FileReport, 'line' | 'start' | 'end'> {
  const rest = setting.value.slice(1);
  const fixes = limitItems.get(rest.toLowerCase())
    ? [
        {
          title: `Insert a blank behind '-'`,
          safe: false,
          edits: [replace(setting.start + 1, setting.start + 1, ' ', line)],
        },
      ]
    : [];
  return {
    severity: 'error',
    message: `pam_limits reads '${clipped(setting.value)}' as '-' alone and so sets no limit at all for '${domain}'.`,
    fixes,
  };
}

/** The fields that stand behind the comment mark, where they would make the line whole. */
function hiddenFields(text: string, comment: number): string | undefined {
  const words = readLine(text.slice(comment + 1)).words.map((word) => word.text);
  const [first = '', second] = words;
  if (limitTypes.get(first.toLowerCase())) return undefined;
  return limitItems.get(first.toLowerCase()) && second && /^(?:\d|unlimited|infinity)/i.test(second)
    ? `${first} ${second}`
    : undefined;
}
