/** Nearest names: what a person may have meant. */
import { distance } from 'fastest-levenshtein';

/** No name is half as long, and comparing two words takes the product of their lengths. */
const longestWord = 200;

/**
 * The candidates nearest to a word that is not among them, best first, at most `most`. Names whose letters differ in more
 * than a third of the longer one are no help and are left out; a word longer than any name is near to none. Names that
 * differ in nothing but case, `-` and `_` leave no doubt, and no others are given beside them.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  if (word.length > longestWord) return [];
  const plain = plainOf(word);
  const found: { name: string; cost: number }[] = [];
  for (const name of candidates) {
    const limit = Math.max(1, Math.floor(Math.max(word.length, name.length) / 3));
    if (Math.abs(name.length - word.length) > limit) continue;
    const other = plainOf(name);
    const cost = isSwap(plain, other) ? 1 : distance(plain, other);
    if (cost <= limit) found.push({ name, cost });
  }
  found.sort((a, b) => a.cost - b.cost || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  const certain = found.findIndex((each) => each.cost > 0);
  return found.slice(0, certain > 0 ? Math.min(certain, most) : most).map((each) => each.name);
}

function plainOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Two letters side by side in the wrong order: one slip of the fingers, though two letters differ. */
function isSwap(word: string, name: string): boolean {
  if (word.length !== name.length) return false;
  let at = 0;
  while (at < word.length && word.charCodeAt(at) === name.charCodeAt(at)) at++;
  return (
    at + 1 < word.length &&
    word.charCodeAt(at) === name.charCodeAt(at + 1) &&
    word.charCodeAt(at + 1) === name.charCodeAt(at) &&
    word.endsWith(name.slice(at + 2))
  );
}

/** Characters of the file that a message quotes at most. */
const longestQuote = 60;

/** A text of the file for a message; the end of a long one is left out. */
export function clipped(text: string): string {
  if (text.length <= longestQuote) return text;
  const kept = text.slice(0, longestQuote - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`. */
export function quotedList(names: readonly string[]): string {
  const quoted = names.map((each) => `'${each}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}
