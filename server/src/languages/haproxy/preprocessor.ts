/** What the preprocessor's `.if` … `.endif` means for whoever looks at a whole file. */
import type { Analysis } from '../../engine/analysis.ts';
import { noted } from '../../engine/names.ts';

const mark = /^[ \t]*\.(if|endif)\b/;

/**
 * Whether a line stands between `.if` and `.endif`: only the running program knows if it is read, so that what it defines
 * may exist and what is wrong with it may not matter.
 */
export function isConditional(analysis: Analysis, line: number): boolean {
  return conditionalLines(analysis).has(line);
}

function conditionalLines(analysis: Analysis): ReadonlySet<number> {
  return noted(analysis.notes, 'haproxy/conditional-lines', () => {
    const inside = new Set<number>();
    let depth = 0;
    analysis.text.lines.forEach(({ text }, line) => {
      const word = mark.exec(text)?.[1];
      if (word === 'endif') depth = Math.max(0, depth - 1);
      if (depth > 0) inside.add(line);
      if (word === 'if') depth++;
    });
    return inside;
  });
}
