/**
 * Real files of limits.conf and limits.d: reading loses nothing, and no error is said of a line that pam_limits takes as it
 * stands. The corpus is no part of the project; where it is not at hand, the sample hosts stand in.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { readLine } from '../../server/src/languages/limits/syntax.ts';
import { shared } from '../harness/shared.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const project = join(import.meta.dirname, '../..');
const corpus = join(shared, 'corpus/limits');
const root = existsSync(corpus) ? corpus : join(project, 'test/samples');

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.conf$/.test(path) && (root === corpus || path.includes('/etc/security/')))
  .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));

const number = /^(?:\d+|unlimited|infinity|-1|-)$/i;
const counted =
  /^(?:core|data|fsize|memlock|nofile|rss|stack|cpu|nproc|as|locks|sigpending|msgqueue|rtprio|maxlogins|maxsyslogins)$/i;
const priority = /^(?:nice|priority)$/i;

/**
 * Whether a line is taken as it stands, written here a second time and more simply than in the product: comment, blank, or
 * four fields of the plainest kind. Of any other line this says nothing.
 */
function isPlain(line: string): boolean {
  const fields = (line.split('#')[0] as string).split(/[ \t]+/).filter((field) => field !== '');
  if (fields.length === 0) return true;
  const [domain = '', type = '', item = '', value = ''] = fields;
  if (fields.length !== 4 || !/^(?:\*|@?[a-z_][\w.-]*|\d+:\d*|:\d+)$/i.test(domain) || !/^(?:soft|hard|-)$/i.test(type))
    return false;
  if (priority.test(item)) return /^-?\d+$/.test(value);
  // The numbers of descriptors with which nobody can log in, and those that no kernel grants, are not plain.
  return (
    counted.test(item) &&
    number.test(value) &&
    !(/^nofile$/i.test(item) && !(Number(value) > 8 && Number(value) < 2 ** 31) && /^\d/.test(value))
  );
}

describe('real files of limits', () => {
  it('there are some, and most of their lines are plain', () => {
    const lines = files.flatMap(({ source }) => source.split('\n'));
    assert.ok(files.length >= 3);
    assert.ok(lines.filter(isPlain).length > lines.length * 0.8);
  });

  it('reading a line loses nothing', () => {
    for (const { path, source } of files) {
      const text = Text.of(source);
      assert.equal(text.toString(), source, path);
      for (const { text: line } of text.lines) {
        const { words, comment } = readLine(line);
        let at = 0;
        for (const word of words) {
          assert.match(line.slice(at, word.start), /^[ \t\r\v\f]*$/, path);
          assert.equal(line.slice(word.start, word.end), word.text, path);
          at = word.end;
        }
        assert.match(line.slice(at, comment < 0 ? line.length : comment), /^[ \t\r\v\f]*$/, path);
      }
    }
  });

  it('no error is said of a plain line', () => {
    const wrong: string[] = [];
    for (const { path, source } of files) {
      const place = '/host/etc/security/limits.conf';
      const lines = Text.of(source).lines;
      for (const found of findingsIn(worldOf([{ path: place, source }]), place)) {
        const line = lines[found.line]?.text ?? '';
        if (found.severity === 'error' && isPlain(line))
          wrong.push(`${path}:${found.line + 1} ${found.rule.id}: ${line}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('every line with the wrong number of fields is an error', () => {
    for (const { path, source } of files) {
      const place = '/host/etc/security/limits.conf';
      const errors = new Set(
        findingsIn(worldOf([{ path: place, source }]), place)
          .filter((found) => found.severity === 'error')
          .map((found) => found.line),
      );
      source.split(/\r?\n/).forEach((line, index) => {
        const fields = (line.split('#')[0] as string).split(/[ \t]+/).filter((field) => field !== '');
        const broken =
          fields.length === 1 || fields.length === 3 || (fields.length === 2 && !fields[1]?.startsWith('-'));
        if (broken && !/\{\{|\{%|<%|\$\{/.test(line)) assert.ok(errors.has(index), `${path}:${index + 1} ${line}`);
      });
    }
  });
});
