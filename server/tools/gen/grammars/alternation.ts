/**
 * A list of words as one regular expression. Hundreds of alternatives tried one after the other are slow, so the words share
 * their beginnings, as in a trie: `tcp|tcpka|tcplog` becomes `tcp(?:ka|log)?`.
 */

interface Node {
  end: boolean;
  readonly next: Map<string, Node>;
}

/**
 * An expression that matches any of `words`, the longest first. `piece` turns a character of a word into an expression; by
 * default the character is matched as it is. Never matches where `words` is empty.
 */
export function alternation(words: Iterable<string>, piece: (character: string) => string = literal): string {
  const root: Node = { end: false, next: new Map() };
  for (const word of [...new Set(words)].sort()) {
    let node = root;
    for (const character of word) {
      const known = node.next.get(character) ?? { end: false, next: new Map<string, Node>() };
      node.next.set(character, known);
      node = known;
    }
    node.end = true;
  }
  return root.next.size === 0 ? '(?!)' : expression(root, piece);
}

function literal(character: string): string {
  return /[\w/,:@ -]/.test(character) ? character : `\\${character}`;
}

function expression(node: Node, piece: (character: string) => string): string {
  const branches = [...node.next].map(([character, rest]) => piece(character) + expression(rest, piece));
  if (branches.length === 0) return '';
  if (branches.length === 1 && !node.end) return branches[0] as string;
  return `(?:${branches.join('|')})${node.end ? '?' : ''}`;
}
