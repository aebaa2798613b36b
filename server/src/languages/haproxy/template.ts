/** Whether a file is the configuration itself or what something else makes it of. */
import type { Analysis } from '../../engine/analysis.ts';
import { linesMarked, markedWhere } from '../../engine/marks.ts';
import { isTemplated } from '../../engine/names.ts';
import { hasPlaceholderIn } from '../../engine/syntax.ts';

/**
 * Whether somebody fills the file in before HAProxy reads it, so that lines may come and go and names may exist that nobody
 * sees here. Marks of a template engine say so, and so does `${NAME}` outside double quotes, where HAProxy expands nothing.
 */
export function isTemplate(analysis: Analysis): boolean {
  return isTemplated(analysis) || analysis.fold(filledIn).size > 0;
}

const filledIn = markedWhere('haproxy/filled-in', 'placeholders', (analysis, block) =>
  linesMarked(analysis, block, 'placeholders').some(({ text }) =>
    analysis.language.read(text).words.some(({ start, end }) => {
      const written = text.slice(start, end);
      return !/["']/.test(written) && hasPlaceholderIn(written, text);
    }),
  ),
);
