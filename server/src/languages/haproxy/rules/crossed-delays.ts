import type { FileView } from '../../../engine/file-view.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { globalSections } from '../global-sections.ts';
import { conditionalIn } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

/** Seconds from one update of an OCSP response to the next, where nothing says another number. */
const usual = { min: 300, max: 3600 } as const;
const names = ['ocsp-update.mindelay', 'ocsp-update.maxdelay'].flatMap((name) => [name, `tune.ssl.${name}`]);

/** HAProxy compares the two delays at each line that sets one (`ssl_parse_global_ocsp_mindelay` in its src/ssl_ocsp.c). */
export const crossedDelays: Rule = {
  id: 'haproxy/crossed-delays',
  title: 'The shortest delay is longer than the longest',
  severity: 'error',
  file(view) {
    const settings = view.loaded.some(isTemplate) ? undefined : settingsOf(view);
    if (!settings) return [];
    const reports: FileReport[] = [];
    let { min, max }: { min: number; max: number } = usual;
    for (const { name, line, word, own } of settings) {
      const value = Number(/^\d{1,9}/.exec(word.text)?.[0] ?? 0);
      const isShortest = name.endsWith('mindelay');
      if (isShortest ? value > max : value < min) {
        const other = isShortest
          ? `longer than the longest delay, which is ${max}`
          : `shorter than the shortest delay, which is ${min}`;
        const message = `${value} seconds are ${other} here: HAProxy compares the two at each line that sets one.`;
        if (own) reports.push({ line, start: word.start, end: word.end, message });
      } else if (isShortest) min = value;
      else max = value;
    }
    return reports;
  },
};

interface Setting {
  readonly name: string;
  readonly line: number;
  readonly word: Word;
  /** Whether it stands in the file that is looked at. */
  readonly own: boolean;
}

/** The lines in the order in which HAProxy reads them; undefined where one may be skipped or holds a variable. */
function settingsOf(view: FileView): readonly Setting[] | undefined {
  const found: Setting[] = [];
  for (const { analysis, first, section } of globalSections(view)) {
    const lines = names.flatMap((name) => section.lines(name).map((line) => ({ name, line })));
    if (lines.length === 0) continue;
    const open = conditionalIn(analysis);
    for (const { name, line } of lines.sort((a, b) => a.line - b.line)) {
      const word = section.statement(line).words[1];
      if (!word || word.uncertain || open?.(first + line)) return undefined;
      found.push({ name, line: first + line, word, own: analysis === view.analysis });
    }
  }
  return found;
}
