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
const matchMethod = {
  kind: 'one-of',
  words: ['beg', 'bin', 'bool', 'dir', 'dom', 'end', 'found', 'int', 'ip', 'len', 'reg', 'str', 'sub'],
  options: {},
} as const;

export const condition: ValueKind = {
  name: 'condition',
  token: 'keyword',
  extent: 'rest',
  accepts: (text) => text === 'if' || text === 'unless',
  expects: () => 'if or unless, and a condition',
  complete: () => [{ text: 'if' }, { text: 'unless' }],
  nested(words, spec, context, into) {
    const first = words[0] as Word;
    const started = condition.accepts?.(first.text, spec) === true;
    if (started) pushWord(first, operator, into);
    else into.problems.push({ code: 'missing-if', start: first.start, end: (words[words.length - 1] as Word).end });
    for (let at = started ? 1 : 0; at < words.length; at++) {
      const word = afterMarks(words[at] as Word, into);
      if (!word) continue;
      if (word.text.startsWith('{')) {
        at = readAnonymous(words, at, word, context, into);
      } else if (word.text === '}') {
        pushWord(word, operator, into);
        into.problems.push({ code: 'unopened-anonymous-acl', start: word.start, end: word.end });
      } else if (/^(?:or|\|\|)$/i.test(word.text)) {
        pushWord(word, operator, into);
      } else {
        pushWord(word, aclName, into);
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
  nested: (words, _spec, context, into) => readDefinition(words, 0, context, into),
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

/** A word without the exclamation marks before it; undefined where there is nothing else. */
function afterMarks(word: Word, into: Joined): Word | undefined {
  const marks = /^!*/.exec(word.text)?.[0].length ?? 0;
  if (marks === 0) return word;
  pushWord(subWord(word, 0, marks), operator, into);
  return marks < word.text.length ? subWord(word, marks, word.text.length) : undefined;
}

/**
 * Reads `{ criterion pattern }`. A brace that touches its neighbour is no brace to HAProxy; here it is taken for one, so that
 * what is inside it is read all the same.
 * @param open the opening word without the marks before it
 * @returns the index of the last word read
 */
function readAnonymous(words: readonly Word[], at: number, open: Word, context: JoinContext, into: Joined): number {
  const problem = (code: string, { start, end }: Word) => into.problems.push({ code, start, end });
  if (open.text.length > 1 && open.text.endsWith('}')) {
    const inner = subWord(open, 1, open.text.length - 1);
    problem('glued-anonymous-acl', open);
    readDefinition(inner.text === '' ? [] : [inner], inner.start, context, into);
    return at;
  }
  const rest = words.slice(at + 1);
  const single = rest.findIndex((word) => word.text === '}');
  const glued = rest.findIndex((word) => word.text.endsWith('}'));
  const close = single >= 0 ? single : glued;
  pushWord(subWord(open, 0, 1), operator, into);
  const inside = close < 0 ? rest : rest.slice(0, close);
  const last = close >= 0 && single < 0 ? (rest[close] as Word) : undefined;
  if (last) inside.push(subWord(last, 0, last.text.length - 1));
  if (open.text.length > 1) {
    problem('glued-anonymous-acl', open);
    inside.unshift(subWord(open, 1, open.text.length));
  } else if (last) problem('glued-anonymous-acl', last);
  else if (close < 0) problem('unclosed-anonymous-acl', open);
  else if (inside.length === 0) problem('empty-anonymous-acl', open);
  readDefinition(inside, open.end + 1, context, into);
  if (single >= 0) pushWord(rest[single] as Word, operator, into);
  return close < 0 ? words.length : at + 1 + close;
}

/**
 * Reads a criterion, flags and patterns, and says what may follow.
 * @param start column where the criterion would stand if there is none
 */
function readDefinition(words: readonly Word[], start: number, context: JoinContext, into: Joined): void {
  const criterion = words[0];
  if (!criterion) {
    into.slots.push({ role: 'empty', start, end: start, text: '', table: context.table('criterion') });
    return;
  }
  const next = (words[words.length - 1] as Word).end + 1;
  const pushEmpty = (spec: Slot['spec']) => into.slots.push({ role: 'empty', start: next, end: next, text: '', spec });
  readSample(criterion, context, into, 'criterion');
  let at = 1;
  let flags = true;
  for (; at < words.length; at++) {
    const word = words[at] as Word;
    if (!/^-[a-zA-Z-]$/.test(word.text)) {
      flags = false;
      break;
    }
    pushWord(word, flag, into);
    if (word.text === '--') {
      flags = false;
      at++;
      break;
    }
    if (!flagsWithValue.has(word.text)) continue;
    const spec = word.text === '-m' ? matchMethod : pattern;
    const value = words[++at];
    if (!value) {
      pushEmpty(spec);
      return;
    }
    pushWord(value, spec, into);
  }
  for (; at < words.length; at++) pushWord(words[at] as Word, pattern, into);
  if (flags) pushEmpty(flag);
  pushEmpty(pattern);
}

function pushWord(word: Word, spec: Slot['spec'], into: Joined): void {
  into.slots.push({
    role: 'value',
    start: word.start,
    end: word.end,
    text: word.text,
    spec,
    uncertain: word.uncertain,
  });
}
