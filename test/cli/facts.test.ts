import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentIn, headroom } from './command-line.ts';

type Row = Readonly<Record<string, unknown>>;

const facts = async (...args: string[]) =>
  documentIn(await headroom(['facts', '--format', 'json', ...args], { cwd: '/' }));
const row = (rows: readonly Row[], key: string, value: string) => rows.find((each) => each[key] === value);

describe('headroom facts', () => {
  it('prints the tables of every language with the same fields in each row', async () => {
    const document = await facts();
    assert.deepEqual(Object.keys(document), ['version', 'haproxy', 'sysctl', 'limits']);
    const fields: Readonly<Record<string, readonly string[]>> = {
      sysctl: [
        'key',
        'type',
        'arity',
        'min',
        'max',
        'unit',
        'default',
        'since',
        'until',
        'replacedBy',
        'readonly',
        'namespace',
        'module',
        'combination',
        'source',
        'prose',
      ],
      haproxy: ['id', 'name', 'kind', 'sections', 'signature', 'since', 'until', 'deprecated', 'source', 'prose'],
      limits: ['item', 'unit', 'source', 'prose'],
    };
    for (const [language, names] of Object.entries(fields)) {
      assert.ok(document[language].length > 20);
      for (const each of document[language])
        for (const name of names) assert.ok(name in each, `${language}: no ${name}`);
    }
    assert.deepEqual(row(document.sysctl, 'key', 'net.ipv4.tcp_tw_recycle')?.until, '4.12');
    assert.equal(row(document.haproxy, 'id', 'server-option/maxconn')?.kind, 'server-option');
    assert.equal(row(document.limits, 'item', 'nofile')?.unit, 'descriptors');
  });

  it('keeps what a version has', async () => {
    const { sysctl } = await facts('--language', 'sysctl', '--kernel', '6.1');
    assert.equal(row(sysctl, 'key', 'net.ipv4.tcp_tw_recycle'), undefined);
    assert.ok(row(sysctl, 'key', 'net.ipv4.tcp_mem'));
    const { haproxy, ...rest } = await facts('--language', 'haproxy', '--haproxy', '2.6');
    assert.deepEqual(Object.keys(rest), ['version']);
    for (const each of haproxy)
      assert.ok(!each.since || Number(each.since.split('.')[0]) <= 2, `${each.id} since ${each.since}`);
  });

  it('gives numbers that JSON can hold, and digits where it cannot', async () => {
    const { sysctl } = await facts('--language', 'sysctl');
    for (const { min, max } of sysctl) {
      for (const bound of [min, max]) {
        assert.ok(bound === null || Number.isSafeInteger(bound) || /^-?\d{16,}$/.test(bound), String(bound));
      }
    }
  });
});
