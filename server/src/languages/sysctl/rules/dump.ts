import { fileSettings } from '../../../engine/file-view.ts';
import { isTemplated } from '../../../engine/names.ts';
import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { extentOf } from '../syntax.ts';

/** Nobody writes so many lines by hand, or sets so many keys that only show something. */
const manyLines = 200;
const manyReadOnly = 5;

let known: ReadonlySet<string> | undefined;

/** The keys that nobody can write; a set, for a file may have very many lines. */
function shownKeys(): ReadonlySet<string> {
  known ??= new Set(Array.from(sysctlKeys.all()).flatMap(({ name, readOnly }) => (readOnly ? [name] : [])));
  return known;
}

/** What `sysctl -a` prints is no file to apply: it holds what cannot be written, and values of both keys of a pair. */
export const dump: Rule = {
  id: 'sysctl/dump',
  title: 'The file is what sysctl -a prints',
  severity: 'warning',
  file({ analysis }) {
    const settings = fileSettings(analysis);
    if (settings.length < manyLines || isTemplated(analysis)) return [];
    const shown = shownKeys();
    const readOnly = settings.filter(({ setting }) => shown.has(setting.key)).length;
    if (readOnly < manyReadOnly) return [];
    const { start, end } = extentOf(analysis.text.line(0).text);
    const message =
      `This looks like the output of 'sysctl -a': ${formatCount(readOnly)} of its ${formatCount(settings.length)} lines set keys that only show something. ` +
      'Applied, it freezes what this one host had; keep the lines that are meant.';
    return [{ line: 0, start, end, message }];
  },
};
