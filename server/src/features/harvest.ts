/**
 * Harvests: what a feature gathers line by line over a whole file. It is kept per block, so that after an edit only one block
 * is gathered again, and it can stop at any line and go on later.
 */
import type { Analysis, At } from '../engine/analysis.ts';
import { blockNote } from '../engine/names.ts';

interface Harvest<T> {
  readonly items: At<T>[];
  next: number;
}

/**
 * Gathers from every line.
 * @param key names the harvest; one key always means the same `gather`
 * @param pause says when to stop for now
 * @returns everything with the file's line numbers, or undefined when it had to stop
 */
export function harvest<T>(
  analysis: Analysis,
  key: string,
  gather: (analysis: Analysis, line: number) => readonly T[],
  pause: () => boolean,
): readonly At<T>[] | undefined {
  const all: At<T>[] = [];
  for (let index = 0; index < analysis.blocks.length; index++) {
    const block = analysis.blocks[index] as Analysis['blocks'][number];
    const first = analysis.starts[index] as number;
    const kept = blockNote(analysis, block, `harvest/${key}`, (): Harvest<T> => ({ items: [], next: 0 }));
    for (; kept.next < block.lines.length; kept.next++) {
      if (pause()) return undefined;
      for (const it of gather(analysis, first + kept.next)) kept.items.push({ line: kept.next, it });
    }
    for (const { line, it } of kept.items) all.push({ line: first + line, it });
  }
  return all;
}
