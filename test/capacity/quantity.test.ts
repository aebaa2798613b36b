import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  assumed,
  byDefault,
  constant,
  difference,
  explain,
  formulaOf,
  known,
  largest,
  leavesOf,
  printed,
  product,
  quotient,
  roundedDown,
  smallest,
  sum,
  unknown,
} from '../../server/src/capacity/quantity.ts';

const place = { path: '/etc/haproxy/haproxy.cfg', line: 3, start: 12, end: 16 };
const maxconn = known('maxconn', 4000, 'connections', { from: 'haproxy.cfg', place });
const sides = constant('descriptors per connection', 2, 'descriptors', 'src/haproxy.c');
const reserve = constant('reserve', 10, 'descriptors', 'src/haproxy.c');
const threads = byDefault('nbthread', 1, 'threads', 'default of HAProxy 2.6');
const need = sum('descriptors', 'descriptors', [
  product('for connections', 'descriptors', [sides, maxconn]),
  reserve,
  product('for threads', 'descriptors', [constant('per thread', 3, 'descriptors', 'src/haproxy.c'), threads]),
]);

describe('a quantity', () => {
  it('is worked out from others', () => {
    assert.equal(need.value, 8013);
    assert.equal(difference('left', 'ports', maxconn, reserve, sides).value, 3988);
    assert.equal(smallest('least', '', [maxconn, reserve]).value, 10);
    assert.equal(largest('most', '', [maxconn, reserve]).value, 4000);
    assert.equal(
      roundedDown('whole', '', quotient('third', '', reserve, known('three', 3, '', { from: '' }))).value,
      3,
    );
  });

  it('is as sure as the least sure of its inputs', () => {
    assert.equal(need.certainty, 'default');
    assert.equal(sum('', '', [maxconn, reserve]).certainty, 'known');
    assert.equal(sum('', '', [threads, assumed('share', 1, 'share', 'the worst case')]).certainty, 'assumed');
  });

  it('is unknown where an input is, or where a divisor is zero', () => {
    const nobody = unknown('limit', 'descriptors', 'LimitNOFILE of the unit');
    for (const each of [
      sum('', '', [maxconn, nobody]),
      smallest('', '', [maxconn, nobody]),
      quotient('', '', maxconn, constant('none', 0, '', '')),
    ]) {
      assert.equal(each.value, undefined);
      assert.equal(each.certainty, 'unknown');
      assert.equal(printed(each), 'unknown');
    }
  });

  it('is printed with its unit', () => {
    const bytes = (value: number) => printed({ value, unit: 'bytes' });
    assert.equal(bytes(2048), '2 048 bytes');
    assert.equal(bytes(122_880_000_000), '114.4 GiB');
    assert.equal(printed({ value: 470.53, unit: 'per second' }), '471/s');
    assert.equal(printed({ value: 0.314, unit: 'share' }), '31.4 %');
    assert.equal(printed({ value: 432_000, unit: 'seconds' }), '5 d');
    assert.equal(printed({ value: 28_232, unit: 'ports' }), '28 232 ports');
  });
});

describe('the arithmetic behind a quantity', () => {
  it('is a line that can be redone by hand', () => {
    assert.equal(formulaOf(need), '2 × 4 000 + 10 + 3 × 1 = 8 013 descriptors');
  });

  it('keeps brackets where they matter, and only there', () => {
    const inner = sum('', '', [maxconn, reserve]);
    assert.equal(formulaOf(product('', '', [sides, inner])), '2 × (4 000 + 10) = 8 020');
    assert.equal(formulaOf(difference('', '', maxconn, sum('', '', [reserve, sides]))), '4 000 − (10 + 2) = 3 988');
    assert.equal(formulaOf(quotient('', '', maxconn, product('', '', [sides, reserve]))), '4 000 ÷ (2 × 10) = 200');
    assert.equal(formulaOf(smallest('', '', [inner, maxconn])), 'min(4 000 + 10; 4 000) = 4 000');
  });

  it('shows what is not known as a question', () => {
    const nobody = unknown('limit', 'descriptors', 'LimitNOFILE of the unit');
    assert.equal(formulaOf(product('', 'descriptors', [sides, nobody])), '2 × ? = unknown');
  });

  it('is a tree, from the result down to where every number comes from', () => {
    assert.deepEqual(
      explain(need).map(({ depth, text }) => `${'  '.repeat(depth)}${text}`),
      [
        'descriptors = 8 000 + 10 + 3 = 8 013 descriptors',
        '  for connections = 2 × 4 000 = 8 000 descriptors',
        '    descriptors per connection = 2 descriptors (src/haproxy.c)',
        '    maxconn = 4 000 connections (haproxy.cfg:4)',
        '  reserve = 10 descriptors (src/haproxy.c)',
        '  for threads = 3 × 1 = 3 descriptors',
        '    per thread = 3 descriptors (src/haproxy.c)',
        '    nbthread = 1 thread (default of HAProxy 2.6)',
      ],
    );
  });

  it('has each leaf once', () => {
    assert.deepEqual(
      leavesOf(sum('', '', [need, maxconn])).map(({ name }) => name),
      ['descriptors per connection', 'maxconn', 'reserve', 'per thread', 'nbthread'],
    );
  });
});
