/** The keys that exist, as the tree of folders and files that loaders see below /proc/sys. */
import { compareVersions } from '../../../engine/version.ts';
import type { Host } from '../../../host/facts.ts';
import { type SysctlFact, sysctlKeys } from '../facts/keys.ts';
import { isGone } from '../kernel.ts';
import { hasWildcard, wildcard } from './wildcard.ts';

/** What a path leads to; `not-a-folder`: something is looked for below a file. */
export type Kind = 'file' | 'folder' | 'none' | 'not-a-folder';

export interface KeyTree {
  stat(path: string): Kind;
  exists(path: string): boolean;
  /** The path without doubled slashes, `.` and `..`; undefined where it leaves the tree. */
  resolve(path: string): string | undefined;
  /** The paths that a pattern matches, in the order of their names, spelled like the pattern. */
  glob(pattern: string): readonly string[];
}

/** Characters of a path beyond which the kernel looks nothing up (`PATH_MAX`). */
export const longestPath = 4095;

interface Node {
  readonly children: Map<string, Node>;
  /** What lies below every name of an interface. */
  any?: Node;
  isKey?: boolean;
  fact?: SysctlFact;
}

/** The tree of keys that somebody has seen: paths below /proc/sys. */
export function treeOfPaths(paths: Iterable<string>): KeyTree {
  const root: Node = { children: new Map() };
  for (const path of paths) insert(root, path.split('/')).isKey = true;
  return new Tree(
    root,
    () => [],
    () => true,
  );
}

/**
 * The tree of the keys that the table knows of the host's kernel.
 * @param names interfaces and the like, besides those that every host has
 */
export function treeOfFacts(host: Host, names: Iterable<string> = []): KeyTree {
  const more = [...names];
  const kernel = host.kernel?.value;
  return new Tree(
    factRoot(),
    (parent) => [...(usualNames.find(([place]) => place.test(parent))?.[1] ?? []), ...more],
    (fact) => !isGone(fact, host) && !(kernel && fact.since && compareVersions(kernel, fact.since) < 0),
  );
}

const usualNames: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/conf$/, ['all', 'default', 'lo']],
  [/\/neigh$/, ['default', 'lo']],
];

let facts: Node | undefined;

function factRoot(): Node {
  if (!facts) {
    facts = { children: new Map() };
    for (const fact of sysctlKeys.all()) {
      if (fact.status === 'never-existed') continue;
      const elements = fact.name.split('.').map((element) => element.replaceAll('/', '.'));
      const node = insert(facts, elements);
      node.isKey = true;
      node.fact = fact;
    }
  }
  return facts;
}

function insert(root: Node, elements: readonly string[]): Node {
  let node = root;
  for (const element of elements) {
    if (element === '<name>') {
      node.any ??= { children: new Map() };
      node = node.any;
      continue;
    }
    let next = node.children.get(element);
    if (!next) {
      next = { children: new Map() };
      node.children.set(element, next);
    }
    node = next;
  }
  return node;
}

/** A place in the tree: the nodes on the way there, and their names. */
interface Place {
  readonly node: Node;
  readonly name: string;
  readonly parent?: Place;
}

const none: ReadonlySet<string> = new Set();

class Tree implements KeyTree {
  private readonly namesBelow = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly root: Node,
    private readonly names: (parent: string) => readonly string[],
    private readonly isThere: (fact: SysctlFact) => boolean,
  ) {}

  exists(path: string): boolean {
    const kind = this.stat(path);
    return kind === 'file' || kind === 'folder';
  }

  stat(path: string): Kind {
    const found = this.find(path);
    return typeof found === 'string' ? found : this.kindOf(found);
  }

  resolve(path: string): string | undefined {
    const found = this.find(path);
    return typeof found === 'string' ? undefined : pathOf(found);
  }

  glob(pattern: string): readonly string[] {
    if (pattern.length > longestPath) return [];
    // Behind a slash at the end glob(3) looks for folders, but takes files as well.
    if (pattern.endsWith('/')) {
      const mark = (path: string) => (this.stat(path) === 'folder' ? `${path}/` : path);
      return this.glob(pattern.replace(/\/+$/, '')).map(mark);
    }
    let found: { readonly place: Place; readonly path: readonly string[] }[] = [
      { place: { node: this.root, name: '' }, path: [] },
    ];
    for (const element of pattern.split('/')) {
      const test = hasWildcard(element) ? wildcard(element) : undefined;
      found = found.flatMap(({ place, path }) => {
        const names = test ? this.list(place).filter(test) : [element];
        return names.flatMap((name) => {
          const next = this.step(place, name);
          return next ? [{ place: next, path: [...path, name] }] : [];
        });
      });
    }
    return found.filter(({ place }) => this.kindOf(place) !== 'none').map(({ path }) => path.join('/'));
  }

  private find(path: string): Place | Kind {
    let place: Place = { node: this.root, name: '' };
    for (const element of path.split('/')) {
      if (this.kindOf(place) === 'file') return 'not-a-folder';
      const next = this.step(place, element);
      if (!next) return 'none';
      place = next;
    }
    return place;
  }

  private step(place: Place, element: string): Place | undefined {
    if (element === '' || element === '.') return this.kindOf(place) === 'folder' ? place : undefined;
    if (element === '..') return this.kindOf(place) === 'folder' ? place.parent : undefined;
    const node = place.node.children.get(element) ?? (this.anyNames(place).has(element) ? place.node.any : undefined);
    if (!node) return undefined;
    const next = { node, name: element, parent: place };
    return this.kindOf(next) === 'none' ? undefined : next;
  }

  private kindOf({ node, parent }: Place): Kind {
    // The table has rows for folders too.
    if (!node.isKey || node.any || node.children.size > 0) return 'folder';
    const { fact } = node;
    if (!fact) return 'file';
    const only = fact.onlyUnder !== undefined && parent?.name !== fact.onlyUnder;
    return only || !this.isThere(fact) ? 'none' : 'file';
  }

  private list(place: Place): readonly string[] {
    return [...new Set([...place.node.children.keys(), ...this.anyNames(place)])].sort();
  }

  private anyNames(place: Place): ReadonlySet<string> {
    if (!place.node.any) return none;
    const path = pathOf(place);
    let names = this.namesBelow.get(path);
    if (!names) {
      names = new Set(this.names(path));
      this.namesBelow.set(path, names);
    }
    return names;
  }
}

function pathOf(place: Place): string {
  return place.parent ? [pathOf(place.parent), place.name].filter((part) => part !== '').join('/') : '';
}
