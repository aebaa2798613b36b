/**
 * Sample expressions: a sample fetch with its arguments and then converters, `req.hdr(host),lower,field(1,:)`
 * (`sample_parse_expr` in HAProxy's src/sample.c). One word holds the whole expression.
 */
import { clipped } from '../../../engine/nearest.ts';
import { type JoinContext, type Joined, joinName, type Slot } from '../../../engine/slots.ts';
import { columnOf, subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import type { HaproxyFact } from '../facts/tables.ts';
import { targetVersion } from '../sections.ts';
import { judgePlace } from './evaluation.ts';
import { failed } from './mistakes.ts';
import { regexMistake } from './regex.ts';
import { type Argument, type Arguments, maskOf, readArguments, type SampleMistake } from './sample-arguments.ts';
import { converterChecks, fetchChecks } from './sample-checks.ts';
import { choicesOf } from './sample-choices.ts';
import { castable, describeType, type SampleFact, type SampleType, sampleFact, typeBehind } from './sample-types.ts';

export const sample: ValueKind = {
  name: 'sample',
  token: 'function',
  expects: () => 'a sample expression such as req.hdr(host),lower',
  nested(words, _spec, context, into) {
    const word = words[0];
    if (!word) return;
    const read = readSample(word, context, into);
    judgePlace(read, 'sample', context, into);
  },
};

/** What is known of an expression. */
export interface SampleReading {
  /** Offset of the first character behind it. */
  readonly end: number;
  readonly type: SampleType;
  /** The fetch or criterion it starts with, where it names one that the version has. */
  readonly fact?: HaproxyFact | undefined;
  readonly fetch?: SampleFact | undefined;
  /** Where the fetch stands, arguments left out. */
  readonly name: Word;
  readonly converted: boolean;
}

interface Options {
  /** Table of the first name: sample fetches, the criteria of ACLs, or converters where an expression goes on. */
  readonly first?: 'fetch' | 'criterion' | 'converter';
  /** The expression may end before the word does, at a character that cannot go on with it. */
  readonly embedded?: boolean;
  readonly from?: number;
}

/** What stands in the place of a name and is none. */
const oddEnd = /[(,\]]|$/g;

/** The offset behind the letters, digits and marks of a name (`is_idchar` in HAProxy's include/haproxy/tools.h). */
function nameEndFrom(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); isNameCode(code); code = text.charCodeAt(at)) at++;
  return at;
}

function isNameCode(code: number): boolean {
  if (code >= 97 && code <= 122) return true;
  // The digits and the colon behind them.
  if ((code >= 48 && code <= 58) || (code >= 65 && code <= 90)) return true;
  return code === 46 || code === 95 || code === 45 || code === 43;
}

function oddEndFrom(text: string, from: number): number {
  oddEnd.lastIndex = from;
  return oddEnd.exec(text)?.index ?? text.length;
}

/** Takes an expression apart. */
export function readSample(word: Word, context: JoinContext, into: Joined, options: Options = {}): SampleReading {
  const reader = new SampleReader(word, context, into);
  return reader.read(options.from ?? 0, options.first ?? 'fetch', options.embedded === true);
}

class SampleReader {
  private readonly version: string;
  private stopped: boolean;
  private type: SampleType = 'unknown';

  constructor(
    private readonly word: Word,
    private readonly context: JoinContext,
    private readonly into: Joined,
  ) {
    this.version = targetVersion(context.host);
    this.stopped = failed(into);
  }

  read(from: number, first: 'fetch' | 'criterion' | 'converter', embedded: boolean): SampleReading {
    const { text } = this.word;
    const start = this.call(from, first);
    let { end } = start;
    let converted = false;
    while (end < text.length) {
      if (text.charAt(end) !== ',') {
        if (!embedded) this.fail(columnOf(this.word, end), columnOf(this.word, text.length), commaSentence(text, end));
        break;
      }
      while (text.charAt(end) === ',') end++;
      if (end === text.length) {
        this.pushEmpty(end);
        break;
      }
      const next = this.call(end, 'converter');
      converted = true;
      if (next.end <= end) break;
      end = next.end;
    }
    return { ...start, end, type: this.type, converted };
  }

  /** Reads `name(argument,argument)`. */
  private call(from: number, tableId: string): Pick<SampleReading, 'end' | 'name' | 'fact' | 'fetch'> {
    const { word, context, into } = this;
    const table = context.table(tableId);
    let end = nameEndFrom(word.text, from);
    if (end === from) end = oddEndFrom(word.text, from);
    const name = subWord(word, from, end);
    if (!table) return { end, name };
    if (name.text === '') {
      this.pushEmpty(from, tableId);
      if (word.text !== '')
        this.fail(
          name.start,
          name.start + 1,
          `The name of a ${tableId === 'converter' ? 'converter' : 'sample fetch'} is missing here.`,
        );
      return { end, name };
    }
    if (name.text.startsWith('lua.')) {
      // Lua scripts register fetches and converters that no table can know.
      into.slots.push({ role: 'value', start: name.start, end: name.end, text: name.text, table });
      this.type = 'unknown';
      return { end: this.skip(end, name), name };
    }
    joinName(table, [name], 0, this.stopped ? { slots: into.slots, problems: [] } : into);
    const slot = into.slots[into.slots.length - 1] as Slot;
    if (slot.role !== 'name') {
      this.stopped = true;
      this.type = 'unknown';
      return { end: this.skip(end, name), name };
    }
    const fact = slot.fact as HaproxyFact;
    const owner =
      fact.table === 'acl-criterion' ? (context.table('fetch')?.get(fact.fetch ?? '') as HaproxyFact) : fact;
    const known = owner && sampleFact(owner, this.version);
    if (!known || known.args === undefined) {
      this.type = 'unknown';
      return { end: this.skip(end, name), name, fact, fetch: known };
    }
    this.convert(name, known, tableId);
    const args = readArguments(word, end, maskOf(known.args), clipped(name.text));
    this.join(name, owner, args);
    return { end: args.mistake ? this.skip(end, name) : args.end, name, fact, fetch: known };
  }

