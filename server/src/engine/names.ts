/** The name graph: who defines a name and who refers to it, per block and per file. */
import type { Analysis, At, Block, Fold } from './analysis.ts';
import type { FileView } from './file-view.ts';
import type { Named } from './statement.ts';

/** Definitions and references of one namespace in one place, lines counted from the place's first. */
export interface Names {
  readonly definitions: ReadonlyMap<string, readonly At<Named>[]>;
  readonly references: readonly At<Named>[];
}

interface Recent {
  summary: unknown;
  readonly notes: Map<string, unknown>;
}

/**
 * Something about the lines of one block, remembered only until another block is asked about: what rules ask for one after
 * another, of every block, and what would take more room than the text if it were kept.
 */
export function recentNote<T>(analysis: Analysis, block: Block, key: string, compute: () => T): T {
  const recent = noted<Recent>(analysis.notes, 'recent block', () => ({ summary: undefined, notes: new Map() }));
  const summary = analysis.blockSummary(block);
  if (recent.summary !== summary) {
    recent.summary = summary;
    recent.notes.clear();
  }
  return noted(recent.notes, key, compute);
}

const noNames: Names = { definitions: new Map(), references: [] };

/** The names of a namespace in a block. */
export function blockNames(analysis: Analysis, block: Block, namespace: string): Names {
  if (!analysis.blockSummary(block).namespaces.has(namespace)) return noNames;
  return recentNote(analysis, block, `names/${namespace}`, () => {
    const definitions = new Map<string, At<Named>[]>();
    const references: At<Named>[] = [];
    analysis.eachName(block, (it, line) => {
      if (it.namespace !== namespace) return;
      if (it.defines) append(definitions, it.name, { line, it });
      else references.push({ line, it });
    });
    return { definitions, references };
  });
}

/** The names that may be referred to on a line: those of its block, or where names count everywhere those of all loaded files. */
export function* definedNames(view: FileView, line: number, namespace: string): Iterable<string> {
  const { analysis } = view;
  if (analysis.language.localNamespaces.has(namespace)) {
    yield* blockNames(analysis, analysis.blocks[analysis.blockAt(line)] as Block, namespace).definitions.keys();
    return;
  }
  yield* sharedNames(view, namespace);
}

/** Every name of some namespaces, whose names count everywhere, that the loaded files define. */
export function* sharedNames({ loaded }: FileView, ...namespaces: readonly string[]): Iterable<string> {
  for (const each of loaded) for (const namespace of namespaces) yield* nameIndex(each, namespace).defined.keys();
}

/** How often each name of a namespace is defined and referred to in a file, and where. */
export class NameIndex {
  readonly defined = new Map<string, Block[]>();
  readonly referred = new Map<string, Block[]>();
  /** Names that somebody refers to and nobody defines. */
  readonly dangling = new Set<string>();
  /** Names that are defined more than once. */
  readonly repeated = new Set<string>();
  /** Names that somebody defines and nobody refers to. */
  readonly idle = new Set<string>();
  /** Names that were taken out and may be put in again by the same edit. */
  private readonly lost = new Set<string>();
  private changes = 0;

  /** A number that is another one whenever a name came or went. */
  get edition(): number {
    if (this.lost.size > 0) this.changes++;
    this.lost.clear();
    return this.changes;
  }

  add(name: string, block: Block, defines: boolean): void {
    if (defines && !this.defined.has(name) && !this.lost.delete(name)) this.changes++;
    append(defines ? this.defined : this.referred, name, block);
    this.judge(name);
  }

  remove(name: string, block: Block, defines: boolean): void {
    const map = defines ? this.defined : this.referred;
    const blocks = map.get(name) ?? [];
    blocks.splice(blocks.indexOf(block), 1);
    if (blocks.length === 0 && map.delete(name) && defines) this.lost.add(name);
    this.judge(name);
  }

  private judge(name: string): void {
    const defined = this.defined.get(name)?.length ?? 0;
    setMember(this.dangling, name, defined === 0 && this.referred.has(name));
    setMember(this.repeated, name, defined > 1);
    setMember(this.idle, name, defined > 0 && !this.referred.has(name));
  }
}

const noIndex = new NameIndex();

/** The indexes of all namespaces whose names count in the whole file. */
const indexes: Fold<Map<string, NameIndex>> = {
  key: 'names',
  start: () => new Map(),
  add(byNamespace, analysis, block) {
    eachSharedName(analysis, block, ({ namespace, name, defines }) => {
      let index = byNamespace.get(namespace);
      if (!index) {
        index = new NameIndex();
        byNamespace.set(namespace, index);
      }
      index.add(name, block, defines);
    });
  },
  remove(byNamespace, analysis, block) {
    eachSharedName(analysis, block, ({ namespace, name, defines }) => {
      byNamespace.get(namespace)?.remove(name, block, defines);
    });
  },
};

