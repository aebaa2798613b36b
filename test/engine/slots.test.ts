// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells fill in is the subject of these tests.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fact, FactTable } from '../../server/src/engine/facts.ts';
import { parseSignature } from '../../server/src/engine/signature.ts';
import {
  type JoinContext,
  type Joined,
  joinName,
  joinParams,
  type Slot,
  slotsAt,
} from '../../server/src/engine/slots.ts';
import type { Word } from '../../server/src/engine/syntax.ts';
import { integer, oneOf, text } from '../../server/src/engine/values/common.ts';
import { type ValueKind, valueKinds } from '../../server/src/engine/values/kind.ts';

/** A kind that takes the rest of the line and makes a slot of every word behind the first. */
const rest: ValueKind = {
  name: 'rest',
  token: 'string',
  extent: 'rest',
  accepts: (word) => word === 'if',
  expects: () => 'if and more',
  nested(words, spec, _context, into) {
    for (const word of words.slice(1))
      into.slots.push({ role: 'value', start: word.start, end: word.end, text: word.text, spec });
    if (words.length === 1) into.problems.push({ code: 'bare', start: words[0]?.start ?? 0, end: words[0]?.end ?? 0 });
  },
};

const fact = (name: string, signature?: string): Fact => ({
  id: name,
  name,
  params: signature === undefined ? undefined : parseSignature(signature),
});

const facts = [
  fact('check', ''),
  fact('weight', '<weight:integer>'),
  fact('track', '<a:text> <b:text>'),
  fact('call', ''),
  fact('two words', ''),
];
const options: FactTable = {
  id: 'option',
  noun: 'server option',
  get: (name) => facts.find((each) => each.name === name),
  all: () => facts,
};
const context: JoinContext = {
  kinds: valueKinds(integer, oneOf, rest, text),
  table: (id) => (id === 'option' ? options : undefined),
  host: {},
  section: { key: '', kind: '', name: '' },
};

function wordsOf(line: string): Word[] {
  return Array.from(line.matchAll(/\S+/g), (found) => ({
    start: found.index,
    end: found.index + found[0].length,
    text: found[0],
  }));
}

/** Each slot as `role text@start-end (parameter)`, nested ones indented, problems behind them. */
function joined(signature: string, line: string): string[] {
  const into: Joined = { slots: [], problems: [] };
  const words = wordsOf(line);
  const taken = joinParams(context, fact('f', signature), words, 0, line.length, into);
  return [
    ...into.slots.flatMap((slot) => shown(slot, '')),
    ...words.slice(taken).map((word) => `left over ${word.text}`),
    ...into.problems.map(
      (each) => `problem ${each.code} ${each.start}-${each.end}${each.detail ? ` ${each.detail}` : ''}`,
    ),
  ];
}

function shown({ role, text: written, start, end, param, uncertain, nested }: Slot, indent: string): string[] {
  const line = `${indent}${role} ${written}@${start}-${end}${param ? ` (${param})` : ''}${uncertain ? ' uncertain' : ''}`;
  return [line, ...(nested ?? []).flatMap((slot) => shown(slot, `${indent}  `))];
}

describe('joining words with parameters', () => {
  it('gives each word to the next parameter', () => {
    assert.deepEqual(joined('<a:text> <b:integer>', 'x 1'), ['value x@0-1 (a)', 'value 1@2-3 (b)']);
  });

  it('leaves over what no parameter takes', () => {
    assert.deepEqual(joined('<a:text>', 'x y z'), ['value x@0-1 (a)', 'left over y', 'left over z']);
    assert.deepEqual(joined('', 'x'), ['left over x']);
  });

  it('takes everything where the arguments are not known', () => {
    const into: Joined = { slots: [], problems: [] };
    assert.equal(joinParams(context, fact('unknown'), wordsOf('a b'), 0, 3, into), 2);
    assert.deepEqual(into, { slots: [], problems: [] });
  });

  it('puts an empty slot at the end of the line for what is missing, and says so once', () => {
    assert.deepEqual(joined('<a:text> <b:integer> <c:text>', 'x '), [
      'value x@0-1 (a)',
      'empty @2-2 (b)',
      'problem missing-value 0-1 b',
    ]);
    assert.deepEqual(joined('<a:text>+', ''), ['empty @0-0 (a)', 'problem missing-value 0-0 a']);
  });

  it('puts an empty slot for what may still come, without a problem', () => {
    assert.deepEqual(joined('<a:text>? <b:integer>?', ''), ['empty @0-0 (a)', 'empty @0-0 (b)']);
    assert.deepEqual(joined('<a:text>*', 'x'), ['value x@0-1 (a)', 'empty @1-1 (a)']);
    assert.deepEqual(joined('<a:text>+', 'x'), ['value x@0-1 (a)', 'empty @1-1 (a)']);
  });

  it('passes over an optional parameter when the word is of a later one', () => {
    assert.deepEqual(joined('<a:one-of on|off>? <b:integer>', '5'), ['value 5@0-1 (b)']);
    assert.deepEqual(joined('<a:text>? <b:rest>?', 'if x'), ['value if@0-4 (b)', '  value x@3-4']);
    assert.deepEqual(joined('<a:text>* <b:rest>?', 'x y if'), [
      'value x@0-1 (a)',
      'value y@2-3 (a)',
      'value if@4-6 (b)',
      'problem bare 4-6',
    ]);
  });

  it('gives a required parameter whatever word comes', () => {
    assert.deepEqual(joined('<a:integer> <b:rest>?', 'if'), [
      'value if@0-2 (a)',
      'empty @2-2 (b)',
      'problem not-a-number 0-2 an integer',
    ]);
    assert.deepEqual(joined('<a:integer>+ <b:rest>?', 'x'), [
      'value x@0-1 (a)',
      'empty @1-1 (a)',
      'empty @1-1 (b)',
      'problem not-a-number 0-1 an integer',
    ]);
  });

  it('leaves an optional parameter out that does not accept the word, though nobody else does', () => {
    assert.deepEqual(joined('<a:integer>?', 'x'), ['left over x']);
  });
});

