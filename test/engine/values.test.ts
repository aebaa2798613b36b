import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSpec } from '../../server/src/engine/signature.ts';
import type { JoinContext } from '../../server/src/engine/slots.ts';
import { integer, isDefinition, name, numberLoose, oneOf } from '../../server/src/engine/values/common.ts';
import type { ValueKind } from '../../server/src/engine/values/kind.ts';
import {
  describeQuantity,
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  parseSize,
  unitBytes,
  unitDuration,
} from '../../server/src/engine/values/quantity.ts';
import { languageById } from '../../server/src/languages/index.ts';

const nowhere: JoinContext = { kinds: {}, table: () => undefined, host: {}, section: { key: '', kind: '', name: '' } };

const codes = (kind: ValueKind, spec: string, text: string) =>
  (kind.check?.(text, parseSpec(spec), nowhere) ?? []).map((each) => each.code);

describe('an integer', () => {
  it('is digits with at most a minus before them', () => {
    for (const text of ['0', '-1', '007', '123456789012345678901234567890'])
      assert.deepEqual(codes(integer, 'integer', text), [], text);
    for (const text of ['', '-', '+1', '1.5', '1e3', '0x10', '1k', ' 1', '١']) {
      assert.deepEqual(codes(integer, 'integer', text), ['not-a-number'], text);
    }
  });

  it('is held against both bounds, exactly, however large', () => {
    const spec = 'integer min=-1 max=9223372036854775807';
    assert.deepEqual(codes(integer, spec, '-1'), []);
    assert.deepEqual(codes(integer, spec, '-2'), ['out-of-range']);
    assert.deepEqual(codes(integer, spec, '9223372036854775807'), []);
    assert.deepEqual(codes(integer, spec, '9223372036854775808'), ['out-of-range']);
  });

  it('of any number of digits is read in no time', () => {
    assert.deepEqual(codes(integer, 'integer max=5', `${'0'.repeat(500_000)}5`), []);
    assert.deepEqual(codes(integer, 'integer max=5', '9'.repeat(1_000_000)), ['out-of-range']);
    assert.deepEqual(codes(integer, 'integer max=5', `-${'9'.repeat(1_000_000)}`), []);
    assert.deepEqual(codes(integer, 'integer min=0', `-${'9'.repeat(1_000_000)}`), ['out-of-range']);
  });

  it('says what it expects', () => {
    assert.equal(integer.expects(parseSpec('integer')), 'an integer');
    assert.equal(integer.expects(parseSpec('integer min=0 max=10 unit=pages')), 'an integer from 0 to 10 (pages)');
    assert.equal(integer.expects(parseSpec('integer min=1')), 'an integer from 1 up');
    assert.equal(integer.expects(parseSpec('integer max=9')), 'an integer up to 9');
  });

  it('leaves out bounds that are only the size of a machine word', () => {
    assert.equal(integer.expects(parseSpec('integer min=0 max=2147483647')), 'an integer from 0 up');
    assert.equal(integer.expects(parseSpec('integer min=-2147483648 max=2147483647')), 'an integer');
  });

  it('that is read loosely is never wrong', () => {
    assert.deepEqual(codes(numberLoose, 'number-loose', '10k'), []);
  });
});

describe('one of a list', () => {
  const spec = parseSpec('one-of tcp|http');

  it('is one of its words and nothing else', () => {
    assert.deepEqual(oneOf.check?.('tcp', spec, nowhere), []);
    const [problem] = oneOf.check?.('htpp', spec, nowhere) ?? [];
    assert.equal(problem?.code, 'unknown-value');
    assert.equal(problem?.detail, "one of 'tcp', 'http'");
    assert.deepEqual([...(problem?.candidates?.() ?? [])], ['tcp', 'http']);
    assert.deepEqual(codes(oneOf, 'one-of tcp|http', 'TCP'), ['unknown-value']);
  });

  it('of a single word says just that', () => {
    assert.equal(oneOf.expects(parseSpec('one-of listeners')), "'listeners'");
  });

  it('completes its words', () => {
    assert.deepEqual(oneOf.complete?.(spec), [{ text: 'tcp' }, { text: 'http' }]);
  });
});

describe('a name', () => {
  it('defines or refers, and says in which namespace', () => {
    assert.equal(isDefinition(parseSpec('name acl define')), true);
    assert.equal(isDefinition(parseSpec('name acl')), false);
    assert.equal(name.namespace?.(parseSpec('name acl define')), 'acl');
    assert.equal(name.expects(parseSpec('name acl define')), 'a name for the acl');
    assert.equal(name.expects(parseSpec('name acl')), 'the name of an acl');
  });
});

