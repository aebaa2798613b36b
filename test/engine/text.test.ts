import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Edit, type Position, Text } from '../../server/src/engine/text.ts';
import { tried } from '../fuzz/arbitrary.ts';

const at = (line: number, column: number): Position => ({ line, column });
const edit = (start: Position, end: Position, text: string): Edit => ({ start, end, text });
const contents = (text: Text) => text.lines.map((line) => line.text);

describe('splitting', () => {
  it('ends lines at LF and CRLF, and keeps any other CR inside its line', () => {
    const text = Text.of('a\nb\r\nc\rd\r\r\n\n');
    assert.deepEqual(contents(text), ['a', 'b', 'c\rd\r', '', '']);
    assert.deepEqual(
      text.lines.map((line) => line.end),
      ['\n', '\r\n', '\r\n', '\n', ''],
    );
  });

  it('has one line without an end, whatever the source', () => {
    assert.deepEqual(contents(Text.of('')), ['']);
    assert.deepEqual(contents(Text.of('\n')), ['', '']);
    assert.deepEqual(contents(Text.of('a\r')), ['a\r']);
    assert.deepEqual(contents(Text.empty), ['']);
  });

  it('does not take other characters for line ends', () => {
    assert.deepEqual(contents(Text.of('a\u2028b\u0085c\vd\fe\0f')), ['a\u2028b\u0085c\vd\fe\0f']);
  });
});

describe('places', () => {
  const text = Text.of('ab\ncd');

  it('are moved into the text', () => {
    assert.deepEqual(text.clamp(at(-1, 7)), at(0, 0));
    assert.deepEqual(text.clamp(at(0, -3)), at(0, 0));
    assert.deepEqual(text.clamp(at(0, 99)), at(0, 2));
    assert.deepEqual(text.clamp(at(2, 0)), at(1, 2));
    assert.deepEqual(text.clamp(at(1, 1)), at(1, 1));
  });

  it('beyond the last line mean the last line', () => {
    assert.equal(text.line(9).text, 'cd');
  });
});

describe('an edit', () => {
  const edited = (source: string, ...args: Parameters<typeof edit>) =>
    Text.of(source)
      .edited(edit(...args))
      .toString();

  it('replaces within a line and over lines', () => {
    assert.equal(edited('abc', at(0, 1), at(0, 2), 'X'), 'aXc');
    assert.equal(edited('one\ntwo\nthree', at(0, 1), at(2, 2), '-'), 'o-ree');
    assert.equal(edited('one\ntwo', at(0, 3), at(0, 3), '\n\n'), 'one\n\n\ntwo');
  });

  it('keeps line ends that it does not touch', () => {
    assert.equal(edited('a\r\nb\r\n', at(0, 1), at(0, 1), 'x'), 'ax\r\nb\r\n');
    assert.equal(edited('a\r\nb\nc', at(0, 0), at(1, 0), ''), 'b\nc');
  });

  it('removes the last line with the line end before it, and not the text', () => {
    assert.equal(edited('a\nb', at(0, 1), at(1, 1), ''), 'a');
    assert.equal(edited('a\n', at(0, 0), at(9, 0), ''), '');
  });

  it('makes one line end of a CR that comes to stand before a LF', () => {
    const text = Text.of('a\rb\nc').edited(edit(at(0, 2), at(0, 3), ''));
    assert.equal(text.toString(), 'a\r\nc');
    assert.deepEqual(contents(text), ['a', 'c']);
  });

  it('beyond the end means the end', () => {
    assert.equal(edited('a', at(5, 5), at(6, 6), 'b'), 'ab');
  });

  it('keeps the objects of every other line', () => {
    const before = Text.of('a\nb\nc\nd');
    const next = before.edited(edit(at(1, 0), at(2, 0), 'x\ny\n'));
    assert.equal(next.toString(), 'a\nx\ny\nc\nd');
    assert.equal(next.lines[0], before.lines[0]);
    assert.equal(next.lines[4], before.lines[3]);
  });
});

