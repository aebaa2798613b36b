/** The items and types of limits.conf: names, units, versions and prose. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { limitItems, limitTypes } from '../../server/src/languages/limits/facts/items.ts';
import { checkCompletion } from '../harness/check-completion.ts';

const names = (
  'core data fsize memlock nofile rss stack cpu nproc as maxlogins maxsyslogins priority locks sigpending msgqueue ' +
  'nice rtprio rttime nonewprivs chroot'
).split(' ');

function item(name: string) {
  const found = limitItems.get(name);
  assert.ok(found, name);
  return found;
}

test('the items are those that pam_limits knows', () => {
  assert.deepEqual([...limitItems.all()].map((each) => each.name).sort(), [...names].sort());
  assert.equal(limitItems.get('NOFILE'), undefined);
  assert.equal(limitItems.get('constructor'), undefined);
});

test('units are those of the item, not of the kernel', () => {
  for (const name of ['core', 'data', 'fsize', 'memlock', 'rss', 'stack', 'as'])
    assert.equal(item(name).unit, 'KiB', name);
  assert.equal(item('cpu').unit, 'minutes');
  assert.equal(item('msgqueue').unit, 'bytes');
  assert.equal(item('rttime').unit, 'microseconds');
  assert.equal(item('rtprio').unit, undefined);
});

test('every item takes one value', () => {
  for (const each of limitItems.all()) {
    assert.equal(each.params?.length, 1, each.name);
    const [param] = each.params ?? [];
    assert.ok(param && 'value' in param);
    assert.equal(param.value.kind, each.name === 'chroot' ? 'text' : 'limit-value');
  }
});

test('words for no limit do not exist for priorities and switches', () => {
  const without = [...limitItems.all()].filter((each) => each.keywords.length === 0).map((each) => each.name);
  assert.deepEqual(without.sort(), ['chroot', 'nice', 'nonewprivs', 'priority']);
  assert.deepEqual(item('nofile').keywords, ['unlimited', 'infinity', '-1', '-']);
});

test('versions and ranks are those of Linux-PAM', () => {
  assert.equal(item('rttime').since, '1.7.1');
  assert.equal(item('nonewprivs').since, '1.5.0');
  const anyType = [...limitItems.all()].filter((each) => each.ignoresType).map((each) => each.name);
  assert.deepEqual(anyType.sort(), ['maxlogins', 'maxsyslogins', 'nonewprivs']);
  const unranked = [...limitItems.all()].filter((each) => each.lastMatchWins).map((each) => each.name);
  assert.deepEqual(unranked.sort(), ['chroot', 'nonewprivs', 'priority']);
});

test('the types are soft, hard and both', () => {
  assert.deepEqual(
    [...limitTypes.all()].map((each) => each.name),
    ['soft', 'hard', '-'],
  );
});

test('every item and type has prose under its id, and nothing else has', () => {
  const file = path.join(import.meta.dirname, '../../server/src/languages/limits/prose/items.md');
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
  const titles = sections.map((section) => section.slice(0, section.indexOf('\n')));
  const ids = [...limitItems.all(), ...limitTypes.all()].map((each) => each.id);
  assert.deepEqual([...titles].sort(), [...ids].sort());
  for (const section of sections) assert.ok(section.trim().split('\n\n').length >= 2, section.slice(0, 20));
});

test('behind the dash that sets both limits stand the items, though the line is complete for now', () => {
  const entries = checkCompletion('  * - $0\n#     ^ + nofile, nproc, …, !soft\n', { language: 'limits' });
  assert.deepEqual(
    entries.map((each) => each.label),
    [...limitItems.all()].map((each) => each.name),
  );
  checkCompletion('  * -x $0\n', { language: 'limits' });
});
