/**
 * Analyses: a text with everything that was found out about it. An analysis is immutable; the next one, after an edit, takes
 * over every block whose lines are the same objects. Work is done on demand and can be done in slices (`prepare`), so that a
 * large file never blocks whoever asks.
 */
import { type Host, sameHost, withFacts } from '../host/facts.ts';
import { blocksAfter, blocksOf, type Change, TextBlock, takenOver } from './blocks.ts';
import type { Directive } from './directives.ts';
import type { Fact } from './facts.ts';
import type { Language, LoadGroup } from './language.ts';
import { fitted, type Lack, type LineSummary, type RuleReport, summarise } from './line-summary.ts';
import type { RuleSet } from './rules.ts';
import { Shapes } from './shapes.ts';
import type { BlockContext, Named, Setting, Statement } from './statement.ts';
import type { Line, Text } from './text.ts';

/** A thing of a block with its line, counted from the block's first. */
export interface At<T> {
  readonly line: number;
  readonly it: T;
}

/** What the lines of a block come to. */
export interface BlockSummary {
  /** What each line is about, so that whoever looks for a few lines need not read them all. */
  readonly facts: readonly (Fact | undefined)[];
  /** The namespaces of the names in the block. */
  readonly namespaces: ReadonlySet<string>;
  /** The marks of all lines together, and those of each line that has any (`marks.ts`). */
  readonly marks: number;
  readonly marked: readonly At<number>[];
  readonly reports: readonly At<RuleReport>[];
  readonly settings: readonly At<Setting>[];
  readonly directives: readonly At<Directive>[];
  readonly lacks: readonly At<Lack>[];
  /** Some line is made by a template: names may be defined that nobody sees. */
  readonly placeholder: boolean;
  /** What rules remember of this block (`blockNote`). */
  notes: Note | undefined;
}

/** One of a few things that are remembered of a block: a chain of two takes a fifth of the room of a map. */
export interface Note {
  readonly key: string;
  readonly value: unknown;
  readonly next: Note | undefined;
}

/**
 * A summary over all blocks of a file that is kept up to date block by block: an edit takes the blocks it replaced out and puts
 * the new ones in. One key always means the same fold.
 */
export interface Fold<State> {
  readonly key: string;
  start(): State;
  add(state: State, analysis: Analysis, block: Block): void;
  remove(state: State, analysis: Analysis, block: Block): void;
}

/** A fold's state and the edits that it has not taken in yet. */
interface Folded {
  readonly state: unknown;
  readonly pending: Change<Block>[];
}

/** Edits that a fold may be behind before it is given up; it starts anew when somebody asks. */
const longestPending = 32;

/** What an analysis is made with: the host before the file's own directives, and the rules that may speak. */
export interface Environment {
  readonly host: Host;
  readonly rules: RuleSet;
  /** What is loaded with the file, where the program is told what to load. */
  readonly group?: LoadGroup | undefined;
}

/** The context of every line that the program skips, whatever block it stands in. */
const skipped: BlockContext = { key: '\0masked', kind: '', name: '', masked: true };

/** A block with what its lines come to. */
export class Block extends TextBlock {
  summary: BlockSummary | undefined;
  summaryFor: Reading | undefined;
  /** Where the block stands in the analysis made last; blocks are shared, so another one must not trust it. */
  index = 0;
}

/** One way of reading lines: the same language, rules and host facts. What lines remember is tied to it. */
class Reading {
  private readonly keys = new Map<string, Recent>();

  constructor(
    readonly language: Language,
    readonly environment: Environment,
    readonly host: Host,
  ) {}

  key(context: BlockContext): Recent {
    let key = this.keys.get(context.key);
    if (!key) {
      key = new Recent(this.language);
      this.keys.set(context.key, key);
    }
    return key;
  }

  /** Gives up what was only of use while many lines were read. */
  forget(): void {
    for (const recent of this.keys.values()) recent.forget();
  }
}

/** Texts that are remembered at one time, and the longest of them. */
const mostRecent = 4096;
const longestRecent = 120;

/** What was found out of the lines read last: many lines of a large file are the same, or as good as. */
class Recent {
  private readonly texts = new Map<string, LineSummary>();
  private readonly shapes: Shapes | undefined;

  constructor({ shapes, kinds }: Language) {
    this.shapes = shapes && new Shapes(kinds);
  }

