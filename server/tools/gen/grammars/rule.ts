/**
 * TextMate grammars as data. The grammars are authored here in TypeScript, where patterns can be composed and keyword lists
 * spliced in, and are written to `syntaxes/` as JSON, which is what editors read.
 */

/** What a captured group gets: a scope, patterns of its own, or both. */
export interface Capture {
  readonly name?: string;
  readonly patterns?: readonly Rule[];
}

export type Captures = Readonly<Record<string, Capture>>;

/** One rule of a grammar; regular expressions are Oniguruma's. */
export type Rule =
  | { readonly include: string }
  | { readonly patterns: readonly Rule[] }
  | { readonly match: string; readonly name?: string; readonly captures?: Captures }
  | {
      readonly begin: string;
      readonly end: string;
      readonly name?: string;
      readonly contentName?: string;
      readonly beginCaptures?: Captures;
      readonly endCaptures?: Captures;
      readonly patterns?: readonly Rule[];
    };

export interface Grammar {
  readonly name: string;
  readonly scopeName: string;
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

export const include = (...names: readonly string[]): readonly Rule[] => names.map((name) => ({ include: `#${name}` }));

/** Captures that only name groups, which is nearly all of them. */
export function scopes(names: Readonly<Record<number, string>>): Captures {
  return Object.fromEntries(Object.entries(names).map(([group, name]) => [group, { name }]));
}

/**
 * A comment to the end of the line that starts with `start`; the directives Headroom reads out of comments
 * (`headroom: ignore …`) stand out in it.
 */
export function lineComment(language: string, kind: 'number-sign' | 'semicolon', start: string): Rule {
  return {
    name: `comment.line.${kind}.${language}`,
    begin: start,
    end: '$',
    beginCaptures: scopes({ 0: `punctuation.definition.comment.${language}` }),
    patterns: [
      {
        match: '\\G[ \\t]*(headroom:)[ \\t]*(ignore-file|ignore|host)(?![\\w-])',
        captures: scopes({
          1: `storage.type.annotation.${language}`,
          2: `keyword.other.annotation.${language}`,
        }),
      },
    ],
  };
}
