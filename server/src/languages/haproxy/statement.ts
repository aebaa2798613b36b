/** One line of haproxy.cfg joined with the facts: section headers, `no` and `default`, directives, the preprocessor. */
import type { Fact, FactTable } from '../../engine/facts.ts';
import { type JoinContext, type Joined, joinParams, type Slot } from '../../engine/slots.ts';
import type { BlockContext, Setting, Statement } from '../../engine/statement.ts';
import { hasTemplateMark, type LineSyntax, type Problem, type Word } from '../../engine/syntax.ts';
import { compareVersions, standing } from '../../engine/version.ts';
import { directives, directiveTable, longestName } from './facts/tables.ts';
import { joinHeader } from './headers.ts';
import { isPassedOver } from './ignored.ts';
import {
  emptyWord,
  endAtEmpty,
  firstWords,
  lexicalProblems,
  maskedProblems,
  mostWords,
  refusesEmpty,
  tooManyWords,
  withoutEmpty,
} from './lexical.ts';
import { invertible, refusedWhen } from './modifiers.ts';
import { assumedSection, isSpoeSection, isUnreadSection, targetVersion } from './sections.ts';
import { readLine } from './syntax.ts';
import { isFamily, sectionTable } from './tables.ts';

/** The line in its section; `join` does not yet know the directive. */
export function readStatement(line: string, join: JoinContext): Statement {
  const context = join.section;
  const syntax = readLine(line);
  const version = targetVersion(join.host);
  const lexical = lexicalProblems(line, syntax, version, context.masked === true);
  // HAProxy drops a line it cannot split into words, so nothing more can be said of it.
  if (context.masked || lexical || syntax.words.length === 0 || isSpoeSection(context)) {
    const { words, comment } = syntax;
    const problems = lexical ?? (context.masked ? maskedProblems(words) : []);
    return { text: line, words, comment, context, slots: [], problems };
  }
  const into: Joined = { slots: [], problems: [] };
  const kept = syntax.words.length > mostWords ? firstWords(syntax, mostWords) : syntax;
  const ended = endAtEmpty(kept);
  // A line whose first word is empty is taken for a blank one.
  const fact = ended.words.length > 0 ? joinDirective(line, ended, join, into) : undefined;
  if (fact) checkMissingIf(line, fact, ended.words, into);
  stopAtUnknown(into);
  openGrammars(into.slots, join);
  const problems = kept === syntax ? judged(line, ended, kept, fact, into, version, join) : tooManyWords(line, syntax);
  const setting = settingOf(fact, ended.words, context);
  // Written out, because spreading costs more than all the rest of a line.
  return {
    text: line,
    words: syntax.words,
    comment: syntax.comment,
    context,
    fact,
    slots: into.slots,
    problems,
    setting,
  };
}

/** Everything that is wrong with the meaning of a line. */
function judged(
  line: string,
  ended: LineSyntax,
  whole: LineSyntax,
  fact: Fact | undefined,
  into: Joined,
  version: string,
  join: JoinContext,
): readonly Problem[] {
  const { words } = ended;
  const empty = ended === whole ? undefined : whole.words[words.length];
  if (empty && refusesEmpty(whole.words, version)) {
    const fits = readStatement(withoutEmpty(line, whole.words), join).problems.length === 0;
    const problem = { ...emptyWord(empty), ...(fits && { suggestion: '' }) };
    if (compareVersions(version, '3.3') >= 0) return [problem];
    into.problems.unshift(problem);
  }
  const [first] = words;
  if (first && isUnreadSection(join.section) && !sectionTable.get(first.text) && !first.text.startsWith('.'))
    return [{ code: 'line-not-read', start: first.start, end: (words[words.length - 1] as Word).end }];
  return checkedVersions(fact, into, version);
}

/** HAProxy stops at the first word it does not know; those behind it may be that word's arguments. */
function stopAtUnknown({ problems }: Joined): void {
  const first = problems.findIndex(({ code }) => code.startsWith('unknown-'));
  if (first >= 0) problems.length = first + 1;
}

/** The names that a grammar of its own starts with, by the kind of value. */
const openings: Readonly<Record<string, string>> = {
  'acl-definition': 'criterion',
  converters: 'converter',
  sample: 'fetch',
};

/** Where such a grammar may start and nothing stands yet, its names may be written. */
function openGrammars(slots: Slot[], join: JoinContext): void {
  for (let at = slots.length - 1; at >= 0; at--) {
    const slot = slots[at] as Slot;
    const opening = slot.role === 'empty' && slot.spec ? openings[slot.spec.kind] : undefined;
    if (opening) slots[at] = { ...slot, table: join.table(opening) };
  }
}

