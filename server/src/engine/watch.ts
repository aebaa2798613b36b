/**
 * Watches: what was found out of single blocks, kept from edit to edit, for what a fold cannot know because it depends on more
 * than the block. Whoever asks says what else it depends on; as long as that stays the same only new blocks are looked at.
 */
import type { Analysis, Block, Fold } from './analysis.ts';

interface State<T> {
  /** Blocks that nobody has looked at. */
  fresh: Set<Block>;
  readonly found: Map<Block, T>;
  /** What was found in blocks that have gone, until it is known whether others have the same. */
  readonly lost: T[];
  basis: readonly unknown[];
  edition: number;
}

export interface Watch<T> extends Fold<State<T>> {
  readonly concerns: (block: Block) => boolean;
}

/** What was found, by block, and a number that is another one whenever the findings, without their places, are others. */
export interface Watched<T> {
  readonly found: ReadonlyMap<Block, T>;
  readonly edition: number;
}

/**
 * A watch over the blocks that concern it.
 * @param key one key always means the same watch
 */
export function watchOver<T>(key: string, concerns: (block: Block) => boolean): Watch<T> {
  return {
    key,
    concerns,
    start: () => ({ fresh: new Set(), found: new Map(), lost: [], basis: [], edition: 0 }),
    add: ({ fresh }, _analysis, block) => {
      if (concerns(block)) fresh.add(block);
    },
    remove: ({ fresh, found, lost }, _analysis, block) => {
      fresh.delete(block);
      const it = found.get(block);
      if (it === undefined) return;
      found.delete(block);
      lost.push(it);
    },
  };
}

/**
 * What is found in the blocks of a file.
 * @param basis all that `look` depends on besides the block; when one of these is another one everything is looked at again
 * @param look undefined where there is nothing to be found
 */
export function watched<T>(
  analysis: Analysis,
  watch: Watch<T>,
  basis: readonly unknown[],
  look: (block: Block) => T | undefined,
): Watched<T> {
  const state = analysis.fold(watch);
  if (basis.length !== state.basis.length || basis.some((each, at) => each !== state.basis[at])) {
    state.basis = basis;
    state.fresh = new Set(analysis.blocks.filter(watch.concerns));
    state.found.clear();
    state.lost.length = 0;
    state.edition++;
  }
  let isOther = false;
  for (const block of state.fresh) {
    const it = look(block);
    if (it === undefined) continue;
    state.found.set(block, it);
    const known = state.lost.indexOf(it);
    if (known < 0) isOther = true;
    else state.lost.splice(known, 1);
  }
  if (isOther || state.lost.length > 0) state.edition++;
  state.fresh.clear();
  state.lost.length = 0;
  return state;
}
