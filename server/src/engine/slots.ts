/**
 * Slots: words joined with facts. Hover, completion, semantic tokens and value checks are written over slots and know
 * neither a language nor a value kind.
 */
import type { Host } from '../host/facts.ts';
import type { Fact, FactTable } from './facts.ts';
import type { Param, ValueSpec } from './signature.ts';
import type { BlockContext } from './statement.ts';
import { hasPlaceholder, type Problem, type Word } from './syntax.ts';
import type { ValueKinds } from './values/kind.ts';

/**
 * One place of a statement.
 * - `name`: the word names a fact · `value`: it is a value · `empty`: nothing stands here yet, though something may
 * - `unknown`: it should name a fact and names none · `extra`: no parameter takes it
 */
export type SlotRole = 'name' | 'value' | 'empty' | 'unknown' | 'extra';

export interface Slot {
  readonly role: SlotRole;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The fact the word names, or the one whose parameter this is. */
  readonly fact?: Fact | undefined;
  /** The parameter's name in the signature. */
  readonly param?: string | undefined;
  /** What kind of value belongs here. */
  readonly spec?: ValueSpec | undefined;
  /** The facts that may be named here. */
  readonly table?: FactTable | undefined;
  /** The value of a sub-grammar, taken apart. */
  readonly nested?: readonly Slot[] | undefined;
  /** What stands here only a template engine or the environment knows. */
  readonly uncertain?: boolean | undefined;
}

/** The words of a language that signatures speak of. */
export interface Vocabulary {
  readonly kinds: ValueKinds;
  /** A fact table by the name signatures use for it. */
  table(id: string): FactTable | undefined;
}

/** What the join of one line needs to know: the vocabulary, and where the line stands. */
export interface JoinContext extends Vocabulary {
  readonly host: Host;
  readonly section: BlockContext;
  /** What the line is about, for values that may stand behind one directive and not behind another. */
  readonly directive?: Fact | undefined;
}

/** What the join gives besides slots. */
export interface Joined {
  readonly slots: Slot[];
  readonly problems: Problem[];
}

/**
 * Joins words with the parameters of a fact.
 * @param words the words of the line
 * @param from index of the first word behind the fact's name
 * @param end column where an empty slot would stand
 * @returns the index of the first word that no parameter took
 */
export function joinParams(
  context: JoinContext,
  owner: Fact,
  words: readonly Word[],
  from: number,
  end: number,
  into: Joined,
): number {
  const { params } = owner;
  if (!params) return words.length;
  let at = from;
  for (let p = 0; p < params.length; p++) {
    const param = params[p] as Param;
    const many = param.repeat === 'any' || param.repeat === 'some';
    let taken = 0;
    while (at < words.length && (many || taken === 0) && takes(context, params, p, words[at] as Word, taken)) {
      at = joinOne(context, owner, param, words, at, end, into);
      taken++;
    }
    if (at < words.length) continue;
    if (taken === 0 || many) into.slots.push(emptySlot(context, owner, param, end));
    if (taken === 0 && (param.repeat === 'once' || param.repeat === 'some')) {
      const last = words[words.length - 1];
      into.problems.push({
        code: 'missing-value',
        start: last?.start ?? end,
        end: last?.end ?? end,
        detail: param.name,
      });
      return at;
    }
  }
  return at;
}

/** Whether the parameter takes this word: a required one always does, the others when theirs is the first to accept it. */
function takes(context: JoinContext, params: readonly Param[], index: number, word: Word, taken: number): boolean {
  const param = params[index] as Param;
  if (param.repeat === 'once' || (param.repeat === 'some' && taken === 0)) return true;
  const own = accepts(context, param, word);
  if (own !== undefined) return own;
  for (let later = index + 1; later < params.length; later++) {
    if (accepts(context, params[later] as Param, word) === true) return false;
  }
  return true;
}

/** True or false where the parameter can tell from the word alone; undefined where it would take any word. */
function accepts(context: JoinContext, param: Param, word: Word): boolean | undefined {
  if ('table' in param) return context.table(param.table)?.get(factName(word.text)) ? true : undefined;
  return context.kinds[param.value.kind]?.accepts?.(word.text, param.value);
}