function joinDirective(line: string, syntax: LineSyntax, join: JoinContext, into: Joined): Fact | undefined {
  const context = join.section;
  const { words } = syntax;
  const first = words[0] as Word;
  const end = syntax.comment < 0 ? Math.max(line.length, (words[words.length - 1] as Word).end) : syntax.comment;
  const header = sectionTable.get(first.text);
  if (header) {
    into.slots.push({
      role: 'name',
      start: first.start,
      end: first.end,
      text: first.text,
      fact: header,
      table: sectionTable,
    });
    joinHeader(header, words, end, about(join, header), into);
    return header;
  }
  if (first.text.startsWith('.')) return undefined;
  const inverted =
    words.length > 1 && (first.text === 'no' || first.text === 'default') && invertible.has((words[1] as Word).text);
  if (inverted)
    into.slots.push({ role: 'value', start: first.start, end: first.end, text: first.text, spec: modifier });
  const from = inverted ? 1 : 0;
  if (context.kind === '') {
    nameAnywhere(words, from, into);
    return undefined;
  }
  const table = directiveTable(context.kind);
  const named = findName(words, from, table);
  if (!named || !table.get(named.name)) {
    sayUnknown(line, words, from, named, join, into);
    // What it does not know in a list of namespaces HAProxy passes over in silence.
    if (context.kind === 'namespace_list' || isPassedOver(words[from]?.text ?? '', context.kind))
      into.problems.length = 0;
    return undefined;
  }
  const fact = table.get(named.name) as Fact;
  const last = words[from + named.count - 1] as Word;
  into.slots.push({ role: 'name', start: (words[from] as Word).start, end: last.end, text: named.name, fact, table });
  // `default log` is what `log` is, where it is taken at all.
  const takesDefault = compareVersions(targetVersion(join.host), '3.4') >= 0;
  const plain = !inverted || (first.text === 'default' && fact.name === 'log' && takesDefault);
  if (plain)
    checkExtra(line, fact, words, joinParams(about(join, fact), fact, words, from + named.count, end, into), into);
  else checkInverted(line, fact, words, from + named.count, join, into);
  if (isPassedOver(fact.name, context.kind)) {
    into.problems.length = 0;
    into.slots.length = inverted ? 2 : 1;
  }
  return fact;
}

/** `no` and `default` before something that takes them; its arguments do not matter, but words it never takes do. */
function checkInverted(
  line: string,
  fact: Fact,
  words: readonly Word[],
  from: number,
  join: JoinContext,
  into: Joined,
): void {
  const [modifier] = words as [Word];
  const version = targetVersion(join.host);
  const since = refusedWhen(fact.name, modifier.text, join.section.kind);
  if (since !== undefined && standing(version, since.since, since.until) === 'current') {
    const { start, end } = modifier;
    into.problems.push({ code: 'fixed-option', start, end, detail: fact.name });
  } else if (fact.params?.length === 0 || (fact.name === 'log' && modifier.text === 'no')) {
    checkExtra(line, fact, words, from, into);
  }
}

function about({ kinds, table, host, section }: JoinContext, directive: Fact): JoinContext {
  return { kinds, table, host, section, directive };
}

/** A brace where an option would stand opens a condition that lacks its `if`; the words behind it are none of the options. */
function checkMissingIf(line: string, fact: Fact, words: readonly Word[], into: Joined): void {
  const at = into.problems.findIndex(
    ({ code, start, end }) => code.startsWith('unknown-') && /^!*\{/.test(line.slice(start, end)),
  );
  const problem = into.problems[at];
  if (!problem) return;
  into.problems.length = at;
  const { end } = words[words.length - 1] as Word;
  into.problems.push({ code: 'missing-if', start: problem.start, end, detail: fact.name });
}

/** What HAProxy goes on behind, so that it counts the words all the same. */
const harmless: ReadonlySet<string> = new Set(['time-without-unit', 'number-junk', 'header-character']);

/** Words that no parameter took, where it is certain how many there are. */
function checkExtra(line: string, fact: Fact, words: readonly Word[], from: number, into: Joined): void {
  const extra = words.slice(from);
  for (const { start, end, text } of extra) into.slots.push({ role: 'extra', start, end, text, fact });
  if (extra.length === 0 || !isCountable(line, words, extra, into.slots)) return;
  // A time without its unit is no longer one when the unit is the word behind it.
  if (into.problems.some(({ code }) => !harmless.has(code))) return;
  into.problems.length = 0;
  const { start } = extra[0] as Word;
  into.problems.push({ code: 'extra-argument', start, end: (extra[extra.length - 1] as Word).end, detail: fact.name });
}

/**
 * Whether the extra words are extra whatever the environment holds. A variable in double quotes is one word, unless `[*]` takes
 * it apart, and it may be an empty one, which ends the line: no harm where the word must be there.
 */
function isCountable(line: string, words: readonly Word[], extra: readonly Word[], slots: readonly Slot[]): boolean {
  if (!words.some((word) => word.uncertain)) return true;
  if (hasTemplateMark(line) || extra.some((word) => word.uncertain)) return false;
  return words.every((word) => {
    if (!word.uncertain) return true;
    if (word.text.includes('[*]') || (line[word.start] !== '"' && line[word.start - 1] !== '"')) return false;
    const slot = slots.find(({ start }) => start === word.start);
    return slot?.fact?.params?.find(({ name }) => name === slot.param)?.repeat === 'once';
  });
}

const modifier = { kind: 'operator', words: [], options: {} } as const;

/**
 * The longest run of words that names a directive of any section. Where the section has directives of a family, its first
 * word alone is none of another section: `timeout`, which peers have.
 */
function findName(words: readonly Word[], from: number, table: FactTable): { name: string; count: number } | undefined {
  const first = (words[from] as Word).text;
  for (let count = isFamily(first) ? Math.min(longestName, words.length - from) : 1; count > 0; count--) {
    let name = first;
    for (let i = 1; i < count; i++) name += ` ${(words[from + i] as Word).text}`;
    if (directives.find(name).length === 0) continue;
    return count === 1 && !table.get(name) && hasFamily(table, first) ? undefined : { name, count };
  }
  return undefined;
}

/** The words that start the names of a table's families: `option`, `timeout`, `stats`. */
function familiesOf(table: FactTable): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name } of table.all()) {
    const end = name.indexOf(' ');
    if (end > 0) found.add(name.slice(0, end));
  }
  return found;
}

