/**
 * Conditions behind `if` and `unless` (`parse_acl_cond` in HAProxy's src/acl.c): names of ACLs joined by an implied "and",
 * `or` or `||`, negated by `!`, and anonymous ACLs between `{` and `}`. Also the definition of an ACL, which is what stands
 * between the braces: a criterion, flags and patterns.
 */
import type { JoinContext, Joined, Slot } from '../../../engine/slots.ts';
import { subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { readSample } from './sample.ts';

const aclName = { kind: 'name', words: ['acl'], options: {} } as const;
const operator = { kind: 'operator', words: [], options: {} } as const;
const flag = { kind: 'flag', words: [], options: {} } as const;
const pattern = { kind: 'pattern', words: [], options: {} } as const;

/** Flags of an ACL that take a word of their own. */
const flagsWithValue = new Set(['-m', '-f', '-M', '-u']);
const matchMethods = ['beg', 'bin', 'bool', 'dir', 'dom', 'end', 'found', 'int', 'ip', 'len', 'reg', 'str', 'sub'];

export const condition: ValueKind = {
  name: 'condition',
  token: 'keyword',
  extent: 'rest',
  accepts: (text) => text === 'if' || text === 'unless',
  expects: () => 'if or unless, and a condition',
  complete: () => [{ text: 'if' }, { text: 'unless' }],
  nested(words, _spec, context, into) {
    pushWord(words[0] as Word, operator, into);
    for (let at = 1; at < words.length; at++) {
      const word = words[at] as Word;
      if (word.text === '{') {
        const close = words.findIndex((other, index) => index > at && other.text === '}');
        const end = close < 0 ? words.length : close;
        if (close < 0) into.problems.push({ code: 'unclosed-anonymous-acl', start: word.start, end: word.end });
        pushWord(word, operator, into);
        readDefinition(words.slice(at + 1, end), context, into);
        if (close >= 0) pushWord(words[close] as Word, operator, into);
        at = end;
      } else if (word.text === 'or' || word.text === '||' || word.text === '!') {
        pushWord(word, operator, into);
      } else {
        pushTerm(word, into);
      }
    }
    const end = (words[words.length - 1] as Word).end + 1;
    into.slots.push({ role: 'empty', start: end, end, text: '', spec: aclName });
  },
};

export const aclDefinition: ValueKind = {
  name: 'acl-definition',
  token: 'function',
  extent: 'rest',
  expects: () => 'a criterion, flags and patterns, as in path -m beg /api',
  nested: (words, _spec, context, into) => readDefinition(words, context, into),
};

/** The small words of a condition and of an ACL, for colours. */
export const conditionOperator: ValueKind = { name: 'operator', token: 'operator', expects: () => 'or, || or !' };
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
export const aclPattern: ValueKind = { name: 'pattern', token: 'string', expects: () => 'a pattern' };

/** One name with its `!` in front. */
function pushTerm(word: Word, into: Joined): void {
  const negated = /^!+/.exec(word.text)?.[0].length ?? 0;
  if (negated > 0) pushWord(subWord(word, 0, negated), operator, into);
  if (negated < word.text.length) pushWord(subWord(word, negated, word.text.length), aclName, into);
}

function readDefinition(words: readonly Word[], context: JoinContext, into: Joined): void {
  const criterion = words[0];
  if (!criterion) return;
  readSample(criterion, context, into, 'criterion');
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at] as Word;
    if (!/^-[a-zA-Z-]$/.test(word.text)) break;
    pushWord(word, flag, into);
    if (word.text === '--') {
      at++;
      break;
    }
    if (!flagsWithValue.has(word.text) || at + 1 >= words.length) continue;
    const value = words[++at] as Word;
    const spec = word.text === '-m' ? { kind: 'one-of', words: matchMethods, options: {} } : pattern;
    pushWord(value, spec, into);
  }
  for (; at < words.length; at++) pushWord(words[at] as Word, pattern, into);
}

function pushWord(word: Word, spec: Slot['spec'], into: Joined): void {
  into.slots.push({ role: 'value', start: word.start, end: word.end, text: word.text, spec, uncertain: word.uncertain });
}