describe('joining words with a table', () => {
  it('joins the words behind a name with its own signature', () => {
    assert.deepEqual(joined('{option}*', 'check weight 5 check'), [
      'name check@0-5',
      'name weight@6-12',
      'value 5@13-14 (weight)',
      'name check@15-20',
      'empty @20-20 (option)',
    ]);
  });

  it('calls a word unknown that is in no table, and goes on behind it', () => {
    assert.deepEqual(joined('{option}*', 'chekc check'), [
      'unknown chekc@0-5',
      'name check@6-11',
      'empty @11-11 (option)',
      'problem unknown-server-option 0-5',
    ]);
  });

  it('leaves a word to the parameter behind the table that accepts it', () => {
    assert.deepEqual(joined('{option}* <c:rest>?', 'check if y'), [
      'name check@0-5',
      'value if@6-10 (c)',
      '  value y@9-10',
    ]);
  });

  it('says what the name at the end of the line still needs', () => {
    assert.deepEqual(joined('{option}*', 'track x'), [
      'name track@0-5',
      'value x@6-7 (a)',
      'empty @7-7 (b)',
      'empty @7-7 (option)',
      'problem missing-value 6-7 b',
    ]);
  });

  it('finds a name before its parenthesis, and its slot ends there', () => {
    assert.deepEqual(joined('{option}', 'call(x)'), ['name call@0-4']);
  });

  it('takes the longest run of words that is a name', () => {
    const into: Joined = { slots: [], problems: [] };
    assert.equal(joinName(options, wordsOf('two words more'), 0, into, 3), 2);
    assert.deepEqual(
      into.slots.flatMap((slot) => shown(slot, '')),
      ['name two words@0-9'],
    );
  });

  it('takes a word for anything where the table is not known', () => {
    assert.deepEqual(joined('{option} {lost} <c:text>', 'check x y'), ['name check@0-5', 'value y@8-9 (c)']);
  });
});

describe('words that only a template or the environment knows', () => {
  for (const word of ['{{value}}', '${VALUE}', '$(value)', '@VALUE@', '@@VALUE@@', '<%=value%>']) {
    it(`are not judged: ${word}`, () => {
      assert.deepEqual(joined('<a:integer>', word), [`value ${word}@0-${word.length} (a) uncertain`]);
      assert.deepEqual(joined('{option}', word), [`unknown ${word}@0-${word.length} uncertain`]);
    });
  }

  it('are not these', () => {
    for (const word of ['$VALUE', '${}', '${', '${a', '@group', 'a@b@', '{x}', '%{+Q}r']) {
      assert.match(joined('<a:integer>', word).join(), /problem not-a-number/, word);
    }
  });

  it('make the whole of a value uncertain that takes the rest of the line', () => {
    assert.deepEqual(joined('<a:rest>', 'if {{x}}'), ['value if@0-8 (a) uncertain', '  value {{x}}@3-8']);
  });
});

describe('the slots at a column', () => {
  const into: Joined = { slots: [], problems: [] };
  joinParams(context, fact('f', '<a:text> <b:rest>'), wordsOf('ab if cd'), 0, 8, into);
  const at = (column: number) => slotsAt(into.slots, column).map((slot) => slot.text);

  it('are those it is in or right behind, outermost first', () => {
    assert.deepEqual(at(0), ['ab']);
    assert.deepEqual(at(2), ['ab']);
    assert.deepEqual(at(4), ['if']);
    assert.deepEqual(at(6), ['if', 'cd']);
    assert.deepEqual(at(8), ['if', 'cd']);
    assert.deepEqual(at(9), []);
  });

  it('prefer what begins there over what ends there', () => {
    const touching: Slot[] = [
      { role: 'value', start: 0, end: 1, text: 'a' },
      { role: 'value', start: 1, end: 2, text: 'b' },
    ];
    assert.deepEqual(
      slotsAt(touching, 1).map((slot) => slot.text),
      ['b'],
    );
  });
});
