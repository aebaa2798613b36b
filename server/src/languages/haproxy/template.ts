/** Whether a file is the configuration itself or what something else makes it of. */
import type { Analysis } from '../../engine/analysis.ts';
import { blocksWhere, isTemplated } from '../../engine/names.ts';
import { hasPlaceholderIn } from '../../engine/syntax.ts';

/**
 * Whether somebody fills the file in before HAProxy reads it, so that lines may come and go and names may exist that nobody
 * sees here. Marks of a template engine say so, and so does `${NAME}` outside double quotes, where HAProxy expands nothing.
 */
export function isTemplate(analysis: Analysis): boolean {
  return isTemplated(analysis) || analysis.fold(filledIn).size > 0;
}

const filledIn = blocksWhere('haproxy/filled-in', ({ language }, block) =>
  block.lines.some(
    (line) =>
      hasPlaceholderIn(line.text, line.text) &&
      language.read(line.text).words.some(({ start, end }) => {
        const written = line.text.slice(start, end);
        return !/["']/.test(written) && hasPlaceholderIn(written, line.text);
      }),
  ),
);