  find(text: string): LineSummary | undefined {
    return this.shapes?.find(text) ?? this.texts.get(text);
  }

  keep(text: string, statement: Statement, summary: LineSummary): void {
    if (this.shapes?.learn(text, statement, summary)) return;
    if (this.texts.size >= mostRecent) this.texts.clear();
    if (text.length <= longestRecent) this.texts.set(text, summary);
  }

  forget(): void {
    this.texts.clear();
    this.shapes?.forget();
  }
}

export class Analysis {
  /** Line number of each block's first line. */
  readonly starts: readonly number[];
  readonly blocks: readonly Block[];
  /** The host facts in force: the environment's, and over them those of directives in the file. */
  readonly host: Host;
  private readonly reading: Reading;
  private prepared = 0;
  private folds = new Map<string, Folded>();
  /** What features and rules remember of this analysis. */
  readonly notes = new Map<string, unknown>();

  constructor(
    readonly path: string,
    readonly language: Language,
    readonly text: Text,
    readonly environment: Environment,
    previous?: Analysis,
  ) {
    const before = previous?.language === language ? previous : undefined;
    let reused = before && blocksAfter(Block, before, text);
    let blocks = reused?.blocks ?? blocksOf(Block, language, text.lines);
    let host = environment.host;
    for (const block of blocks) host = withFacts(host, block.host);
    const masked = blocks.some((block) => block.steers) ? language.preprocessor?.masked(text.lines, host) : undefined;
    if (masked?.size || blocks.some((block) => block.masked.size > 0)) {
      blocks = blocksOf(Block, language, text.lines, masked);
      reused = before && takenOver(before.blocks, blocks);
      blocks = reused?.blocks ?? blocks;
    }
    this.blocks = blocks;
    const starts = new Array<number>(blocks.length);
    let line = 0;
    for (let index = 0; index < blocks.length; index++) {
      const block = blocks[index] as Block;
      starts[index] = line;
      block.index = index;
      line += block.lines.length;
    }
    this.starts = starts;
    const same =
      previous?.language === language && previous.environment === environment && sameHost(previous.host, host);
    this.reading = same ? previous.reading : new Reading(language, environment, host);
    this.host = this.reading.host;
    if (same && reused) this.folds = previous.handOver(reused.change);
  }

  /** The analysis of a changed text, with all that still holds taken over. */
  next(text: Text, environment = this.environment): Analysis {
    return text === this.text && environment === this.environment
      ? this
      : new Analysis(this.path, this.language, text, environment, this);
  }