function hasFamily(table: FactTable, word: string): boolean {
  if (!isFamily(word)) return false;
  for (const { name } of table.all()) if (name.startsWith(`${word} `)) return true;
  return false;
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
  join: JoinContext,
  into: Joined,
): void {
  const context = join.section;
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
    // `optoin httplog`: a family is looked for by its first word.
    if (!family && words.length > from + 1) yield* familiesOf(table);
  };
  if (family) into.slots.push({ role: 'name', start: word.start, end: word.end, text: word.text, table });
  into.slots.push({ role: 'unknown', start: shown.start, end: shown.end, text: shown.text, table });
  // A template engine may drop the word before a mark of its own.
  const uncertain = word.uncertain || shown.uncertain || (words[from + 1]?.uncertain && hasTemplateMark(line));
  if (!uncertain)
    into.problems.push({
      code: 'unknown-keyword',
      start: shown.start,
      end: shown.end,
      candidates,
      detail: `${prefix}${shown.text}`,
    });
}

/**
 * The problems of a line and what the version has to say of its names. A directive that the version does not have says it
 * all: its arguments are not judged.
 */
function checkedVersions(directive: Fact | undefined, into: Joined, version: string): readonly Problem[] {
  const found: Problem[] = [];
  pushVersions(into.slots, version, found);
  const whole =
    directive && found.find((problem) => problem.code !== 'deprecated-keyword' && problem.detail === directive.id);
  return whole ? [whole] : found.length > 0 ? [...into.problems, ...found] : into.problems;
}

type VersionCode = 'removed-keyword' | 'future-keyword' | 'deprecated-keyword';

const versionCodes = { gone: 'removed-keyword', future: 'future-keyword', current: 'deprecated-keyword' } as const;

function pushVersions(slots: readonly Slot[], version: string, found: Problem[]): void {
  for (const { role, fact, start, end, nested } of slots) {
    const code = role === 'name' && fact ? versionCode(fact, version) : undefined;
    if (code && fact) found.push({ code, start, end, detail: fact.id });
    if (nested) pushVersions(nested, version, found);
  }
}

/** Facts are few and lines many: what a version says of a fact is worked out once. */
const verdicts = new Map<string, Map<Fact, VersionCode | 'fine'>>();

function versionCode(fact: Fact, version: string): VersionCode | undefined {
  let known = verdicts.get(version);
  if (!known) {
    known = new Map();
    verdicts.set(version, known);
  }
  let code = known.get(fact);
  if (!code) {
    const state = standing(version, fact.since, fact.until);
    const old = fact.deprecated !== undefined && compareVersions(version, fact.deprecated) >= 0;
    code = state !== 'current' || old ? versionCodes[state] : 'fine';
    known.set(fact, code);
  }
  return code === 'fine' ? undefined : code;
}

/** A line of `global` sets the directive it starts with: `global maxconn`. */
function settingOf(fact: Fact | undefined, words: readonly Word[], context: BlockContext): Setting | undefined {
  if (!fact || context.kind !== 'global' || sectionTable.get(fact.name) === fact) return undefined;
  const fields = words.slice(fact.name.split(' ').length);
  const first = fields[0];
  const last = fields[fields.length - 1];
  if (!first || !last) return undefined;
  const texts = fields.map((word) => word.text);
  return {
    key: `global ${fact.name}`,
    value: texts.join(' '),
    fields: texts,
    start: first.start,
    end: last.end,
    uncertain: fields.some((word) => word.uncertain),
  };
}
