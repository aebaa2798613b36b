/** One line of limits.conf joined with the facts. */
import type { FactTable } from '../../engine/facts.ts';
import { type JoinContext, type Joined, joinParams } from '../../engine/slots.ts';
import type { Setting, Statement } from '../../engine/statement.ts';
import { hasPlaceholder, hasTemplateMark, type Word } from '../../engine/syntax.ts';
import { domainFault } from './domain.ts';
import { type LimitItem, limitItems, limitTypes } from './facts/items.ts';
import { limitNumber } from './kinds.ts';
import { readLine } from './syntax.ts';

/** What stands first on a line. */
export const domainSpec = { kind: 'limit-domain', words: [], options: {} } as const;
/** A byte order mark of UTF-8, or of UTF-16 as it looks when it is read as UTF-8. */
const byteOrderMark = /^(?:\ufeff$|\ufffd\ufffd)/;

export function readStatement(line: string, join: JoinContext): Statement {
  const syntax = readLine(line);
  const { words } = syntax;
  const base = { text: line, words, comment: syntax.comment, context: join.section };
  const into: Joined = { slots: [], problems: [...(syntax.problems ?? [])] };
  const [domain, type, item] = words;
  if (!domain) return { ...base, slots: [], problems: into.problems };
  pushDomain(domain, into);
  const last = words[words.length - 1] as Word;
  const whole = { start: domain.start, end: last.end };
  const end = syntax.comment < 0 ? line.length : syntax.comment;
  if (isNoLimitsLine(words)) {
    pushName(limitTypes, type, end, 'type', into);
    // A line that is being written stops here too.
    if (type?.text === '-') pushName(limitItems, undefined, end, 'item', into);
    checkDomain(domain, into);
    const setting = type && {
      key: `${domain.text} -`,
      value: type.text,
      fields: [type.text],
      start: type.start,
      end: type.end,
    };
    return {
      ...base,
      slots: into.slots,
      problems: into.problems,
      setting: setting && { ...setting, uncertain: isUncertain(words) },
    };
  }
  pushName(limitTypes, type, end, 'type', into);
  const fact = type && (pushName(limitItems, item, end, 'item', into) as LimitItem | undefined);
  const values: Joined = { slots: into.slots, problems: [] };
  if (fact) joinParams(join, fact, words, 3, end, values);
  for (const word of words.slice(4))
    into.slots.push({ role: 'extra', start: word.start, end: word.end, text: word.text });

  if (/^(?:;|\/\/)/.test(domain.text)) into.problems.push({ code: 'not-a-comment', ...whole });
  else if (words.length >= 4) {
    checkFields(words, fact, into);
    into.problems.push(...values.problems);
  } else if (!isUncertain(words) && !hasTemplateMark(line) && !byteOrderMark.test(domain.text)) {
    into.problems.push({ code: 'not-four-fields', ...whole });
  }
  return { ...base, fact, slots: into.slots, problems: into.problems, setting: fact && settingOf(words, fact) };
}

/** `<domain> -`: pam_limits leaves the matching users alone altogether. */
function isNoLimitsLine(words: readonly Word[]): boolean {
  return words.length === 2 && (words[1] as Word).text.startsWith('-');
}

function pushDomain({ start, end, text }: Word, into: Joined): void {
  const uncertain = hasPlaceholder(text) || undefined;
  into.slots.push({ role: 'value', start, end, text, param: 'domain', spec: domainSpec, uncertain });
}

/** A word of a closed list, in any case, or the empty place where it would stand. */
function pushName(table: FactTable, word: Word | undefined, end: number, param: string, into: Joined) {
  if (!word) {
    into.slots.push({ role: 'empty', start: end, end, text: '', table, param });
    return undefined;
  }
  const text = word.text.toLowerCase();
  const fact = table.get(text);
  const place = { start: word.start, end: word.end, text, table, param };
  const uncertain = hasPlaceholder(word.text) || undefined;
  into.slots.push(fact ? { ...place, role: 'name', fact } : { ...place, role: 'unknown', uncertain });
  return fact;
}

/** What is wrong with the fields of a line that has all four; a word that a template fills in is never judged. */
function checkFields(words: readonly Word[], fact: LimitItem | undefined, into: Joined): void {
  const [domain, type, item, value] = words as readonly [Word, Word, Word, Word];
  checkDomain(domain, into);
  // In `@ devs - nofile 4096` every field is one place too far to the right.
  if (domain.text === '@' && !limitTypes.get(type.text.toLowerCase())) return;
  if (!fact?.ignoresType) checkName(limitTypes, type, into);
  checkName(limitItems, item, into);
  if (/^%/.test(domain.text) && fact && fact.name !== 'maxlogins' && !hasPlaceholder(domain.text)) {
    into.problems.push({ code: 'percent-item', start: domain.start, end: domain.end, detail: fact.name });
  }
  const extra = words[4];
  if (extra && fact && value.text !== '=' && !isUncertain(words)) {
    const last = words[words.length - 1] as Word;
    into.problems.push({ code: 'extra-fields', start: extra.start, end: last.end });
  }
}

function checkDomain(domain: Word, into: Joined): void {
  if (hasPlaceholder(domain.text) || !domainFault(domain.text)) return;
  into.problems.push({ code: 'bad-domain', start: domain.start, end: domain.end });
}

function checkName(table: FactTable, word: Word, into: Joined): void {
  if (table.get(word.text.toLowerCase()) || hasPlaceholder(word.text)) return;
  const candidates = function* () {
    for (const each of table.all()) yield each.name;
  };
  into.problems.push({ code: `unknown-${table.noun}`, start: word.start, end: word.end, candidates });
}

/**
 * What a line sets; undefined where pam_limits drops it. Items without a soft and a hard limit are under one key whatever
 * type is written.
 */
function settingOf(words: readonly Word[], fact: LimitItem): Setting | undefined {
  const [domain, type, , value] = words;
  if (!domain || !type || !value) return undefined;
  const uncertain = isUncertain(words);
  const typeName = type.text.toLowerCase();
  if (!uncertain) {
    if (!fact.ignoresType && !limitTypes.get(typeName)) return undefined;
    if (/^(?:;|\/\/)/.test(domain.text) || (domain.text.startsWith('%') && fact.name !== 'maxlogins')) return undefined;
    if (fact.name !== 'chroot' && limitNumber(value.text, fact.name).value === undefined) return undefined;
  }
  return {
    key: `${domain.text} ${fact.rlimit ? typeName : '-'} ${fact.name}`,
    value: value.text,
    fields: [value.text],
    start: value.start,
    end: value.end,
    uncertain,
  };
}

function isUncertain(words: readonly Word[]): boolean {
  return words.some((word) => hasPlaceholder(word.text));
}