describe('several edits', () => {
  it('all speak of the text before them, in whatever order they come', () => {
    const edits = [edit(at(0, 0), at(0, 1), ''), edit(at(1, 0), at(1, 1), 'BB'), edit(at(0, 2), at(0, 2), '!')];
    for (const order of [edits, [...edits].reverse()]) {
      assert.equal(Text.of('abc\nbcd').editedBy(order).toString(), 'b!c\nBBcd');
    }
  });

  it('in one place stand in their own order, before what replaces the text behind them', () => {
    const [first, second] = [edit(at(0, 1), at(0, 1), '1'), edit(at(0, 1), at(0, 1), '2')];
    const replacing = edit(at(0, 1), at(0, 2), 'X');
    assert.equal(Text.of('abc').editedBy([first, second]).toString(), 'a12bc');
    assert.equal(Text.of('abc').editedBy([first, second, replacing]).toString(), 'a12Xc');
    assert.equal(Text.of('abc').editedBy([replacing, first, second]).toString(), 'a12Xc');
  });
});

describe('a long text', () => {
  const source = Array.from({ length: 1500 }, (_, line) => `line ${line}`).join('\n');

  it('stays what it is when it is edited, once or along two ways', () => {
    const before = Text.of(source);
    const one = before.edited(edit(at(700, 0), at(702, 0), 'x\ny\nz\n'));
    const two = one.edited(edit(at(3, 0), at(3, 4), 'row'));
    assert.equal(before.toString(), source);
    const other = before.edited(edit(at(0, 0), at(0, 0), 'first '));
    assert.equal(one.line(700).text, 'x');
    assert.equal(one.line(3).text, 'line 3');
    assert.equal(two.line(3).text, 'row 3');
    assert.equal(other.toString(), `first ${source}`);
    assert.equal(two.toString().replace('row', 'line'), source.replace('line 700\nline 701\n', 'x\ny\nz\n'));
  });

  it('takes in more lines than a call takes arguments', () => {
    const many = 'many\n'.repeat(200_000);
    assert.equal(
      Text.of(source)
        .edited(edit(at(1, 0), at(1, 0), many))
        .toString(),
      source.replace('\n', `\n${many}`),
    );
  });

  it('knows which lines it shares with a later one, however many edits lie between', () => {
    const before = Text.of(source);
    const later = before.edited(edit(at(20, 0), at(20, 0), 'a\n')).edited(edit(at(10, 0), at(12, 0), ''));
    assert.deepEqual(before.sharedWith(later), { head: 10, tail: 1479 });
    assert.deepEqual(before.sharedWith(before), { head: 1500, tail: 0 });
    assert.deepEqual(before.sharedWith(before.replaced(`${source}!`)), { head: 1499, tail: 0 });
  });
});

describe('a replaced source', () => {
  it('keeps line objects before the first and after the last difference', () => {
    const before = Text.of('a\nb\nc\nd\ne');
    const next = before.replaced('a\nb\nX\nY\nd\ne');
    assert.equal(next.toString(), 'a\nb\nX\nY\nd\ne');
    assert.deepEqual(
      next.lines.map((line) => before.lines.indexOf(line)),
      [0, 1, -1, -1, 3, 4],
    );
  });

  it('never gives one object two places', () => {
    const next = Text.of('a\na\na').replaced('a\na\na\na\na');
    assert.equal(new Set(next.lines).size, 5);
  });

  it('tells lines of different ends apart', () => {
    const before = Text.of('a\r\nb');
    assert.equal(before.replaced('a\nb').toString(), 'a\nb');
  });
});

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', ' '), maxLength: 30 });
const anyPlace = fc.record({ line: fc.integer({ min: -1, max: 12 }), column: fc.integer({ min: -1, max: 12 }) });

describe('for any text', () => {
  it('the lines joined again are the source', () => {
    fc.assert(
      fc.property(anyText, (source) => Text.of(source).toString() === source),
      tried(300),
    );
  });

  it('an edit does what it does to the string, and its text is one split from scratch', () => {
    fc.assert(
      fc.property(anyText, anyPlace, anyPlace, anyText, (source, one, other, text) => {
        const before = Text.of(source);
        const [start, end] = [before.clamp(one), before.clamp(other)].sort(
          (a, b) => a.line - b.line || a.column - b.column,
        );
        const offset = ({ line, column }: Position) =>
          before.lines.slice(0, line).reduce((sum, each) => sum + each.text.length + each.end.length, column);
        const expected = source.slice(0, offset(start as Position)) + text + source.slice(offset(end as Position));
        const after = before.edited(edit(start as Position, end as Position, text));
        assert.equal(after.toString(), expected);
        assert.deepEqual(after.lines, Text.of(expected).lines);
      }),
      tried(300),
    );
  });

  it('a replaced source reads like one split from scratch', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, source) => {
        assert.deepEqual(Text.of(before).replaced(source).lines, Text.of(source).lines);
      }),
      tried(300),
    );
  });
});
