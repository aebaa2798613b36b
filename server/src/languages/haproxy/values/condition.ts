/**
 * Conditions behind `if` and `unless` (`parse_acl_cond` in HAProxy's src/acl.c): names of ACLs joined by an implied "and",
 * `or` or `||`, negated by `!`, and anonymous ACLs between `{` and `}`.
 */
import type { JoinContext, Joined, Slot } from '../../../engine/slots.ts';
import { subWord, type Word } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { operator, readDefinition } from './acl-definition.ts';
import { judgePlace } from './evaluation.ts';
import { failed } from './mistakes.ts';

const aclName = { kind: 'name', words: ['acl'], options: {} } as const;

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
    readCondition(words, started ? 1 : 0, context, into);
    const end = (words[words.length - 1] as Word).end + 1;
    into.slots.push({ role: 'empty', start: end, end, text: '', spec: aclName });
  },
};

/** The small words of a condition and of an ACL. */
export const conditionOperator: ValueKind = {
  name: 'operator',
  token: 'operator',
  expects: (spec) => (spec.words.includes('comparison') ? 'eq, ge, gt, le or lt' : 'or, || or !'),
  complete: (spec) =>
    spec.words.includes('comparison') ? ['eq', 'ge', 'gt', 'le', 'lt'].map((text) => ({ text })) : [],
};

/** Reads the words behind `if`. HAProxy takes an operator without anything behind it in silence. */
function readCondition(words: readonly Word[], from: number, context: JoinContext, into: Joined): void {
  let open: Word | undefined = words[from - 1];
  let empty = true;
  for (let at = from; at < words.length; at++) {
    const marked = words[at] as Word;
    const word = afterMarks(marked, into);
    if (!word) {
      open = marked;
      continue;
    }
    if (/^(?:or|\|\|)$/i.test(word.text)) {
      pushWord(word, operator, into);
      if (empty) say(into, 'dangling-operator', word, 'before');
      open = word;
      continue;
    }
    open = undefined;
    empty = false;
    if (word.text.startsWith('{')) {
      at = readAnonymous(words, at, word, context, into);
    } else if (word.text === '}') {
      pushWord(word, operator, into);
      say(into, 'unopened-anonymous-acl', word);
    } else {
      pushWord(word, aclName, into);
    }
  }
  if (!open) return;
  if (empty && open === words[from - 1]) say(into, 'empty-condition', open);
  else say(into, 'dangling-operator', open, 'behind');
}

function say(into: Joined, code: string, { start, end }: Word, detail?: string): void {
  if (!failed(into)) into.problems.push({ code, start, end, ...(detail && { detail }) });
}

/** A word without the exclamation marks before it; undefined where there is nothing else. */
function afterMarks(word: Word, into: Joined): Word | undefined {
  let marks = 0;
  while (word.text.charAt(marks) === '!') marks++;
  if (marks === 0) return word;
  const alone = marks === word.text.length;
  // Before the marks, so that what may follow them is found first.
  if (alone) into.slots.push({ role: 'empty', start: word.end, end: word.end, text: '', spec: aclName });
  pushWord(subWord(word, 0, marks), operator, into);
  return alone ? undefined : subWord(word, marks, word.text.length);
}

/**
 * Reads `{ criterion pattern }`. A brace that touches its neighbour is no brace to HAProxy; here it is taken for one, so that
 * what is inside it is read all the same.
 * @param open the opening word without the marks before it
 * @returns the index of the last word read
 */
function readAnonymous(words: readonly Word[], at: number, open: Word, context: JoinContext, into: Joined): number {
  if (open.text.length > 1 && open.text.endsWith('}')) {
    const inner = subWord(open, 1, open.text.length - 1);
    say(into, 'glued-anonymous-acl', open);
    readDefinition(inner.text === '' ? [] : [inner], inner.start, context, into);
    return at;
  }
  let close = -1;
  let glued = -1;
  for (let index = at + 1; index < words.length && close < 0; index++) {
    const { text } = words[index] as Word;
    if (text === '}') close = index;
    else if (glued < 0 && text.endsWith('}')) glued = index;
  }
  pushWord(subWord(open, 0, 1), operator, into);
  const last = close < 0 ? glued : close;
  const inside = words.slice(at + 1, last < 0 ? words.length : last);
  const touching = close < 0 && glued >= 0 ? (words[glued] as Word) : undefined;
  if (touching) inside.push(subWord(touching, 0, touching.text.length - 1));
  if (open.text.length > 1) {
    say(into, 'glued-anonymous-acl', open);
    inside.unshift(subWord(open, 1, open.text.length));
  } else if (touching) say(into, 'glued-anonymous-acl', touching);
  else if (close < 0) say(into, 'unclosed-anonymous-acl', open);
  else if (inside.length === 0) say(into, 'empty-anonymous-acl', open);
  const criterion = readDefinition(inside, open.end + 1, context, into);
  if (criterion) judgePlace(criterion, 'condition', context, into);
  if (close >= 0) pushWord(words[close] as Word, operator, into);
  return last < 0 ? words.length : last;
}

function pushWord({ start, end, text, uncertain }: Word, spec: Slot['spec'], into: Joined): void {
  into.slots.push({ role: 'value', start, end, text, spec, uncertain });
}
