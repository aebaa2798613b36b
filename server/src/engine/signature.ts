/**
 * Signatures: a one-line notation for what follows a keyword, so that a fact stays one row.
 *
 *   <timeout:duration unit=ms>         one value of a kind, with the kind's options
 *   <mode:one-of tcp|http|log>         one word of a closed list
 *   <backend:name backend>             the name of something defined elsewhere (a reference)
 *   <name:name acl define>             a name defined here
 *   {server-option}*                   words looked up in another fact table, each with its own signature
 *   <…>?  <…>*  <…>+                   optional, any number, at least one
 *
 * An item is present when its value kind accepts the word (see `ValueKind.accepts`).
 */

/** What may stand in one place: a value kind's name and its options. */
export interface ValueSpec {
  readonly kind: string;
  /** Words after the kind that hold no `=`: the choices of `one-of`, the namespace of `name`. */
  readonly words: readonly string[];
  /** `key=value` options: `min`, `max`, `unit` … */
  readonly options: Readonly<Record<string, string>>;
}

export type Repeat = 'once' | 'optional' | 'any' | 'some';

/** One parameter of a signature: a value, or a choice from another fact table. */
export type Param =
  | { readonly name: string; readonly value: ValueSpec; readonly repeat: Repeat }
  | { readonly name: string; readonly table: string; readonly repeat: Repeat };

const repeats: Readonly<Record<string, Repeat>> = { '': 'once', '?': 'optional', '*': 'any', '+': 'some' };
const item = /\s*(?:<([^:>{}]+):\s*([^\s>][^>]*)>|\{([^{}<>]+)\})([?*+]?)/y;

/**
 * Reads a signature in the notation above. Throws on a malformed one: signatures are the project's own data, and a test
 * reads them all.
 */
export function parseSignature(text: string): readonly Param[] {
  const params: Param[] = [];
  item.lastIndex = 0;
  const end = text.trimEnd().length;
  while (item.lastIndex < end) {
    const at = item.lastIndex;
    const found = item.exec(text);
    if (!found) throw new Error(`malformed signature at column ${at + 1}: ${text}`);
    const repeat = repeats[found[4] ?? ''] ?? 'once';
    if (found[3] !== undefined) params.push({ name: found[3], table: found[3], repeat });
    else params.push({ name: found[1] as string, value: parseSpec(found[2] as string), repeat });
  }
  return params;
}

/** Reads `integer min=0 max=10` or `one-of tcp|http` into a value spec. */
export function parseSpec(text: string): ValueSpec {
  const [kind = '', ...rest] = text.trim().split(/\s+/);
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals > 0) options[word.slice(0, equals)] = word.slice(equals + 1);
    else words.push(...word.split('|').filter((choice) => choice !== ''));
  }
  return { kind, words, options };
}
