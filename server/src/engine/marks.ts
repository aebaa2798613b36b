/**
 * Marks: what a language looks for in the text of every line, so that a rule about few lines finds them without a look at all
 * others. A line's marks are found when it is read and kept with what it is about; those of a file are kept up to date.
 */
import type { Analysis, Block, BlockSummary, Fold } from './analysis.ts';
import type { Fact } from './facts.ts';
import type { Language } from './language.ts';
import { blocksWhere } from './names.ts';

/** Tests of single lines by the name of the mark. What they say may be too much, and never too little. */
export type Marks = Readonly<Record<string, (text: string) => boolean>>;

/** What a line is about, and its marks: one object for all lines of which both are the same. */
export interface LineKind {
  readonly fact: Fact | undefined;
  /** A bit for each of the language's marks, in their order. */
  readonly marks: number;
}

const kinds = new Map<Fact | undefined, LineKind[]>();

/** What a line of this fact and with these marks is. */
export function lineKind(fact: Fact | undefined, marks: number): LineKind {
  let known = kinds.get(fact);
  if (!known) {
    known = [];
    kinds.set(fact, known);
  }
  let kind = known.find((each) => each.marks === marks);
  if (!kind) {
    kind = { fact, marks };
    known.push(kind);
  }
  return kind;
}

/** The marks of a line. */
export function marksOf(text: string, marks: Marks | undefined): number {
  let found = 0;
  let bit = 1;
  for (const name in marks) {
    if (marks[name]?.(text)) found |= bit;
    bit <<= 1;
  }
  return found;
}

/** The blocks of a file with a line that has the mark. */
export function blocksMarked(analysis: Analysis, mark: string): ReadonlySet<Block> {
  return analysis.fold(markedBlocks)[orderOf(analysis.language, mark)] ?? noBlocks;
}

/** A fold over blocks with a mark that keeps those of which something is true. */
export function markedWhere(
  key: string,
  mark: string,
  test: (analysis: Analysis, block: Block) => boolean,
): Fold<Set<Block>> {
  return blocksWhere(key, (analysis, block) => isMarked(analysis, block, mark) && test(analysis, block));
}

/** Whether a line of a block has the mark. */
export function isMarked(analysis: Analysis, block: Block, mark: string): boolean {
  return (analysis.blockSummary(block).marks & bitOf(analysis.language, mark)) !== 0;
}

/** A line with a mark, counted from the first of its block. */
export interface MarkedLine {
  readonly line: number;
  readonly text: string;
}

/** The lines of a block that have the mark. */
export function linesMarked(analysis: Analysis, block: Block, mark: string): readonly MarkedLine[] {
  const lines = markedLines(analysis.language, analysis.blockSummary(block), mark);
  return lines.map((line) => ({ line, text: block.lines[line]?.text ?? '' }));
}

/** The numbers of the lines that have the mark, of a block by its summary. */
export function markedLines(language: Language, { marks, marked }: BlockSummary, mark: string): readonly number[] {
  const bit = bitOf(language, mark);
  return marks & bit ? marked.flatMap(({ line, it }) => (it & bit ? [line] : [])) : noLines;
}

const noLines: readonly number[] = [];
const noBlocks: ReadonlySet<Block> = new Set();

const markedBlocks: Fold<Set<Block>[]> = {
  key: 'marks',
  start: () => [],
  add: (sets, analysis, block) => {
    for (const at of bitsOf(analysis.blockSummary(block).marks)) {
      sets[at] ??= new Set();
      sets[at].add(block);
    }
  },
  remove: (sets, analysis, block) => {
    for (const at of bitsOf(analysis.blockSummary(block).marks)) sets[at]?.delete(block);
  },
};

function* bitsOf(marks: number): Iterable<number> {
  for (let rest = marks; rest !== 0; rest &= rest - 1) yield 31 - Math.clz32(rest & -rest);
}

function bitOf(language: Language, mark: string): number {
  return 1 << orderOf(language, mark);
}

const orders = new WeakMap<Marks, ReadonlyMap<string, number>>();

/** Which of the language's marks it is. Throws on one that the language does not have. */
function orderOf({ marks = {} }: Language, mark: string): number {
  let order = orders.get(marks);
  if (!order) {
    order = new Map(Object.keys(marks).map((name, at) => [name, at]));
    orders.set(marks, order);
  }
  const at = order.get(mark);
  if (at === undefined) throw new Error(`no such mark: ${mark}`);
  return at;
}
