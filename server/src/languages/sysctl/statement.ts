/** One line of sysctl.conf joined with the facts. */
import { type JoinContext, type Joined, joinParams } from '../../engine/slots.ts';
import type { Setting, Statement } from '../../engine/statement.ts';
import { hasPlaceholder, type Word } from '../../engine/syntax.ts';
import { existingKeys, type SysctlFact, sysctlKeys } from './facts/keys.ts';
import { alternatives, canonicalKey, isGlob } from './key.ts';
import { isAssignment, readLine } from './syntax.ts';

export function readStatement(line: string, join: JoinContext): Statement {
  const syntax = readLine(line);
  const base = { text: line, words: syntax.words, comment: syntax.comment, context: join.section };
  const into: Joined = { slots: [], problems: [...(syntax.problems ?? [])] };
  const keyWord = syntax.words[0];
  if (!keyWord) return { ...base, slots: [], problems: into.problems };
  if (hasPlaceholder(keyWord.text)) return { ...base, slots: [], problems: [] };
  if (syntax.problems?.some((problem) => problem.code === 'no-equals')) {
    into.slots.push({
      role: 'unknown',
      start: keyWord.start,
      end: keyWord.end,
      text: keyWord.text,
      table: existingKeys,
    });
    return { ...base, slots: into.slots, problems: into.problems };
  }
  const key = canonicalKey(keyWord.text);
  const fact = sysctlKeys.get(key);
  pushKey(keyWord, key, fact, into);
  if (!isAssignment(line)) return { ...base, fact, slots: into.slots, problems: into.problems };
  const words = fact && takesWholeValue(fact) ? wholeValue(syntax.words, line) : syntax.words;
  if (fact) {
    const taken = joinParams(join, fact, words, 1, Math.max(line.length, keyWord.end), into);
    for (const word of words.slice(taken))
      into.slots.push({ role: 'extra', start: word.start, end: word.end, text: word.text, fact });
  }
  return {
    ...base,
    fact,
    slots: into.slots,
    problems: into.problems,
    // With a byte order mark before it the key is none that a kernel has.
    setting: line.startsWith('\uFEFF') ? undefined : (settingOf(key, syntax.words) ?? clearing(key, fact, line)),
  };
}

function pushKey(word: Word, key: string, fact: SysctlFact | undefined, into: Joined): void {
  const place = { start: word.start, end: word.end, text: key, table: existingKeys };
  if (fact) {
    into.slots.push({ ...place, role: 'name', fact });
    const only = onlySpelling(key, fact) ?? key;
    const suggestion = fact.replacedBy ?? (only === key ? undefined : only);
    // No interface has such a name, and no loader expands it.
    if (fact.status === 'never-existed' || only !== key || alternatives(key)) {
      into.problems.push({
        code: 'unknown-key',
        start: word.start,
        end: word.end,
        detail: key,
        ...(suggestion && { suggestion }),
      });
    }
  } else {
    into.slots.push({ ...place, role: 'unknown' });
    const candidates = function* () {
      for (const each of sysctlKeys.all()) if (each.status === 'current') yield each.name;
    };
    if (!isGlob(key))
      into.problems.push({ code: 'unknown-key', start: word.start, end: word.end, detail: key, candidates });
  }
}

/** The key with the name it exists under in the place of the interface's; undefined where nothing is to be said. */
function onlySpelling(key: string, fact: SysctlFact): string | undefined {
  if (key === fact.name || isGlob(key)) return undefined;
  if (fact.onlyUnder) return fact.name.replace('<name>', fact.onlyUnder);
  // Neighbour tables have defaults and interfaces, but nothing for all of them.
  return key.replace(/^(net\.ipv[46]\.neigh\.)all\./, '$1default.');
}

/** Strings are stored whole, blanks and all. */
function takesWholeValue(fact: SysctlFact): boolean {
  return fact.type === undefined || fact.type === 'string';
}

function wholeValue(words: readonly Word[], line: string): readonly Word[] {
  const first = words[1];
  const last = words[words.length - 1];
  if (!first || !last) return words;
  return [words[0] as Word, { start: first.start, end: last.end, text: line.slice(first.start, last.end) }];
}

/** Nothing behind the sign empties a text and a list of ports; a number stays as it is. */
function clearing(key: string, fact: SysctlFact | undefined, line: string): Setting | undefined {
  if (fact?.type !== 'string' && fact?.type !== 'portlist') return undefined;
  const end = line.indexOf('=') + 1;
  return { key, value: '', fields: [], start: end, end, uncertain: false };
}

function settingOf(key: string, words: readonly Word[]): Setting | undefined {
  const first = words[1];
  const last = words[words.length - 1];
  if (!first || !last) return undefined;
  const fields = words.slice(1).map((word) => word.text);
  return {
    key,
    value: fields.join(' '),
    fields,
    start: first.start,
    end: last.end,
    uncertain: fields.some(hasPlaceholder),
  };
}
