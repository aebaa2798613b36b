/**
 * A value kind knows one sort of value: it checks, completes and describes it, says how it is coloured and, where it has a
 * grammar of its own, takes it apart into nested slots. One kind is one file.
 */
import type { Host } from '../../host/facts.ts';
import type { WordClass } from '../shapes.ts';
import type { ValueSpec } from '../signature.ts';
import type { JoinContext, Joined } from '../slots.ts';
import type { Word } from '../syntax.ts';

/** What is wrong with a value; the place is the word's. */
export interface ValueProblem {
  readonly code: string;
  readonly detail?: string;
  readonly suggestion?: string;
  readonly candidates?: () => Iterable<string>;
}

/** Something that may be written in a place. */
export interface Suggestion {
  readonly text: string;
  readonly detail?: string;
}

/** Semantic token types: the protocol's own names, so that every theme colours them. */
export type TokenType =
  | 'keyword'
  | 'property'
  | 'variable'
  | 'function'
  | 'string'
  | 'number'
  | 'enumMember'
  | 'operator'
  | 'namespace'
  | 'regexp'
  | 'class';

/** What a value's meaning may depend on besides its text. */
export interface Surroundings {
  readonly host: Host;
  /** The value in force for a key that files of a language on the same host set; undefined where none does for certain. */
  inForce(language: string, key: string): string | undefined;
}

export interface ValueKind {
  readonly name: string;
  readonly token: TokenType;
  /** `rest`: takes every word to the end of the line. */
  readonly extent?: 'rest';
  /** Whether a word is of this kind; left out where any word may be. */
  accepts?(text: string, spec: ValueSpec): boolean;
  /** What is wrong with the value for this host, in this section, behind this directive. */
  check?(text: string, spec: ValueSpec, context: JoinContext): readonly ValueProblem[];
  complete?(spec: ValueSpec): readonly Suggestion[];
  /** The namespace of what the value names, so that the names defined there may stand in its place. */
  namespace?(spec: ValueSpec): string | undefined;
  /** The value for a person: `65536` pages become `256 MiB`; undefined where the text says it all. */
  describe?(text: string, spec: ValueSpec, around?: Surroundings): string | undefined;
  /** What belongs here, in a few words: `integer from 0 to 200`. */
  expects(spec: ValueSpec): string;
  /**
   * Whether nothing that is said of a line depends on which word of a class stands here: neither this kind nor any rule about a
   * single line tells one from another. Left out where that is not so.
   * @param length how long the words are
   */
  alike?(words: WordClass, spec: ValueSpec, length: number): boolean;
  /** Takes the value apart into nested slots. */
  nested?(words: readonly Word[], spec: ValueSpec, context: JoinContext, into: Joined): void;
}

export type ValueKinds = Readonly<Record<string, ValueKind>>;

/** A record of kinds by name. */
export function valueKinds(...kinds: readonly ValueKind[]): ValueKinds {
  return Object.fromEntries(kinds.map((kind) => [kind.name, kind]));
}
