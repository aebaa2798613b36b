/** The tables of a language as the command line shows them. */
import type { Fact, Source } from '../../engine/facts.ts';
import type { Language } from '../../engine/language.ts';
import { standing } from '../../engine/version.ts';

/** A fact with all that is known of it as plain data. What is not known is null. */
export interface Entry {
  readonly fact: Fact;
  /**
   * @param version what the row holds for; without one, for the newest
   */
  row(version: string | undefined): Readonly<Record<string, unknown>>;
}

export interface Catalogue {
  readonly language: Language;
  /** What a fact is called: a sysctl key, a keyword of HAProxy, an item of limits.conf. */
  readonly kind: 'key' | 'keyword' | 'item';
  /** The host fact whose versions the facts are counted in, where the command line has an option for it. */
  readonly version: 'haproxy' | 'kernel' | undefined;
  entries(): Iterable<Entry>;
  /** Whether a version has the fact. */
  has(fact: Fact, version: string): boolean;
  /** What a name means that no fact has literally: `net/ipv4/ip_forward`, `hdr(host)`. */
  find(written: string): readonly Entry[];
}

export function isCurrent(fact: Fact, version: string): boolean {
  return standing(version, fact.since, fact.until) === 'current';
}

export function sourceRow(source: Source | undefined) {
  return source ? { title: source.title, url: source.url } : null;
}
