/** Nearest names: what a person may have meant. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidates nearest to a word that is not among them, best first, at most `most`. Names whose letters differ in more
 * than a third of the longer one are no help and are left out.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const lower = word.toLowerCase();
  const found: { name: string; cost: number }[] = [];
  for (const name of candidates) {
    const limit = Math.max(1, Math.floor(Math.max(word.length, name.length) / 3));
    if (Math.abs(name.length - word.length) > limit) continue;
    const cost = distance(lower, name.toLowerCase());
    if (cost <= limit) found.push({ name, cost });
  }
  found.sort((a, b) => a.cost - b.cost || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return found.slice(0, most).map((each) => each.name);
}

/** `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`. */
export function quotedList(names: readonly string[]): string {
  const quoted = names.map((each) => `'${each}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}
