/** Statements: one line of a configuration, read and joined with the facts. */
import type { Fact } from './facts.ts';
import type { Slot } from './slots.ts';
import type { Problem, Word } from './syntax.ts';
import { isDefinition, namespaceOf } from './values/common.ts';

/**
 * What the reading of a line depends on besides its own text: the section around it. Two contexts with the same `key` read
 * every line the same way.
 */
export interface BlockContext {
  readonly key: string;
  /** Kind of section, empty where there is none. */
  readonly kind: string;
  readonly name: string;
  /** The program splits the line into words and then skips it. */
  readonly masked?: true;
}

/** A value that a line gives to a key, for effective values over files. */
export interface Setting {
  /** The key in its one canonical spelling. */
  readonly key: string;
  readonly value: string;
  /** The value's fields. */
  readonly fields: readonly string[];
  /** Where the value stands. */
  readonly start: number;
  readonly end: number;
  /** The value holds a placeholder: the line sets the key, but nobody can tell to what. */
  readonly uncertain: boolean;
}

export interface Statement {
  readonly text: string;
  readonly words: readonly Word[];
  /** Column of the comment mark, or -1. */
  readonly comment: number;
  readonly context: BlockContext;
  /** What the line is about; undefined where it is about nothing known. */
  readonly fact?: Fact | undefined;
  readonly slots: readonly Slot[];
  readonly problems: readonly Problem[];
  readonly setting?: Setting | undefined;
}

/** A name that a line defines or refers to. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly defines: boolean;
  readonly start: number;
  readonly end: number;
  /** Only a template engine, the environment or a running process knows the name. */
  readonly uncertain: boolean;
}

/** What a name is, without its place: the same for all names of one sort. */
export type Sort = Pick<Named, 'namespace' | 'defines' | 'uncertain'>;

/** The four sorts of each namespace. */
const sorts = new Map<string, readonly Sort[]>();

export function sortOf({ namespace, defines, uncertain }: Sort): Sort {
  let known = sorts.get(namespace);
  if (!known) {
    known = [false, true].flatMap((first) =>
      [false, true].map((second) => ({ namespace, defines: first, uncertain: second })),
    );
    sorts.set(namespace, known);
  }
  return known[(defines ? 2 : 0) + (uncertain ? 1 : 0)] as Sort;
}

/** A name as it is remembered: there are as many as lines, so what many have in common is kept once. */
export class Name implements Named {
  constructor(
    readonly sort: Sort,
    readonly name: string,
    readonly start: number,
    readonly end: number,
  ) {}

  get namespace(): string {
    return this.sort.namespace;
  }

  get defines(): boolean {
    return this.sort.defines;
  }

  get uncertain(): boolean {
    return this.sort.uncertain;
  }
}

const noNames: readonly Named[] = [];

/** The names in a statement's slots, sub-grammars included. */
export function namesOf(slots: readonly Slot[]): readonly Named[] {
  return collect(slots, undefined) ?? noNames;
}

/** Most lines hold no name, so the list is made when the first one is found. */
function collect(slots: readonly Slot[], into: Named[] | undefined): Named[] | undefined {
  let names = into;
  for (const { role, spec, text, start, end, uncertain, nested } of slots) {
    const namespace = role === 'value' && spec ? namespaceOf(spec) : undefined;
    if (spec && namespace !== undefined) {
      names ??= [];
      names.push(
        new Name(sortOf({ namespace, defines: isDefinition(spec), uncertain: uncertain === true }), text, start, end),
      );
    }
    if (nested) names = collect(nested, names);
  }
  return names;
}
