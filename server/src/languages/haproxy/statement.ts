/** One line of haproxy.cfg joined with the facts: section headers, `no` and `default`, directives, the preprocessor. */
import type { Fact } from '../../engine/facts.ts';
import { type JoinContext, type Joined, joinParams } from '../../engine/slots.ts';
import type { BlockContext, Statement } from '../../engine/statement.ts';
import type { LineSyntax, Word } from '../../engine/syntax.ts';
import { standing } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { directives, directiveTable, longestName } from './facts/tables.ts';
import { assumedSection, targetVersion } from './sections.ts';
import { readLine } from './syntax.ts';
import { isFamily, sectionTable } from './tables.ts';

/** Directives that may stand behind `no` or `default`; before everything else HAProxy rejects the word. */
const invertible = new Set(['option', 'log', 'busy-polling', 'set-dumpable', 'strict-limits', 'insecure-fork-wanted', 'numa-cpu-mapping']);

export function readStatement(line: string, context: BlockContext, host: Host, join: JoinContext): Statement {
  const syntax = readLine(line);
  const base = { text: line, words: syntax.words, comment: syntax.comment, context };
  // HAProxy drops a line it cannot split into words, so nothing more can be said of it.
  if (syntax.words.length === 0 || syntax.problems || isScopeMark(line)) {
    return { ...base, slots: [], problems: syntax.problems ?? [] };
  }
  const into: Joined = { slots: [], problems: [] };
  const fact = joinDirective(line, syntax, context, join, into);
  if (fact) checkVersion(fact, syntax.words, into, targetVersion(host));
  return { ...base, fact, slots: into.slots, problems: into.problems };
}

function joinDirective(line: string, syntax: LineSyntax, context: BlockContext, join: JoinContext, into: Joined): Fact | undefined {
  const { words } = syntax;
  const first = words[0] as Word;
  const end = syntax.comment < 0 ? Math.max(line.length, (words[words.length - 1] as Word).end) : syntax.comment;
  const header = sectionTable.get(first.text);
  if (header) {
    into.slots.push({ role: 'name', start: first.start, end: first.end, text: first.text, fact: header, table: sectionTable });
    joinParams(join, header, words, 1, end, into);
    return header;
  }
  if (first.text.startsWith('.')) return undefined;
  const inverted = words.length > 1 && (first.text === 'no' || first.text === 'default') && invertible.has((words[1] as Word).text);
  if (inverted) into.slots.push({ role: 'value', start: first.start, end: first.end, text: first.text, spec: modifier });
  const from = inverted ? 1 : 0;
  if (context.kind === '') {
    nameAnywhere(words, from, into);
    return undefined;
  }
  const table = directiveTable(context.kind);
  const named = findName(words, from);
  if (!named || !table.get(named.name)) {
    sayUnknown(line, words, from, named, context, join, into);
    return undefined;
  }
  const fact = table.get(named.name) as Fact;
  const last = words[from + named.count - 1] as Word;
  into.slots.push({ role: 'name', start: (words[from] as Word).start, end: last.end, text: named.name, fact, table });
  // `no option x` takes no arguments that matter.
  if (!inverted) joinParams(join, fact, words, from + named.count, end, into);
  return fact;
}

const modifier = { kind: 'operator', words: [], options: {} } as const;

/** The longest run of words that names a directive of any section. */
function findName(words: readonly Word[], from: number): { name: string; count: number } | undefined {
  for (let count = Math.min(longestName, words.length - from); count > 0; count--) {
    let name = (words[from] as Word).text;
    for (let i = 1; i < count; i++) name += ` ${(words[from + i] as Word).text}`;
    if (directives.find(name).length > 0) return { name, count };
  }
  return undefined;
}

/** Before the first header nothing is allowed, whatever it is called. */
function nameAnywhere(words: readonly Word[], from: number, into: Joined): void {
  const word = words[from] as Word;
  into.slots.push({ role: 'unknown', start: word.start, end: word.end, text: word.text });
  if (!word.uncertain) into.problems.push({ code: 'no-section', start: word.start, end: word.end });
}

function sayUnknown(
  line: string,
  words: readonly Word[],
  from: number,
  named: { name: string; count: number } | undefined,
  context: BlockContext,
  join: JoinContext,
  into: Joined,
): void {
  const word = words[from] as Word;
  const table = directiveTable(context.kind);
  if (named) {
    const end = (words[from + named.count - 1] as Word).end;
    const fact = directives.find(named.name)[0];
    into.slots.push({ role: 'unknown', start: word.start, end, text: named.name, fact, table });
    into.problems.push({ code: 'wrong-section', start: word.start, end, detail: named.name });
    return;
  }
  const assumed = assumedSection(line);
  if (assumed) {
    into.slots.push({ role: 'unknown', start: word.start, end: word.end, text: word.text, table: sectionTable });
    into.problems.push({ code: 'unknown-section', start: word.start, end: word.end, suggestion: assumed });
    const header = sectionTable.get(assumed);
    // The header is taken for the nearest section, so that what refers to it is not called undefined as well.
    if (header) joinParams(join, header, words, from + 1, line.length, { slots: into.slots, problems: [] });
    return;
  }
  // A family such as `option` or `timeout` is known; the word behind it is not.
  const family = words.length > from + 1 && isFamily(word.text);
  const shown = family ? (words[from + 1] as Word) : word;
  const prefix = family ? `${word.text} ` : '';
  const candidates = function* () {
    for (const fact of table.all()) if (fact.name.startsWith(prefix)) yield fact.name.slice(prefix.length);
  };
  if (family) into.slots.push({ role: 'name', start: word.start, end: word.end, text: word.text, table });
  into.slots.push({ role: 'unknown', start: shown.start, end: shown.end, text: shown.text, table });
  const uncertain = words.slice(from, from + 2).some((each) => each.uncertain);
  if (!uncertain) into.problems.push({ code: 'unknown-keyword', start: shown.start, end: shown.end, candidates, detail: `${prefix}${shown.text}` });
}

function checkVersion(fact: Fact, words: readonly Word[], into: Joined, version: string): void {
  const state = standing(version, fact.since, fact.until);
  if (state === 'current') return;
  const name = into.slots.find((slot) => slot.role === 'name' && slot.fact === fact);
  const last = words[words.length - 1] as Word;
  const place = { start: name?.start ?? 0, end: name?.end ?? last.end };
  into.problems.length = 0;
  into.problems.push({ code: state === 'gone' ? 'removed-keyword' : 'future-keyword', ...place });
}

/** A line such as `[engine]` marks a scope of an SPOE file and is accepted everywhere. */
function isScopeMark(line: string): boolean {
  return /^[ \t]*\[/.test(line);
}

