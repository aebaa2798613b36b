/** What the preprocessor's `.if` … `.endif` means for whoever looks at a whole file. */
import type { Analysis } from '../../engine/analysis.ts';
import { blocksWhere, noted, placed } from '../../engine/names.ts';

const mark = /^[ \t]*\.(if|endif)\b/;

/**
 * Whether a line stands between `.if` and `.endif`: only the running program knows if it is read, so that what it defines
 * may exist and what is wrong with it may not matter.
 */
export function isConditional(analysis: Analysis, line: number): boolean {
  return conditionalLines(analysis).has(line);
}

const nowhere: ReadonlySet<number> = new Set();

/** The same for all lines of a file; undefined where none is conditional. */
export function conditionalIn(analysis: Analysis): ((line: number) => boolean) | undefined {
  const lines = conditionalLines(analysis);
  return lines.size > 0 ? (line) => lines.has(line) : undefined;
}

function conditionalLines(analysis: Analysis): ReadonlySet<number> {
  return noted(analysis.notes, 'haproxy/conditional-lines', () => {
    const inside = new Set<number>();
    let depth = 0;
    let from = 0;
    const through = (line: number) => {
      if (depth > 0) for (let each = from; each <= line; each++) inside.add(each);
      from = line + 1;
    };
    for (const { block, first } of placed(analysis, analysis.fold(marked))) {
      block.lines.forEach(({ text }, line) => {
        const word = mark.exec(text)?.[1];
        if (!word) return;
        through(word === 'endif' ? first + line - 1 : first + line);
        depth = word === 'if' ? depth + 1 : Math.max(0, depth - 1);
      });
    }
    through(analysis.text.lines.length - 1);
    return inside.size > 0 ? inside : nowhere;
  });
}

const marked = blocksWhere('haproxy/marked', (_analysis, block) => block.lines.some(({ text }) => mark.test(text)));
