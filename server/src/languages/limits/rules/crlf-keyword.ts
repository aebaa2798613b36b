import { fileSettings } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Fix, Rule } from '../../../engine/rules.ts';
import type { Text } from '../../../engine/text.ts';
import { limitNumber } from '../kinds.ts';
import { pamIsSince } from '../pam.ts';

/**
 * From 1.6.0 on the value is the rest of the line, the CR of a line end included: `unlimited` with a CR behind it is no
 * keyword and the line is dropped, while of a number only the digits count. Up to 1.5 a CR is a blank.
 */
export const crlfKeyword: Rule = {
  id: 'limits/crlf-keyword',
  title: 'CR LF spoils a keyword',
  severity: 'warning',
  file({ analysis, host }) {
    const recent = pamIsSince(host, '1.6.0');
    if (recent === false) return [];
    const { text } = analysis;
    const from = host.pam ? ` (${host.pam.value}, ${host.pam.from})` : '';
    const reports: FileReport[] = [];
    let fixes: readonly Fix[] | undefined;
    for (const { line, setting } of fileSettings(analysis)) {
      if (text.line(line).end !== '\r\n' || setting.uncertain) continue;
      const { words, fact, comment } = analysis.statement(line);
      // A comment takes the CR with it.
      if (!fact || comment >= 0 || words.length > 4 || !isSpoilt(setting.value, fact.name)) continue;
      fixes ??= [{ title: 'End every line with LF', safe: true, edits: withoutCarriageReturns(text) }];
      const { start, end } = setting;
      const message = `From 1.6.0 on${from} pam_limits takes the CR at the end of the line for part of '${clipped(setting.value)}' and drops the line.`;
      reports.push({ line, start, end, ...(recent && { severity: 'error' }), message, fixes });
    }
    return reports;
  },
};

/** Whether the value must be exactly as it is: the keywords but `-1`, which is a number too, and both of nonewprivs. */
function isSpoilt(value: string, item: string): boolean {
  return item === 'nonewprivs' || (value !== '-1' && limitNumber(value, item).value === 'unlimited');
}

function withoutCarriageReturns(text: Text) {
  return text.lines.flatMap((each, line) =>
    each.end === '\r\n'
      ? [{ start: { line, column: each.text.length }, end: { line: line + 1, column: 0 }, text: '\n' }]
      : [],
  );
}
