/** Section headers: which line opens a section, and what its lines depend on. */
import type { FactTable } from '../../engine/facts.ts';
import { nearest } from '../../engine/nearest.ts';
import type { BlockContext } from '../../engine/statement.ts';
import type { Host } from '../../host/facts.ts';
import { directives, directiveTable } from './facts/tables.ts';
import { isUnread } from './headers.ts';
import { readLine, wordsUpToEmpty } from './syntax.ts';
import { isFamily, sectionTable } from './tables.ts';

/** The version a configuration is for when nobody says: the newest with long-term support. */
const newestLongTerm = '3.4';

export function targetVersion(host: Host): string {
  return host.haproxy?.value ?? newestLongTerm;
}

/** The version with its origin, for messages: `HAProxy 2.8 (headroom.json)`. */
export function describeTarget({ haproxy }: Host): string {
  return haproxy
    ? `HAProxy ${haproxy.value} (${haproxy.from})`
    : `HAProxy ${newestLongTerm} (assumed, for nothing says which)`;
}

/** Sections of an SPOE file, which HAProxy reads by itself and with keywords of its own; nothing here knows them. */
const spoeSections: ReadonlySet<string> = new Set(['spoe-agent', 'spoe-message', 'spoe-group']);

/** Whether the lines of a section are an SPOE agent's. */
export function isSpoeSection({ kind }: BlockContext): boolean {
  return spoeSections.has(kind);
}

/** The first word of a line, behind a byte order mark; sections' names need no quotes, so none are resolved. */
const firstWord = /^\uFEFF?[ \t]*([^ \t#]*)/;

/** Longest name of a section, and two letters that a misspelling may add. */
const longestHeader = 'namespace_list'.length + 2;

/** First letters and lengths of the names of sections: nearly no directive has those of one. */
const shapes: ReadonlySet<number> = new Set(
  [...sectionNames(), ...spoeSections].map((name) => shapeOf(name.charCodeAt(0), name.length)),
);

function shapeOf(letter: number, length: number): number {
  return letter * 256 + length;
}

/**
 * Whether a line opens a section, or would if its first word were spelt right. Asked of every line of a file whenever it is
 * opened, so the many lines that cannot are told by their first letters.
 */
export function opensSection(line: string): boolean {
  let start = 0;
  let code = line.charCodeAt(0);
  while (code === 32 || code === 9) code = line.charCodeAt(++start);
  let end = start;
  while (end - start <= longestHeader && code > 32 && code !== 35) code = line.charCodeAt(++end);
  if (end === start || end - start > longestHeader) return false;
  if (start > 0 && !shapes.has(shapeOf(line.charCodeAt(start), end - start))) return false;
  const word = line.charCodeAt(0) === 0xfeff ? line.slice(1, end) : line.slice(start, end);
  return (
    sectionTable.get(word) !== undefined ||
    spoeSections.has(word) ||
    (start === 0 && assumedSection(line) !== undefined)
  );
}

/**
 * The section that a misspelt header means: a word at the start of the line, unknown as a directive and no more than two
 * letters away from a section. Undefined where there is none.
 */
export function assumedSection(line: string): string | undefined {
  const code = line.charCodeAt(0);
  // A name of a section starts with a small letter, and so does nearly every misspelling of one.
  if (!(code >= 97 && code <= 122) && !(code >= 65 && code <= 90)) return undefined;
  const word = firstWord.exec(line)?.[1] ?? '';
  if (word.length < 4 || sectionTable.get(word) || directives.find(word).length > 0 || isFamily(word)) return undefined;
  const best = nearest(word, sectionNames(), 1)[0];
  return best !== undefined && Math.abs(best.length - word.length) <= 2 ? best : undefined;
}

function* sectionNames(): Iterable<string> {
  for (const fact of sectionTable.all()) yield fact.name;
}

/** How the keys of contexts end whose header HAProxy refuses so that it reads none of the lines below. */
const unread = 'unread';

/** Whether HAProxy refuses every line of the section because it could not open it. */
export function isUnreadSection({ key }: BlockContext): boolean {
  return key.endsWith(unread);
}

/** The context of the lines below a header. */
export function sectionContext(header: string | undefined): BlockContext {
  if (header === undefined) return { key: '', kind: '', name: '' };
  const words = wordsUpToEmpty(readLine(header).words);
  const written = words[0]?.text ?? '';
  const kind = sectionTable.get(written) || spoeSections.has(written) ? written : (assumedSection(header) ?? '');
  // `defaults from other` has no name.
  const name = kind === 'defaults' && words.length === 3 && words[1]?.text === 'from' ? '' : (words[1]?.text ?? '');
  // What is said of the lines below names the header.
  if (isUnread(kind, words)) return { key: `${kind} ${name} ${unread}`, kind, name };
  // A defaults section may hold more once it has a name.
  return { key: kind === 'defaults' && name !== '' ? 'defaults named' : kind, kind, name };
}

/** What a line may start with: a directive of the section, or the header of the next one. */
export function startTable(kind: string): FactTable {
  const here = kind === '' ? undefined : directiveTable(kind);
  return {
    id: 'start',
    noun: 'keyword',
    get: (name) => here?.get(name) ?? sectionTable.get(name),
    *all() {
      if (here) yield* here.all();
      yield* sectionTable.all();
    },
  };
}
