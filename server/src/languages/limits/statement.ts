/** One line of limits.conf joined with the facts. */
import { type JoinContext, type Joined, joinParams } from '../../engine/slots.ts';
import type { FactTable } from '../../engine/facts.ts';
import type { BlockContext, Setting, Statement } from '../../engine/statement.ts';
import { hasPlaceholder, type Word } from '../../engine/syntax.ts';
import { limitItems, limitTypes } from './facts/items.ts';
import { readLine } from './syntax.ts';

/** What stands first on a line. */
export const domainSpec = { kind: 'limit-domain', words: [], options: {} } as const;

export function readStatement(line: string, context: BlockContext, join: JoinContext): Statement {
  const syntax = readLine(line);
  const { words } = syntax;
  const base = { text: line, words, comment: syntax.comment, context };
  const into: Joined = { slots: [], problems: [...(syntax.problems ?? [])] };
  const [domain, type, item, value] = words;
  if (!domain) return { ...base, slots: [], problems: into.problems };
  const place = { start: domain.start, end: domain.end, text: domain.text, param: 'domain', spec: domainSpec };
  into.slots.push({ ...place, role: 'value', uncertain: hasPlaceholder(domain.text) || undefined });
  if (words.length !== 4 && !isNoLimitsLine(words) && words.length < 5 && !words.some((word) => hasPlaceholder(word.text))) {
    into.problems.push({ code: 'not-four-fields', start: domain.start, end: (words[words.length - 1] as Word).end });
  }
  const end = syntax.comment < 0 ? line.length : syntax.comment;
  pushName(limitTypes, type, end, 'type', words.length >= 4, into);
  const fact = type && !isNoLimitsLine(words) ? pushName(limitItems, item, end, 'item', words.length >= 4, into) : undefined;
  if (fact) joinParams(join, fact, words, 3, end, words.length >= 4 ? into : { slots: into.slots, problems: [] });
  for (const word of words.slice(4)) into.slots.push({ role: 'extra', start: word.start, end: word.end, text: word.text });
  const setting = type && item && value ? settingOf([domain, type, item, value]) : undefined;
  return { ...base, fact, slots: into.slots, problems: into.problems, setting };
}

/** `<domain> -`: pam_limits leaves the matching users alone altogether. */
export function isNoLimitsLine(words: readonly Word[]): boolean {
  return words.length === 2 && (words[1] as Word).text.startsWith('-');
}

/** A word of a closed list, in any case; an unknown one is only a problem on a line that is otherwise whole. */
function pushName(table: FactTable, word: Word | undefined, end: number, param: string, whole: boolean, into: Joined) {
  if (!word) {
    into.slots.push({ role: 'empty', start: end, end, text: '', table, param });
    return undefined;
  }
  const text = word.text.toLowerCase();
  const fact = table.get(text);
  const place = { start: word.start, end: word.end, text, table, param };
  if (fact) into.slots.push({ ...place, role: 'name', fact });
  else {
    into.slots.push({ ...place, role: 'unknown' });
    const candidates = function* () {
      for (const each of table.all()) yield each.name;
    };
    if (whole && !hasPlaceholder(word.text)) into.problems.push({ code: `unknown-${table.noun}`, start: word.start, end: word.end, candidates });
  }
  return fact;
}

function settingOf([domain, type, item, value]: readonly [Word, Word, Word, Word]): Setting {
  return {
    key: `${domain.text} ${type.text.toLowerCase()} ${item.text.toLowerCase()}`,
    value: value.text,
    fields: [value.text],
    start: value.start,
    end: value.end,
    uncertain: [domain, type, item, value].some((word) => hasPlaceholder(word.text)),
  };
}