  /** The index of the block a line is in. */
  blockAt(line: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The index of a block; -1 for one that is not of this analysis. */
  indexOf(block: Block): number {
    return this.blocks[block.index] === block ? block.index : this.blocks.indexOf(block);
  }

  /** The statement on a line, read anew: cheap enough to ask for, too large to keep. */
  statement(line: number): Statement {
    const block = this.blocks[this.blockAt(line)] as Block;
    return this.language.statement(this.text.line(line).text, block.context, this.host);
  }

  /**
   * Does outstanding work until `pause` says to stop.
   * @returns whether everything is done
   */
  prepare(pause: () => boolean): boolean {
    for (; this.prepared < this.blocks.length; this.prepared++) {
      const block = this.blocks[this.prepared] as Block;
      if (block.summaryFor === this.reading) continue;
      const key = this.reading.key(block.context);
      for (let line = 0; line < block.lines.length; line++) {
        // Lines of the block that are masked have a key of their own and are few.
        if ((block.lines[line] as Line).memoKey === key) continue;
        if (pause()) return false;
        this.summaryIn(block, line, key);
      }
      this.blockSummary(block);
    }
    this.reading.forget();
    return true;
  }

  /** Whether everything is done that findings need. */
  get ready(): boolean {
    return this.prepared >= this.blocks.length;
  }

  /** The state of a fold, with every block of this analysis in it. It is for reading only, and only until the next edit. */
  fold<State>(fold: Fold<State>): State {
    let folded = this.folds.get(fold.key);
    if (!folded) {
      folded = { state: fold.start(), pending: [{ removed: [], added: this.blocks }] };
      this.folds.set(fold.key, folded);
    }
    const state = folded.state as State;
    for (const { removed, added } of folded.pending) {
      for (const block of removed) fold.remove(state, this, block);
      for (const block of added) fold.add(state, this, block);
    }
    folded.pending.length = 0;
    return state;
  }

  /** Gives the folds to the analysis that comes after this one; if this one is asked again it starts anew. */
  private handOver(change: Change<Block>): Map<string, Folded> {
    const folds = this.folds;
    this.folds = new Map();
    if (change.removed.length === 0 && change.added.length === 0) return folds;
    for (const [key, { pending }] of folds) {
      // A fold that nobody asks for any more would keep every block that ever was.
      if (pending.length < longestPending) pending.push(change);
      else folds.delete(key);
    }
    return folds;
  }

  blockSummary(block: Block): BlockSummary {
    if (block.summary && block.summaryFor === this.reading) return block.summary;
    const key = this.reading.key(block.context);
    const facts = new Array<Fact | undefined>(block.lines.length);
    // Most blocks have none of these.
    let reports: At<RuleReport>[] | undefined;
    let settings: At<Setting>[] | undefined;
    let directives: At<Directive>[] | undefined;
    let lacks: At<Lack>[] | undefined;
    let marked: At<number>[] | undefined;
    let allMarks = 0;
    let placeholder = false;
    let namespaces = noNamespaces;
    for (let line = 0; line < block.lines.length; line++) {
      const summary = this.summaryIn(block, line, key);
      const { fact, marks } = summary.kind;
      facts[line] = fact;
      if (marks !== 0) {
        allMarks |= marks;
        marked = withOne(marked, { line, it: marks });
      }
      const { names } = summary;
      if (Array.isArray(names)) for (const { namespace } of names) namespaces = withNamespace(namespaces, namespace);
      else if (names) namespaces = withNamespace(namespaces, (names as Named).namespace);
      const { news } = summary;
      if (!news) continue;
      for (const it of news.reports) reports = withOne(reports, { line, it });
      if (news.setting) settings = withOne(settings, { line, it: news.setting });
      if (news.directive) directives = withOne(directives, { line, it: news.directive });
      if (news.lack) lacks = withOne(lacks, { line, it: news.lack });
      placeholder ||= news.placeholder;
    }
    block.summary = {
      facts,
      namespaces,
      marks: allMarks,
      marked: fitted(marked),
      reports: fitted(reports),
      settings: fitted(settings),
      directives: fitted(directives),
      lacks: fitted(lacks),
      placeholder,
      notes: undefined,
    };
    block.summaryFor = this.reading;
    return block.summary;
  }

  /** Calls back for every name in a block, with its line counted from the block's first. */
  eachName(block: Block, each: (named: Named, line: number) => void): void {
    const key = this.reading.key(block.context);
    for (let line = 0; line < block.lines.length; line++) {
      const { names } = this.summaryIn(block, line, key);
      if (Array.isArray(names)) for (const named of names) each(named, line);
      else if (names) each(names as Named, line);
    }
  }

  private summaryIn(block: Block, line: number, key: Recent): LineSummary {
    const text = block.lines[line] as Line;
    if (block.masked.size === 0 || !block.masked.has(line)) return this.summaryOf(text, block.context, key);
    return this.summaryOf(text, skipped, this.reading.key(skipped));
  }

  private summaryOf(line: Line, context: BlockContext, key: Recent): LineSummary {
    if (line.memoKey === key) return line.memo as LineSummary;
    const { text } = line;
    let summary = key.find(text);
    if (!summary) {
      const statement = this.language.statement(text, context, this.host);
      summary = summarise(statement, this.environment.rules, this.host, this.language.marks);
      key.keep(text, statement, summary);
    }
    line.memoKey = key;
    line.memo = summary;
    return summary;
  }
}

function withOne<T>(list: T[] | undefined, item: T): T[] {
  if (!list) return [item];
  list.push(item);
  return list;
}

const noNamespaces: ReadonlySet<string> = new Set();

/** Sets of namespaces by what was added to which: there are few of them, and one for each block would be many. */
const larger = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();

function withNamespace(set: ReadonlySet<string>, namespace: string): ReadonlySet<string> {
  if (set.has(namespace)) return set;
  let next = larger.get(set);
  if (!next) {
    next = new Map();
    larger.set(set, next);
  }
  let found = next.get(namespace);
  if (!found) {
    found = new Set([...set, namespace]);
    next.set(namespace, found);
  }
  return found;
}
