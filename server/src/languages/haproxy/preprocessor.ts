/** What the preprocessor's `.if` … `.endif` means for whoever looks at a whole file. */
import type { Analysis, Block } from '../../engine/analysis.ts';
import { blockNote, noted } from '../../engine/names.ts';

const mark = /^[ \t]*\.(if|endif)\b/;

/**
 * Whether a line stands between `.if` and `.endif`: only the running program knows if it is read, so that what it defines
 * may exist and what is wrong with it may not matter.
 */
export function isConditional(analysis: Analysis, line: number): boolean {
  return conditionalLines(analysis).has(line);
}

const nowhere: ReadonlySet<number> = new Set();

function conditionalLines(analysis: Analysis): ReadonlySet<number> {
  return noted(analysis.notes, 'haproxy/conditional-lines', () => {
    const marks = analysis.blocks.map((block) => marksOf(analysis, block));
    if (marks.every((found) => found.length === 0)) return nowhere;
    const inside = new Set<number>();
    let depth = 0;
    let from = 0;
    const through = (line: number) => {
      if (depth > 0) for (let each = from; each <= line; each++) inside.add(each);
      from = line + 1;
    };
    marks.forEach((found, index) => {
      for (const { line, word } of found) {
        const at = (analysis.starts[index] as number) + line;
        through(word === 'endif' ? at - 1 : at);
        depth = word === 'if' ? depth + 1 : Math.max(0, depth - 1);
      }
    });
    through(analysis.text.lines.length - 1);
    return inside;
  });
}

interface Mark {
  readonly line: number;
  readonly word: string;
}

function marksOf(analysis: Analysis, block: Block): readonly Mark[] {
  return blockNote(analysis, block, 'haproxy/marks', () =>
    block.lines.flatMap(({ text }, line) => {
      const word = mark.exec(text)?.[1];
      return word ? [{ line, word }] : [];
    }),
  );
}
