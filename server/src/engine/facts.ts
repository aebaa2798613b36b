/**
 * Facts: what a language knows by name. A sysctl key, a limits item, a HAProxy directive, option, action, sample fetch or
 * converter is one `Fact`; facts live in `FactTable`s, and the signature of a fact says which values follow its name.
 */
import type { Param } from './signature.ts';
import type { TokenType } from './values/kind.ts';

/** Where a fact was read: printed in the hover and linked. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** One named thing of a language, with the versions that know it. */
export interface Fact {
  /** Unique in its language: `net.ipv4.tcp_mem`, `directive/timeout client`, `server-option/maxconn`. */
  readonly id: string;
  /** As it is written in a file; may be several words (`timeout client`) or hold `<name>` for any one path element. */
  readonly name: string;
  /** What follows the name; undefined where the arguments are not known, which is not the same as none. */
  readonly params: readonly Param[] | undefined;
  /** Kinds of section the name may stand in; undefined where the language has no sections or any will do. */
  readonly sections?: readonly string[] | undefined;
  /** First version that has it, where known. */
  readonly since?: string | undefined;
  /** First version that lacks it again. */
  readonly until?: string | undefined;
  /** First version that calls it deprecated. */
  readonly deprecated?: string | undefined;
  /** What to write instead, ready to be written; `undefined` where nothing replaces it. */
  readonly replacedBy?: string | undefined;
  /** The default as a person reads it. */
  readonly default?: string | undefined;
  readonly unit?: string | undefined;
  /** Short remarks, one sentence each, in our own words. */
  readonly notes?: readonly string[] | undefined;
  readonly source?: Source | undefined;
}

/** Facts that may stand in one place, found by name. */
export interface FactTable {
  readonly id: string;
  /** What an entry is called in a message: `keyword`, `key`, `server option`. */
  readonly noun: string;
  /** How its names are coloured; as keywords where nothing is said. */
  readonly token?: TokenType;
  /** The fact written as `name`, whatever version knows it; undefined where none does. */
  get(name: string): Fact | undefined;
  /** Every fact, in an order fit for completion. */
  all(): Iterable<Fact>;
  /** The names a fact may be completed to where something is written, if its own name is only a pattern. */
  spellings?(fact: Fact, written: string): readonly string[];
}

/**
 * The rows of a table of facts. A build keeps tables as text, or as a function that reads it, so that only who asks for a fact
 * pays for taking them apart.
 */
export function rowsOf<Row>(table: unknown): readonly Row[] {
  const data = typeof table === 'function' ? table() : table;
  return typeof data === 'string' ? JSON.parse(data) : data;
}