describe('a duration of HAProxy', () => {
  const duration = languageById('haproxy')?.kinds.duration as ValueKind;
  const check = (text: string, unit = 'ms') => codes(duration, `duration unit=${unit}`, text);

  it('has a unit that HAProxy knows', () => {
    for (const text of ['30s', '1h', '24d', '5m', '100ms', '7us', '0']) assert.deepEqual(check(text), [], text);
    for (const text of ['', 's', '-1s', '1.5s', '30 s']) assert.deepEqual(check(text), ['invalid-time'], text);
    assert.deepEqual(check('10x'), ['invalid-time']);
    assert.deepEqual(check('30sec'), ['time-junk']);
    assert.deepEqual(check('1min'), ['time-junk']);
  });

  it('fits into 31 bits of its unit', () => {
    assert.deepEqual(check('2147483647ms'), []);
    assert.deepEqual(check('2147483648ms'), ['time-overflow']);
    assert.deepEqual(check('25d'), ['time-overflow']);
    assert.deepEqual(check('25d', 's'), []);
  });

  it('without a unit is told what it is', () => {
    const [problem] = duration.check?.('50000', parseSpec('duration unit=ms'), nowhere) ?? [];
    assert.deepEqual([problem?.code, problem?.detail, problem?.suggestion], ['time-without-unit', 'ms', '50s']);
    const [odd] = duration.check?.('1500', parseSpec('duration unit=us'), nowhere) ?? [];
    assert.equal(odd?.suggestion, '1500us');
  });

  it('is described, however long it is', () => {
    assert.equal(duration.describe?.('90m', parseSpec('duration unit=ms')), '1 h 30 min');
    assert.equal(duration.describe?.('5', parseSpec('duration unit=s')), '5 s');
    assert.doesNotMatch(duration.describe?.(`${'9'.repeat(400)}d`, parseSpec('duration')) ?? '', /NaN/);
  });
});

describe('a size of HAProxy', () => {
  const size = languageById('haproxy')?.kinds.size as ValueKind;

  it('has at most one letter behind its digits', () => {
    for (const text of ['16384', '16k', '1G', '2m']) assert.deepEqual(codes(size, 'size', text), [], text);
    for (const text of ['16kb', '1t', 'k', '-1', ''])
      assert.deepEqual(codes(size, 'size', text), ['invalid-size'], text);
  });

  it('is described in powers of 1024', () => {
    assert.equal(size.describe?.('16k', parseSpec('size')), '16 KiB');
    assert.equal(size.describe?.('512', parseSpec('size')), undefined);
  });
});

describe('quantities', () => {
  it('of bytes have at most one decimal and never 1024 of a unit', () => {
    const cases: [number, string][] = [
      [0, '0 B'],
      [1023, '1023 B'],
      [1024, '1 KiB'],
      [1536, '1.5 KiB'],
      [1024 ** 2 - 1, '1 MiB'],
      [1024 ** 3 - 1, '1 GiB'],
      [1000 * 1024 + 1, '1000 KiB'],
      [999.96 * 1024, '1000 KiB'],
      [114.4 * 1024 ** 3, '114.4 GiB'],
      [3 * 1024 ** 6, '3 EiB'],
      [-2048, '-2 KiB'],
    ];
    for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text, String(bytes));
  });

  it('of counts have their digits in groups', () => {
    assert.equal(formatCount(999), '999');
    assert.equal(formatCount(1000), '1 000');
    assert.equal(formatCount(30_000_000), '30 000 000');
    assert.equal(formatCount(18446744073709551615n), '18 446 744 073 709 551 615');
    assert.equal(formatCount(-1234), '-1 234');
  });

  it('of time have their two largest parts', () => {
    const cases: [number, string][] = [
      [0, '0 ms'],
      [250, '250 ms'],
      [30_000, '30 s'],
      [5_400_000, '1 h 30 min'],
      [432_000_000, '5 d'],
      [90_061_001, '1 d 1 h'],
      [86_400_000_000, '1 000 d'],
    ];
    for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
    assert.doesNotMatch(formatDuration(Number.POSITIVE_INFINITY), /NaN/);
  });

  it('as shares are whole percents, and below one with a decimal', () => {
    assert.equal(formatShare(31, 100), '31 %');
    assert.equal(formatShare(1, 3), '33 %');
    assert.equal(formatShare(1, 200), '0.5 %');
    assert.equal(formatShare(3, 2), '150 %');
  });

  it('are read as people write them', () => {
    const cases: [string, number | undefined][] = [
      ['4GiB', 4 * 1024 ** 3],
      ['4G', 4 * 1024 ** 3],
      ['4 gb', 4 * 1024 ** 3],
      [' 512MiB ', 512 * 1024 ** 2],
      ['1.5k', 1536],
      ['1073741824', 1024 ** 3],
      ['0', 0],
      ['', undefined],
      ['-1G', undefined],
      ['4 GiBs', undefined],
      ['G', undefined],
      ['1e9', undefined],
      ['9999999999T', undefined],
    ];
    for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
  });

  it('in units of facts become bytes or time', () => {
    assert.equal(unitBytes('pages', 16384), 16384);
    assert.equal(unitBytes('KiB', 4096), 1024);
    assert.equal(unitBytes('bytes', 4096), 1);
    assert.equal(unitBytes('descriptors', 4096), undefined);
    assert.equal(unitBytes(undefined, 4096), undefined);
    assert.equal(unitDuration('seconds'), 1000);
    assert.equal(unitDuration('centiseconds (1/100 s)'), 10);
    assert.equal(unitDuration('sockets'), undefined);
  });

  it('are described only where that helps', () => {
    assert.equal(describeQuantity(65_536, 'pages', 4096), '256 MiB');
    assert.equal(describeQuantity(100, 'bytes', 4096), undefined);
    assert.equal(describeQuantity(7200, 'seconds', 4096), '2 h');
    assert.equal(describeQuantity(5, 'sockets', 4096), undefined);
    assert.equal(describeQuantity(5, undefined, 4096), undefined);
  });
});
