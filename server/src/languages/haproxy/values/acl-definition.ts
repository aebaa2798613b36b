/**
 * The definition of an ACL, which is also what stands between the braces of an anonymous one: a criterion, flags and
 * patterns (`parse_acl_expr` in HAProxy's src/acl.c).
 */
import { clipped, quotedList } from '../../../engine/nearest.ts';
import type { JoinContext, Joined, Slot } from '../../../engine/slots.ts';
import type { Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { matchMethods, methodForType, PatternReader, type Reading, readingOf } from './acl-patterns.ts';
import { failed } from './mistakes.ts';
import { readSample, type SampleReading } from './sample.ts';
import { castable, describeType } from './sample-types.ts';

export const operator = { kind: 'operator', words: [], options: {} } as const;
const flag = { kind: 'flag', words: [], options: {} } as const;
const pattern = { kind: 'pattern', words: [], options: {} } as const;
/** A pattern of which every text is a good one. */
const textPattern = { kind: 'pattern', words: ['text'], options: {} } as const;
const comparison = { kind: 'operator', words: ['comparison'], options: {} } as const;
const file = { kind: 'path', words: [], options: {} } as const;
const number = { kind: 'integer', words: [], options: {} } as const;
/** All but the one that only converters have a use for. */
const usualMethods = Object.keys(matchMethods).filter((method) => method !== 'regm');
const matchMethod = { kind: 'one-of', words: usualMethods, options: {} } as const;

/** From this release on only one `-m` may stand in an ACL, and one that changes the method of a criterion is warned of. */
const singleMethod = '3.3';

export const aclDefinition: ValueKind = {
  name: 'acl-definition',
  token: 'function',
  extent: 'rest',
  expects: () => 'a criterion, flags and patterns, as in path -m beg /api',
  nested(words, _spec, context, into) {
    readDefinition(words, 0, context, into);
  },
};

export const aclFlag: ValueKind = {
  name: 'flag',
  token: 'keyword',
  expects: () => 'a flag',
  complete: () => [
    { text: '-i', detail: 'ignore case' },
    { text: '-m', detail: 'match method' },
    { text: '-f', detail: 'patterns from a file' },
    { text: '-n', detail: 'no name resolution' },
    { text: '-M', detail: 'load the file as a map' },
    { text: '-u', detail: 'unique id' },
    { text: '--', detail: 'end of flags' },
  ],
};

export const aclPattern: ValueKind = {
  name: 'pattern',
  token: 'string',
  alike: (words, spec) => spec === textPattern && words !== 'address',
  expects: () => 'a pattern',
};

/**
 * Reads a criterion, flags and patterns, and says what may follow.
 * @param start column where the criterion would stand if there is none
 * @returns what is known of the criterion; undefined where there is none
 */
export function readDefinition(
  words: readonly Word[],
  start: number,
  context: JoinContext,
  into: Joined,
): SampleReading | undefined {
  const criterion = words[0];
  if (!criterion) {
    into.slots.push({ role: 'empty', start, end: start, text: '', table: context.table('criterion') });
    return undefined;
  }
  const reading = readSample(criterion, context, into, { first: 'criterion' });
  new DefinitionReader(words, context, into, reading).read();
  return reading;
}

/** The match method of an ACL, as far as it is known. */
interface Method {
  readonly name: string | undefined;
  readonly reading: Reading;
}

const anything: Method = { name: undefined, reading: 'text' };

class DefinitionReader {
  private at = 1;
  private readonly version: string;
  /** Undefined where a method has to be named. */
  private method: Method | undefined;
  private readonly own: Method | undefined;
  private forced = false;
  private loaded = false;
  private numericOnly = false;
  private flagsEnded = false;

  constructor(
    private readonly words: readonly Word[],
    private readonly context: JoinContext,
    private readonly into: Joined,
    private readonly sample: SampleReading,
  ) {
    this.version = targetVersion(context.host);
    this.own = this.ownMethod();
    this.method = this.own;
  }

  read(): void {
    const { words } = this;
    this.checkEmpty();
    const next = (words[words.length - 1] as Word).end + 1;
    const empty = (spec: Slot['spec']) =>
      this.into.slots.push({ role: 'empty', start: next, end: next, text: '', spec });
    const awaited = this.readFlags();
    if (awaited) {
      empty(awaited);
      return;
    }
    if (!this.method) this.failMethod();
    else this.checkOverwritten();
    this.readPatterns();
    if (!this.flagsEnded) empty(flag);
    if (this.method?.reading === 'integer' || this.method?.reading === 'version') empty(comparison);
    empty(pattern);
  }

  /** The method without `-m`: that of the criterion, or the one for the type behind the converters. */
  private ownMethod(): Method | undefined {
    const { fact, converted, type } = this.sample;
    const second = this.words[1]?.text ?? '';
    if (fact?.table === 'acl-criterion' && !converted) {
      if (fact.fetch === 'req.ssl_ver') return { name: 'int', reading: 'version' };
      return { name: fact.match, reading: readingOf(fact.match ?? 'str') };
    }
    if (type === 'unknown' || (fact?.table === 'fetch' && this.isConverter(second))) return anything;
    const name = methodForType(type);
    return name === undefined ? undefined : { name, reading: readingOf(name) };
  }

  private problem(
    code: string,
    { start, end }: Pick<Word, 'start' | 'end'>,
    detail: string,
    suggestion?: string,
  ): void {
    if (failed(this.into)) return;
    this.into.problems.push({ code, start, end, detail, ...(suggestion && { suggestion }) });
  }

  /** Behind a fetch even a word of its own may be a converter. */
  private isConverter(text: string): boolean {
    if (!/^[a-z]/.test(text)) return false;
    return this.context.table('converter')?.get(/^[\w.+:-]*/.exec(text)?.[0] ?? '') !== undefined;
  }

  private push(word: Word, spec: Slot['spec']): void {
    const { start, end, text, uncertain } = word;
    this.into.slots.push({ role: 'value', start, end, text, spec, uncertain });
  }

  private checkEmpty(): void {
    const [criterion, next] = this.words;
    const { name, type, fact } = this.sample;
    if (!criterion || !fact) return;
    if (!next && this.own && this.own !== anything && type !== 'bool')
      this.problem('acl-without-pattern', criterion, clipped(name.text));
    else if (next?.text.startsWith('(') && !criterion.text.includes('('))
      this.problem(
        'detached-arguments',
        { start: criterion.end, end: next.end },
        clipped(name.text),
        // Alone it would leave the criterion without a pattern.
        this.words.length > 2 && !next.columns ? next.text : undefined,
      );
  }

  /** Reads the flags; returns what the last one still waits for. */
  private readFlags(): Slot['spec'] {
    const { words } = this;
    for (; this.at < words.length; this.at++) {
      const word = words[this.at] as Word;
      const { text } = word;
      if (!text.startsWith('-')) break;
      this.push(word, flag);
      if (text === '--') {
        this.flagsEnded = true;
        this.at++;
        return undefined;
      }
      if (text === '-n') this.numericOnly = true;
      if (text === '-i' || text === '-n' || text === '-M') continue;
      if (text === '-m' || text === '-f' || text === '-u') {
        const value = words[++this.at];
        const spec = text === '-m' ? matchMethod : text === '-f' ? file : number;
        if (!value) {
          this.problem(
            'invalid-acl',
            word,
            `Behind '${text}' belongs ${text === '-m' ? 'a match method' : text === '-f' ? 'the path of a file' : 'a number'}.`,
          );
          return spec;
        }
        this.push(value, spec);
        if (text === '-m') this.readMethod(word, value);
        else if (text === '-f') this.readFile();
        else if (!/^\s*[+-]?\d+$/.test(value.text))
          this.problem('invalid-acl', value, `'${clipped(value.text)}' is no number, which '-u' wants.`);
        continue;
      }
      this.problem('unknown-acl-flag', word, clipped(text));
      return undefined;
    }
    this.flagsEnded = this.at < words.length;
    return undefined;
  }

  private readMethod(word: Word, value: Word): void {
    const { type, name } = this.sample;
    const wanted = matchMethods[value.text];
    const single = compareVersions(this.version, singleMethod) >= 0;
    if (this.loaded) {
      this.problem('invalid-acl', word, "'-m' comes before the files of patterns, which are read by its method.");
    } else if (this.forced && single) {
      this.problem('invalid-acl', word, "Only one '-m' may stand here; older releases took the last one.");
    } else if (!wanted) {
      if (!failed(this.into))
        this.into.problems.push({
          code: 'unknown-match-method',
          start: value.start,
          end: value.end,
          candidates: () => usualMethods,
        });
    } else if (value.text !== 'found' && !castable(type, wanted, this.version)) {
      this.problem(
        'invalid-acl',
        value,
        `The method '${value.text}' works on ${describeType(wanted)}, and '${clipped(name.text)}' gives ${describeType(type)}.`,
      );
    }
    this.forced = true;
    this.method = { name: value.text, reading: readingOf(value.text) };
  }

  private readFile(): void {
    if (!this.method) this.failMethod();
    this.loaded = true;
  }

  private failMethod(): void {
    const { name, type } = this.sample;
    const methods = usualMethods.filter(
      (method) => method === 'found' || castable(type, matchMethods[method] as 'str', this.version),
    );
    this.problem(
      'acl-without-method',
      { start: name.start, end: name.end },
      `'${clipped(name.text)}' gives ${describeType(type)}: '-m' has to say how they match, by ${quotedList(methods)}.`,
    );
  }

  /** A criterion whose name says its method, and which is compared by another: behind `-m`, or behind a converter. */
  private checkOverwritten(): void {
    const { fact, name } = this.sample;
    const method = this.method?.name;
    if (fact?.table !== 'acl-criterion' || !method || compareVersions(this.version, singleMethod) < 0) return;
    const special = this.forced || this.sample.converted ? ['method', 'http_auth_group'].includes(fact.name) : false;
    const named = ['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub'].includes(fact.match ?? '');
    if (!special && (!named || method === fact.match)) return;
    this.problem(
      'overwritten-method',
      { start: name.start, end: name.end },
      this.forced ? `'-m ${method}'` : 'A converter',
    );
  }

  private readPatterns(): void {
    const reading = this.method?.reading ?? 'text';
    const reader = new PatternReader(reading, this.numericOnly);
    const spec = reading === 'text' ? textPattern : pattern;
    for (; this.at < this.words.length; this.at++) {
      const word = this.words[this.at] as Word;
      this.push(word, reader.isOperator(word) ? operator : spec);
      if (word.text === 'ne' && reader.isOperator(word)) this.problem('not-equal-operator', word, '');
      const found = !failed(this.into) ? reader.mistake(word) : undefined;
      if (found) this.into.problems.push(found);
    }
  }
}