  /** Follows the type of the sample through the expression. */
  private convert(name: Word, known: SampleFact, tableId: string): void {
    if (tableId !== 'converter') {
      this.type = known.out;
      return;
    }
    if (!castable(this.type, known.in, this.version))
      this.fail(
        name.start,
        name.end,
        `'${name.text}' works on ${describeType(known.in)}, and what stands before it gives ${describeType(this.type)}.`,
      );
    this.type = typeBehind(this.type, known.in, known.out);
  }

  private join(name: Word, owner: HaproxyFact, args: Arguments): void {
    const { into } = this;
    for (let index = 0; index < args.list.length; index++) {
      const { word: whole, type } = args.list[index] as Argument;
      if (!args.open && whole.text === '') continue;
      const spec = choicesOf(owner.id, index) ?? type.spec;
      // The names of ACLs may be negated.
      const negated = spec.kind === 'name' && spec.words[0] === 'acl' && whole.text.startsWith('!');
      const word = negated ? subWord(whole, 1, whole.text.length) : whole;
      const role = word.text === '' ? 'empty' : 'value';
      into.slots.push({
        role,
        start: word.start,
        end: word.end,
        text: word.text,
        fact: owner,
        spec,
        uncertain: word.uncertain,
      });
    }
    this.pushPlace(owner, args);
    if (args.mistake) {
      this.say(args.mistake);
      return;
    }
    if (this.stopped) return;
    this.checkRegex(args);
    this.check(name, owner, args);
  }

  /** The place of an argument where nothing stands yet. */
  private pushPlace(owner: HaproxyFact, args: Arguments): void {
    if (!args.empty || typeof owner.args !== 'string') return;
    const { place, index } = args.empty;
    const spec = choicesOf(owner.id, index) ?? maskOf(owner.args).types[index]?.spec;
    this.into.slots.push({ role: 'empty', start: place.start, end: place.end, text: '', fact: owner, spec });
  }

  private checkRegex(args: Arguments): void {
    for (const { word, type } of args.list) {
      if (type.spec.kind !== 'regex') continue;
      const found = regexMistake(word.text, true);
      if (!found) continue;
      const start = columnOf(word, found.at);
      this.problem('invalid-regex', start, Math.max(columnOf(word, found.end), start + 1), found.reason);
    }
  }

  private check(name: Word, owner: HaproxyFact, args: Arguments): void {
    const check = (owner.table === 'converter' ? converterChecks : fetchChecks).get(owner.name);
    // A fetch without arguments is not asked; a converter always is.
    if (!check || (owner.table !== 'converter' && args.list.length === 0)) return;
    const failure = check(
      args.list.map(({ word }) => word.text),
      this.version,
    );
    if (!failure) return;
    const wrong = args.list[failure.index]?.word;
    const shown = clipped(name.text);
    const place = maskOf(owner.args as string).types.length > 1 ? `argument ${failure.index + 1}` : 'the argument';
    const sentence =
      wrong && wrong.text !== ''
        ? `'${clipped(wrong.text)}' cannot be ${place} of '${shown}': ${failure.clause}.`
        : `'${shown}' lacks ${place}: ${failure.clause}.`;
    const at = wrong && wrong.end > wrong.start ? wrong : name;
    this.say({
      start: at.start,
      end: at.end,
      sentence,
      ...(wrong && failure.candidates && { candidates: failure.candidates }),
    });
  }

  private say({ start, end, sentence, suggestion, candidates }: SampleMistake): void {
    this.problem('invalid-sample', start, end, sentence, suggestion, candidates);
  }

  private fail(start: number, end: number, sentence: string): void {
    this.problem('invalid-sample', start, Math.max(end, start), sentence);
  }

  private problem(
    code: string,
    start: number,
    end: number,
    detail: string,
    suggestion?: string,
    candidates?: readonly string[],
  ): void {
    // HAProxy stops at the first mistake.
    if (this.stopped) return;
    this.stopped = true;
    this.into.problems.push({
      code,
      start,
      end,
      detail,
      ...(suggestion && { suggestion }),
      ...(candidates && candidates.length > 0 && { candidates: () => candidates }),
    });
  }

  /** Passes over arguments of which nothing is known, and those behind a mistake. */
  private skip(at: number, name: Word): number {
    const { text } = this.word;
    if (text.charAt(at) !== '(') return at;
    let quote = '';
    for (let i = at + 1; i < text.length; i++) {
      const char = text.charAt(i);
      if (quote !== '') quote = char === quote ? '' : quote;
      else if (char === '"' || char === "'") quote = char;
      else if (char === '\\') i++;
      else if (char === ')') return i + 1;
    }
    this.fail(
      columnOf(this.word, at),
      columnOf(this.word, at) + 1,
      `The '(' behind '${clipped(name.text)}' is never closed.`,
    );
    return text.length;
  }

  private pushEmpty(at: number, tableId = 'converter'): void {
    const column = columnOf(this.word, at);
    this.into.slots.push({ role: 'empty', start: column, end: column, text: '', table: this.context.table(tableId) });
  }
}

function commaSentence(text: string, at: number): string {
  return `'${clipped(text.slice(at))}' goes on behind the expression: a converter needs a ',' before it.`;
}
