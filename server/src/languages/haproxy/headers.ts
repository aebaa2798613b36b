/**
 * What may stand on the header of a section: its name's characters, `from`, and how many words (`cfg_parse_listen` in HAProxy's
 * src/cfgparse-listen.c and the parsers of the other sections).
 */
import type { Fact } from '../../engine/facts.ts';
import { type JoinContext, type Joined, joinParams } from '../../engine/slots.ts';
import type { Word } from '../../engine/syntax.ts';

const proxies: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

/** Kinds whose name may be made of any characters; a `defaults` section is asked only when another one names it. */
const anyName: ReadonlySet<string> = new Set([
  'global',
  'defaults',
  'cache',
  'program',
  'crt-store',
  'namespace_list',
  'traces',
  'acme',
]);

/** The characters of a name (`invalid_char` in src/tools.c). */
const forbidden = /[^A-Za-z0-9_:.-]/u;

/** Joins the words of a header with its parameters and judges what the parameters cannot tell. */
export function joinHeader(header: Fact, words: readonly Word[], end: number, join: JoinContext, into: Joined): void {
  const sure = !words.some(({ uncertain }) => uncertain);
  const kept = readWords(header.name, words);
  const unread = isUnread(header.name, words);
  const { params = [] } = header;
  const [name] = params;
  const left = kept.form === 'no name' ? params.slice(1) : params;
  // A name that is `from` is none of the options.
  const fact =
    kept.form === 'named from' && name ? { ...header, params: [{ ...name, repeat: 'once' as const }] } : header;
  const taken = joinParams(join, left === params ? fact : { ...header, params: left }, kept.words, 1, end, into);
  const extra = words.slice(unread ? 2 : taken);
  for (const { start, end: behind, text } of extra)
    into.slots.push({ role: 'extra', start, end: behind, text, fact: header });
  const word = anyName.has(header.name) ? undefined : words[1];
  const odd = word && sure ? forbidden.exec(word.text)?.[0] : undefined;
  if (word && odd !== undefined)
    into.problems.push({ code: 'invalid-section-name', start: word.start, end: word.end, detail: odd });
  // Of a header that opens no section a rule speaks that sees the lines below.
  if (extra.length === 0 || !sure || unread || header.name === 'defaults') return;
  const place = { start: (extra[0] as Word).start, end: (extra[extra.length - 1] as Word).end };
  into.problems.push({ code: 'extra-argument', ...place, detail: header.name });
}

/**
 * Whether HAProxy opens no section at this header, so that it refuses every line below: a proxy's header goes on in something
 * else than `from` and one name.
 */
export function isUnread(kind: string, words: readonly Word[]): boolean {
  if (!proxies.has(kind) || words.length < 3 || words.some(({ uncertain }) => uncertain)) return false;
  return words.length !== 4 || (words[2] as Word).text !== 'from';
}

/** The words that count, and what `defaults from` means: no name and another section, or a section of that name. */
function readWords(kind: string, words: readonly Word[]): { words: readonly Word[]; form?: 'no name' | 'named from' } {
  if (isUnread(kind, words)) return { words: words.slice(0, 2) };
  if (kind !== 'defaults') return { words };
  const isFrom = (at: number) => words[at]?.text === 'from';
  if (words.length === 3 && isFrom(1)) return { words, form: 'no name' };
  const counted = words.slice(0, isFrom(2) ? 4 : 2);
  return isFrom(1) && !isFrom(2) ? { words: counted, form: 'named from' } : { words: counted };
}
