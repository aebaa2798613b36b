/** Whether a file is the configuration itself or what something else makes it of. */
import type { Analysis, Block } from '../../engine/analysis.ts';
import { blockNote, isTemplated, noted } from '../../engine/names.ts';
import { hasPlaceholder } from '../../engine/syntax.ts';

/**
 * Whether somebody fills the file in before HAProxy reads it, so that lines may come and go and names may exist that nobody
 * sees here. Marks of a template engine say so, and so does `${NAME}` outside double quotes, where HAProxy expands nothing.
 */
export function isTemplate(analysis: Analysis): boolean {
  return noted(
    analysis.notes,
    'haproxy/template',
    () => isTemplated(analysis) || analysis.blocks.some((block) => hasBarePlaceholder(analysis, block)),
  );
}

function hasBarePlaceholder(analysis: Analysis, block: Block): boolean {
  return blockNote(analysis, block, 'haproxy/bare-placeholder', () =>
    block.lines.some(
      (line) =>
        hasPlaceholder(line.text) &&
        analysis.language.read(line.text).words.some(({ start, end }) => {
          const written = line.text.slice(start, end);
          return !/["']/.test(written) && hasPlaceholder(written);
        }),
    ),
  );
}
