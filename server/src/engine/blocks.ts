/** How a text falls into blocks, and what an edit leaves of them. */
import { type Host, withFacts } from '../host/facts.ts';
import { mayHoldDirective, readDirective } from './directives.ts';
import type { Language } from './language.ts';
import type { BlockContext } from './statement.ts';
import type { Line, Text } from './text.ts';

const noLines: ReadonlySet<number> = new Set();

/** A header with the lines that follow it. */
export class TextBlock {
  /** Host facts that directives in the block give. */
  readonly host: Host | undefined;
  /** Some line of the block is the preprocessor's. */
  readonly steers: boolean = false;

  constructor(
    readonly context: BlockContext,
    readonly lines: readonly Line[],
    /** Whether the first line is the header; only lines before any header have none. */
    readonly headed: boolean,
    language: Language,
    /** The lines, counted from the first, that a preprocessor keeps the program from reading. */
    readonly masked: ReadonlySet<number> = noLines,
  ) {
    const { preprocessor } = language;
    for (const line of lines) {
      if (preprocessor?.steers(line.text)) this.steers = true;
      if (!mayHoldDirective(line.text)) continue;
      const directive = readDirective(line.text, language.read(line.text));
      if (directive?.kind === 'host') this.host = withFacts(this.host ?? {}, directive.host);
    }
  }
}

type BlockClass<B> = new (
  context: BlockContext,
  lines: readonly Line[],
  headed: boolean,
  language: Language,
  masked: ReadonlySet<number>,
) => B;

/** A text that is split into blocks. */
interface Split<B> {
  readonly language: Language;
  readonly text: Text;
  readonly blocks: readonly B[];
  readonly starts: readonly number[];
}

/** Blocks after an edit, and which of them are new. */
interface Renewed<B> {
  readonly blocks: readonly B[];
  readonly change: Change<B>;
}

/** The blocks that an edit replaced, and those that stand in their place. */
export interface Change<B> {
  readonly removed: readonly B[];
  readonly added: readonly B[];
}

/** Splits lines into blocks: at every line that opens one and is not masked. */
export function blocksOf<B extends TextBlock>(
  Kind: BlockClass<B>,
  language: Language,
  lines: readonly Line[],
  masked: ReadonlySet<number> = noLines,
): B[] {
  const opens = (line: number) => language.opensBlock((lines[line] as Line).text) && !masked.has(line);
  const blocks: B[] = [];
  let from = 0;
  for (let line = 1; line <= lines.length; line++) {
    if (line < lines.length && !opens(line)) continue;
    const headed = opens(from);
    const context = language.blockContext(headed ? (lines[from] as Line).text : undefined);
    blocks.push(new Kind(context, lines.slice(from, line), headed, language, maskedIn(masked, from, line)));
    from = line;
  }
  return blocks;
}

/** The masked lines of a range, counted from its first. */
function maskedIn(masked: ReadonlySet<number>, from: number, to: number): ReadonlySet<number> {
  if (masked.size === 0) return noLines;
  const inside = new Set<number>();
  for (let line = from; line < to; line++) if (masked.has(line)) inside.add(line - from);
  return inside.size > 0 ? inside : noLines;
}

/** Blocks made anew, with those before and behind the first and the last that differ from the old ones taken over. */
export function takenOver<B extends TextBlock>(old: readonly B[], made: readonly B[]): Renewed<B> {
  const shared = Math.min(old.length, made.length);
  let head = 0;
  while (head < shared && isSame(old[head] as B, made[head] as B)) head++;
  let tail = 0;
  while (tail < shared - head && isSame(old[old.length - 1 - tail] as B, made[made.length - 1 - tail] as B)) tail++;
  const removed = old.slice(head, old.length - tail);
  const added = made.slice(head, made.length - tail);
  return { blocks: [...old.slice(0, head), ...added, ...old.slice(old.length - tail)], change: { removed, added } };
}

/** Whether two blocks are made of the same lines, read the same way. */
function isSame(a: TextBlock, b: TextBlock): boolean {
  if (a.lines.length !== b.lines.length || a.masked.size !== b.masked.size || a.headed !== b.headed) return false;
  for (const line of a.masked) if (!b.masked.has(line)) return false;
  return a.lines.every((line, index) => line === b.lines[index]);
}

/** The blocks of an edited text: those wholly before or behind the edited lines are taken over. */
export function blocksAfter<B extends TextBlock>(Kind: BlockClass<B>, previous: Split<B>, text: Text): Renewed<B> {
  const { language, blocks, starts } = previous;
  const { lines } = text;
  const { head, tail } = previous.text.sharedWith(text);
  const last = blocks[blocks.length - 1];
  const length = (starts[starts.length - 1] ?? 0) + (last?.lines.length ?? 0);
  if (head === length && length === lines.length) return { blocks, change: { removed: [], added: [] } };

  // A block is whole before the edit only if the header that ends it is untouched too.
  let kept = 0;
  while (kept + 1 < blocks.length && (starts[kept + 1] as number) < head) kept++;
  const from = starts[kept] as number;
  let resumed = blocks.length;
  while (resumed - 1 > kept && (starts[resumed - 1] as number) >= length - tail) resumed--;
  const to = resumed < blocks.length ? lines.length - (length - (starts[resumed] as number)) : lines.length;
  const added = blocksOf(Kind, language, lines.slice(from, to));
  const removed = blocks.slice(kept, resumed);
  return { blocks: [...blocks.slice(0, kept), ...added, ...blocks.slice(resumed)], change: { removed, added } };
}
