/**
 * Threads, their groups, and the sockets that an address to listen on takes by them (`thread_detect_count` and
 * `thread_map_to_groups` in src/thread.c, `bind_complete_thread_setup` in src/listener.c).
 */
import { assumed, constant, known, type Quantity, unknown } from '../../capacity/quantity.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';

export interface Threading {
  readonly release: string;
  readonly threads: Quantity;
  /** The threads of each group; undefined where nobody knows. */
  readonly groups: readonly number[] | undefined;
  /** `tune.listener.default-shards`; undefined where only the environment knows. */
  readonly defaultShards: string | undefined;
}

/** The threads of one process where `nbthread` does not say: those of several processes (before 2.5) have one each. */
export function automaticThreads({ cpus }: Host, release: string, processes = 1): Quantity {
  if (processes > 1) return constant('threads', 1, 'threads', 'one for each process with nbproc');
  if (!cpus) return unknown('threads', 'threads', "nbthread, or the number of processors (fact 'cpus')");
  const most = compareVersions(release, severalGroups) < 0 ? largestGroup : Number.POSITIVE_INFINITY;
  const from = `one for each ${cpus.value === 1 ? 'processor' : `of ${cpus.value} processors`} (${cpus.from})`;
  return assumed('threads', Math.min(cpus.value, most), 'threads', from);
}

/** Before this release HAProxy makes one group of threads by itself, of 64 at most; from it on as many of 16 as it takes. */
const severalGroups = '3.4';
const largestGroup = 64;
const usualGroup = 16;

/** How many threads are in each group: as equal as can be, the first ones larger. */
export function groupsOf(threads: number, groups: number | undefined, release: string): readonly number[] {
  const each = compareVersions(release, severalGroups) < 0 ? largestGroup : usualGroup;
  const count = groups ?? Math.max(1, Math.ceil(threads / each));
  const least = Math.floor(threads / count);
  return Array.from({ length: count }, (_each, at) => least + (at < threads % count ? 1 : 0));
}

/** What decides how many sockets each address takes: the same for most lines of a configuration. */
export interface Sharding {
  /** The argument of `shards`; undefined where the line has none. */
  readonly shards: string | undefined;
  /** The arguments of `thread`. */
  readonly threads: readonly string[];
  /** Several sockets may share the address: those of TCP and UDP may. */
  readonly reusable: boolean;
}

/** Sockets that one address takes. */
export function socketsPerAddress(sharding: Sharding, threading: Threading): Quantity {
  const { release, threads, groups, defaultShards } = threading;
  const name = 'sockets per address';
  const plain = compareVersions(release, duplicates) < 0;
  const shards = sharding.shards ?? (plain ? 'by-process' : defaultShards);
  if (shards === undefined) return unknown(name, '', 'tune.listener.default-shards');
  if (plain && (shards === 'by-process' || shards === '1')) return one(name);
  if (!groups || threads.value === undefined) {
    const free = shards === 'by-process' || shards === '1' || shards === 'by-group';
    // Before 3.4 there is one group wherever nobody asks for more.
    if (groups === undefined && free && threads.value === undefined && compareVersions(release, severalGroups) < 0)
      return one(name);
    return unknown(name, '', threads.value === undefined ? (threads.source?.from ?? 'nbthread') : 'thread-group');
  }
  const selected = selectedThreads(sharding.threads, groups);
  if (!selected) return unknown(name, '', `thread ${sharding.threads.join(' ')}`);
  const count = plain ? shardCount(shards, selected) : listeners(sharding.reusable ? shards : '1', selected);
  const from = `shards ${shards}, ${selected.reduce((a, b) => a + b, 0)} threads`;
  if (count === 1) return one(name);
  return threads.certainty === 'assumed' ? assumed(name, count, '', from) : known(name, count, '', { from });
}

function one(name: string): Quantity {
  return known(name, 1, '', { from: 'one socket for all threads' });
}

/** From this release on a socket that several groups of threads share is doubled for each of them. */
const duplicates = '2.7';

function shardCount(shards: string, groups: readonly number[]): number {
  const threads = groups.reduce((a, b) => a + b, 0);
  const wanted =
    shards === 'by-thread'
      ? threads
      : shards === 'by-group'
        ? groups.filter((each) => each > 0).length
        : shards === 'by-process'
          ? 1
          : Number.parseInt(shards, 10);
  return Math.max(1, Math.min(wanted, threads));
}

/** Listeners of one address: one for every group that each of its shards has threads of. */
function listeners(wanted: string, groups: readonly number[]): number {
  const shards = shardCount(wanted, groups);
  const threads = groups.flatMap((count, group) => Array.from({ length: count }, () => group));
  let count = 0;
  let done = 0;
  let next = 0;
  for (let shard = 0; shard < shards; shard++) {
    const spanned = new Set<number>();
    while (done < threads.length && next < threads.length) {
      spanned.add(threads[next++] as number);
      done += shards;
    }
    done -= threads.length;
    count += Math.max(1, spanned.size);
  }
  return count;
}

/** How many threads of each group the arguments of `thread` name; all of them where there is none. */
function selectedThreads(sets: readonly string[], groups: readonly number[]): readonly number[] | undefined {
  if (sets.length === 0 || sets.includes('all')) return groups;
  const first: number[] = [];
  groups.reduce((before, count) => {
    first.push(before);
    return before + count;
  }, 0);
  const chosen = groups.map(() => new Set<number>());
  for (const part of sets.flatMap((set) => set.split(','))) {
    const found = /^(?:(\d+)\/)?(?:(all|odd|even)|(\d+)(?:-(\d+))?)$/.exec(part);
    if (!found) return undefined;
    const [, group, word, low, high = low] = found;
    const only = group === undefined ? undefined : Number(group) - 1;
    groups.forEach((count, at) => {
      if (only !== undefined && only !== at) return;
      for (let thread = 1; thread <= count; thread++) {
        const number = only === undefined ? thread + (first[at] as number) : thread;
        const odd = number % 2 === 1;
        const within = low !== undefined && number >= Number(low) && number <= Number(high);
        if (word === 'all' || (word === 'odd' && odd) || (word === 'even' && !odd) || within) chosen[at]?.add(thread);
      }
    });
  }
  const counts = chosen.map(({ size }) => size);
  return counts.some((count) => count > 0) ? counts : undefined;
}