/** The names of a block that count beyond it. */
function eachSharedName(analysis: Analysis, block: Block, each: (named: Named) => void): void {
  const { localNamespaces } = analysis.language;
  analysis.eachName(block, (named) => {
    if (!localNamespaces.has(named.namespace)) each(named);
  });
}

/** The index of a namespace whose names count in the whole file; kept up to date from edit to edit. */
export function nameIndex(analysis: Analysis, namespace: string): NameIndex {
  return analysis.fold(indexes).get(namespace) ?? noIndex;
}

/** The first block of a file that defines a name; the index has them in the order in which edits brought them. */
export function firstDefining(analysis: Analysis, namespace: string, name: string): Block | undefined {
  return placed(analysis, nameIndex(analysis, namespace).defined.get(name) ?? [])[0]?.block;
}

/** Whether some name that counts in the whole file is referred to and not defined in it. */
export function lacksNames(analysis: Analysis): boolean {
  for (const { dangling } of analysis.fold(indexes).values()) if (dangling.size > 0) return true;
  return false;
}

interface NamesMemo {
  readonly editions: string;
  readonly notes: Map<string, unknown>;
}

const memos = new WeakMap<object, NamesMemo>();

/** A memory for what the names that all loaded files define lead to: emptied when one of them comes or goes. */
export function namesMemo(view: FileView): Map<string, unknown> {
  return noted(view.notes, 'names memo', () => memoOf(view));
}

function memoOf({ analysis, loaded }: FileView): Map<string, unknown> {
  const state = analysis.fold(indexes);
  const editions = loaded.map(editionOf).join(' ');
  let memo = memos.get(state);
  if (memo?.editions !== editions) {
    memo = { editions, notes: new Map() };
    memos.set(state, memo);
  }
  return memo.notes;
}

function editionOf(analysis: Analysis): string {
  return Array.from(analysis.fold(indexes), ([namespace, { edition }]) => `${namespace} ${edition}`).join();
}

/**
 * A fold that keeps the blocks of which something is true.
 * @param test looks at the block alone
 */
export function blocksWhere(key: string, test: (analysis: Analysis, block: Block) => boolean): Fold<Set<Block>> {
  return {
    key,
    start: () => new Set(),
    add: (blocks, analysis, block) => {
      if (test(analysis, block)) blocks.add(block);
    },
    remove: (blocks, _analysis, block) => {
      blocks.delete(block);
    },
  };
}

const templated = blocksWhere('templated', (analysis, block) => analysis.blockSummary(block).placeholder);

/** Whether a template makes some line of the file, so that names may exist that nobody sees. */
export function isTemplated(analysis: Analysis): boolean {
  return analysis.fold(templated).size > 0;
}

/** Blocks of a file with the line each starts at, in the order of the file. */
export function placed(
  analysis: Analysis,
  blocks: Iterable<Block>,
): readonly { readonly block: Block; readonly first: number }[] {
  const indexes = Array.from(blocks, (block) => analysis.indexOf(block)).sort((a, b) => a - b);
  return indexes.map((index) => ({ block: analysis.blocks[index] as Block, first: analysis.starts[index] as number }));
}

/**
 * Something about the lines of one block and nothing else, worked out once per block. An empty list is not kept: nearly all
 * blocks hold nothing of interest, and whoever asks through a fold never asks those again.
 */
export function blockNote<T>(analysis: Analysis, block: Block, key: string, compute: () => T): T {
  const summary = analysis.blockSummary(block);
  for (let note = summary.notes; note; note = note.next) if (note.key === key) return note.value as T;
  const value = compute();
  if (!Array.isArray(value) || value.length > 0) summary.notes = { key, value, next: summary.notes };
  return value;
}

/** The value noted under a key, worked out the first time. */
export function noted<T>(notes: Map<string, T> | Map<string, unknown>, key: string, compute: () => T): T {
  if (notes.has(key)) return notes.get(key) as T;
  const value = compute();
  notes.set(key, value);
  return value;
}

/** Short lists, of which there are thousands, are made anew: one that grows takes room for sixteen more. */
function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (list.length < 4) map.set(key, [...list, value]);
  else list.push(value);
}

function setMember<T>(set: Set<T>, value: T, member: boolean): void {
  if (member) set.add(value);
  else set.delete(value);
}
