/** Patterns of ACLs, judged by the match method that reads them (`pat_parse_*` in HAProxy's src/pattern.c). */
import { columnOf, type Word } from '../../../engine/syntax.ts';
import { readNetwork } from './networks.ts';
import { regexMistake } from './regex.ts';
import type { SampleType } from './sample-types.ts';

/** Match methods behind `-m`, with the type of sample each of them wants. */
export const matchMethods: Readonly<Record<string, SampleType>> = {
  beg: 'str',
  bin: 'bin',
  bool: 'sint',
  dir: 'str',
  dom: 'str',
  end: 'str',
  found: 'sint',
  int: 'sint',
  ip: 'addr',
  len: 'str',
  reg: 'str',
  regm: 'str',
  str: 'str',
  sub: 'str',
};

/** How patterns are read. */
export type Reading = 'nothing' | 'text' | 'integer' | 'version' | 'address' | 'bytes' | 'regex';

const readings: Readonly<Record<string, Reading>> = {
  bin: 'bytes',
  bool: 'nothing',
  found: 'nothing',
  int: 'integer',
  ip: 'address',
  len: 'integer',
  reg: 'regex',
  regm: 'regex',
};

export function readingOf(method: string): Reading {
  return readings[method] ?? 'text';
}

/** The method that fits a type without `-m`; undefined where HAProxy wants one to be named. */
export function methodForType(type: SampleType): string | undefined {
  if (type === 'bool' || type === 'str') return type;
  if (type === 'sint') return 'int';
  return type === 'addr' || type === 'ipv4' || type === 'ipv6' ? 'ip' : undefined;
}

export interface PatternMistake {
  readonly code: 'invalid-pattern' | 'invalid-regex';
  readonly start: number;
  readonly end: number;
  readonly detail: string;
  readonly suggestion?: string;
}

const operators = new Set(['eq', 'ne', 'ge', 'gt', 'le', 'lt']);

/** Reads the patterns of one ACL in turn; integers and versions may have an operator before them. */
export class PatternReader {
  private operator = 'eq';

  constructor(
    private readonly reading: Reading,
    /** Behind `-n` names of hosts are not looked up. */
    private readonly numericOnly: boolean,
  ) {}

  /** Whether a word is an operator here, such as `gt`. */
  isOperator({ text }: Word): boolean {
    return (this.reading === 'integer' || this.reading === 'version') && operators.has(text);
  }

  mistake(word: Word): PatternMistake | undefined {
    switch (this.reading) {
      case 'integer':
      case 'version':
        return this.number(word);
      case 'address':
        return address(word, this.numericOnly);
      case 'bytes':
        return bytes(word);
      case 'regex':
        return expression(word);
      default:
        return undefined;
    }
  }

  private number(word: Word): PatternMistake | undefined {
    const { text } = word;
    if (this.isOperator(word)) {
      this.operator = text;
      return undefined;
    }
    const dotted = this.reading === 'version';
    const what = dotted ? 'a version such as 3.1' : 'an integer';
    if (!/[:-]/.test(text) && !['eq', 'ne'].includes(this.operator)) {
      // What stands behind the dot of a plain integer is not looked at.
      const [whole = '', ...rest] = text.split('.');
      const small = rest.length === 0 ? '0' : rest.join('.');
      if (isNumber(whole) && (!dotted || (isNumber(small) && Number(whole) < 65_536 && Number(small) < 65_536)))
        return undefined;
      return wrong(word, `behind '${this.operator}' belongs ${what}`);
    }
    const separator = /[:-]/.exec(text)?.index ?? -1;
    const fits = dotted ? isVersion : isNumber;
    if (separator < 0)
      return fits(text)
        ? undefined
        : wrong(word, `expected ${what}, a range such as ${dotted ? '3.0:3.1' : '80:90'}, or an operator such as gt`);
    const low = text.slice(0, separator);
    const high = text.slice(separator + 1);
    if (low === '' && high === '') return wrong(word, 'a range has at least one end');
    if ((low !== '' && !fits(low)) || (high !== '' && !fits(high)))
      return wrong(word, `both ends of a range are ${dotted ? 'versions' : 'integers'}`);
    if (low === '' || high === '' || order(low) <= order(high)) return undefined;
    return { ...wrong(word, `the range starts above its end`), suggestion: `${high}${text.charAt(separator)}${low}` };
  }
}

function wrong(word: Word, detail: string): PatternMistake {
  return { code: 'invalid-pattern', start: word.start, end: word.end, detail };
}

const greatest = 9_223_372_036_854_775_807n;

/** Digits below 2^63, as strl2llrc() reads them. */
function isNumber(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  const digits = text.replace(/^0+/, '');
  return digits.length < 19 || (digits.length === 19 && BigInt(digits) <= greatest);
}

function isVersion(text: string): boolean {
  const [whole = '', small = '0', more] = text.split('.');
  return more === undefined && isNumber(whole) && isNumber(small) && Number(whole) < 65_536 && Number(small) < 65_536;
}

/** A number for comparing both ends of a range; versions count as one number too. */
function order(text: string): bigint {
  const [whole = '0', small] = text.split('.');
  return small === undefined ? BigInt(text) << 16n : (BigInt(whole) << 16n) | BigInt(small);
}

function address(word: Word, numericOnly: boolean): PatternMistake | undefined {
  const reading = readNetwork(word.text);
  if (reading === 'address') return undefined;
  if (reading === 'mask') return wrong(word, `the part behind '/' is no mask: expected the number of its bits`);
  if (reading === 'name' && !numericOnly) return undefined;
  const wildcard = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(word.text)?.[1];
  const parts = wildcard?.split('.').filter((part) => part !== '');
  return {
    ...wrong(word, 'expected an IPv4 or IPv6 address or a network such as 192.0.2.0/24'),
    ...(parts?.every((part) => Number(part) <= 255) && {
      suggestion: `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`,
    }),
  };
}

function bytes(word: Word): PatternMistake | undefined {
  const { text } = word;
  if (text.length % 2 === 0 && /^[\dA-Fa-f]*$/.test(text)) return undefined;
  return wrong(word, 'expected bytes in hexadecimal, two digits each');
}

function expression(word: Word): PatternMistake | undefined {
  const found = regexMistake(word.text, false);
  if (!found) return undefined;
  const start = columnOf(word, found.at);
  return { code: 'invalid-regex', start, end: Math.max(columnOf(word, found.end), start + 1), detail: found.reason };
}