function joinOne(
  context: JoinContext,
  owner: Fact,
  param: Param,
  words: readonly Word[],
  at: number,
  end: number,
  into: Joined,
): number {
  const word = words[at] as Word;
  if ('table' in param) {
    const table = context.table(param.table);
    if (!table) return at + 1;
    const named = joinName(table, words, at, into);
    const slot = into.slots[into.slots.length - 1];
    return slot?.role === 'name' && slot.fact ? joinParams(context, slot.fact, words, named, end, into) : named;
  }
  const kind = context.kinds[param.value.kind];
  const taken = kind?.extent === 'rest' ? words.slice(at) : [word];
  const uncertain = taken.some(isUncertain);
  let nested: readonly Slot[] | undefined;
  if (kind?.nested) {
    const inside: Joined = { slots: [], problems: [] };
    kind.nested(taken, param.value, context, inside);
    if (!uncertain) for (const problem of inside.problems) into.problems.push(problem);
    if (inside.slots.length > 0) nested = inside.slots;
  }
  if (kind?.check && !uncertain) {
    for (const problem of kind.check(word.text, param.value, context))
      into.problems.push({ ...problem, start: word.start, end: word.end });
  }
  const last = (taken[taken.length - 1] as Word).end;
  into.slots.push(
    makeSlot('value', word.start, last, word.text, owner, param.name, param.value, undefined, nested, uncertain),
  );
  return at + taken.length;
}

/**
 * Joins one word (or the longest run of words) with a table of names; pushes a `name` or an `unknown` slot.
 * @returns the index of the first word behind the name
 */
export function joinName(table: FactTable, words: readonly Word[], at: number, into: Joined, longest = 1): number {
  const first = words[at] as Word;
  for (let count = Math.min(longest, words.length - at); count > 0; count--) {
    let name = factName(first.text);
    for (let i = 1; i < count; i++) name += ` ${(words[at + i] as Word).text}`;
    const fact = table.get(name);
    if (!fact) continue;
    const last = words[at + count - 1] as Word;
    const end =
      count === 1 && name.length < first.text.length ? Math.min(first.start + name.length, first.end) : last.end;
    into.slots.push(makeSlot('name', first.start, end, name, fact, undefined, undefined, table));
    return at + count;
  }
  // Behind a word that only the environment knows stands its argument, or another name.
  const before = into.slots[into.slots.length - 1];
  const uncertain = isUncertain(first) || (before?.role === 'unknown' && before.uncertain && before.table === table);
  into.slots.push(
    makeSlot(
      'unknown',
      first.start,
      first.end,
      first.text,
      undefined,
      undefined,
      undefined,
      table,
      undefined,
      uncertain,
    ),
  );
  if (!uncertain) {
    const candidates = function* () {
      for (const fact of table.all()) yield fact.name;
    };
    into.problems.push({
      code: `unknown-${table.noun.replaceAll(' ', '-')}`,
      start: first.start,
      end: first.end,
      candidates,
    });
  }
  return at + 1;
}

function emptySlot(context: JoinContext, owner: Fact, param: Param, end: number): Slot {
  const table = 'table' in param ? context.table(param.table) : undefined;
  const spec = 'table' in param ? undefined : param.value;
  return makeSlot('empty', end, end, '', owner, param.name, spec, table);
}

/** Slots are by far the most objects that reading makes; with all fields in one order they are made and read fastest. */
function makeSlot(
  role: SlotRole,
  start: number,
  end: number,
  text: string,
  fact: Fact | undefined,
  param: string | undefined,
  spec: ValueSpec | undefined,
  table: FactTable | undefined,
  nested?: readonly Slot[],
  uncertain?: boolean,
): Slot {
  return { role, start, end, text, fact, param, spec, table, nested, uncertain: uncertain || undefined };
}

/** The name in `set-var(txn.x)`: what stands before the parenthesis. */
function factName(text: string): string {
  const open = text.indexOf('(');
  return open > 0 ? text.slice(0, open) : text;
}

function isUncertain(word: Word): boolean {
  return word.uncertain ?? hasPlaceholder(word.text);
}

/** The innermost slot at a column, with the slots around it, outermost first. */
export function slotsAt(slots: readonly Slot[], column: number): readonly Slot[] {
  for (const slot of slots) {
    if (column < slot.start || column > slot.end) continue;
    if (column === slot.end && slots.some((other) => other.start === column && other.end > column)) continue;
    return slot.nested ? [slot, ...slotsAt(slot.nested, column)] : [slot];
  }
  return [];
}
