/** Single lines of haproxy.cfg that are hard to read: hostile ones, mistakes in words, and what is offered for them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../server/src/engine/findings.ts';
import { subWord, type Word } from '../../server/src/engine/syntax.ts';
import { readLine } from '../../server/src/languages/haproxy/syntax.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const path = '/etc/haproxy/haproxy.cfg';

/** The findings of a line in a listen section. */
function findingsOn(line: string): readonly Finding[] {
  return findingsIn(worldOf([{ path, source: `listen l\n${line}\n` }]), path).filter((finding) => finding.line === 1);
}

const rulesOn = (line: string) => findingsOn(line).map(({ rule }) => rule.id);

/** The line with the only fix of its only finding. */
function fixed(line: string): string {
  const [finding, ...others] = findingsOn(line);
  const edit = finding?.fixes[0]?.edits[0];
  assert.ok(finding && edit && others.length === 0 && finding.fixes.length === 1, line);
  return line.slice(0, edit.start.column) + edit.text + line.slice(edit.end.column);
}

describe('a line of a megabyte', () => {
  const lines: Readonly<Record<string, string>> = {
    'braces in a condition': ` http-request deny if ${'{ } '.repeat(250_000)}`,
    'alias names that nothing closes': ` log-format ${'%('.repeat(500_000)}`,
    'alias flags that nothing closes': ` log-format ${'%{'.repeat(500_000)}`,
    'unknown aliases': ` log-format ${'%zz'.repeat(330_000)}`,
    'unknown fetches': ` log-format ${'%[zz]'.repeat(200_000)}`,
    'unknown converters': ` http-request set-header X %[src,${'zork,'.repeat(200_000)}]`,
    'unknown options': ` server a 192.0.2.1 ${'zork '.repeat(200_000)}`,
    patterns: ` acl a path_beg ${'path_beg '.repeat(110_000)}`,
    'one name': ` server ${'x'.repeat(1_000_000)} 192.0.2.1`,
    parentheses: '('.repeat(1_000_000),
    'variables that nothing closes': ` log-format "${'${a'.repeat(330_000)}`,
    'defaults of variables that nothing closes': ` log-format "${'${a-'.repeat(250_000)}`,
    'expressions of a template engine that nothing closes': ` log-format "${'{{'.repeat(500_000)}"`,
    'tags of a template engine that nothing closes': ` log-format ${'<%'.repeat(500_000)}`,
    'escapes that are none': ` log-format "${'\\xz'.repeat(330_000)}"`,
  };
  for (const [what, line] of Object.entries(lines)) {
    it(`of ${what} is checked at once, and little is said of it`, () => {
      const before = process.cpuUsage();
      const findings = findingsOn(line);
      // Far above what it takes, and far below what anything worse than linear would; what others do meanwhile does not count.
      assert.ok(process.cpuUsage(before).user < 5_000_000);
      assert.ok(findings.length <= 2);
      for (const { message } of findings) assert.ok(message.length < 300, message);
    });
  }
});

describe('the words of a line', () => {
  const acl = (patterns: number, rest = '') => ` acl a path${' /x'.repeat(patterns)}${rest}`;

  it('may be 64, a comment apart', () => {
    assert.deepEqual(rulesOn(acl(61)), []);
    assert.deepEqual(rulesOn(acl(60, ' # and why')), []);
    assert.deepEqual(rulesOn(acl(62)), ['haproxy/too-many-words']);
    assert.equal(findingsOn(acl(62))[0]?.start, acl(61).length + 1);
  });

  it('define what they name, however many they are', () => {
    const source = `frontend f\n mode http\n${acl(80)}\n http-request deny if a\n`;
    assert.deepEqual(
      findingsIn(worldOf([{ path, source }]), path).flatMap(({ line, rule }) => (line > 1 ? [rule.id] : [])),
      ['haproxy/too-many-words'],
    );
  });

  it('are not judged behind one that is not known', () => {
    assert.equal(findingsOn(' server a 192.0.2.1 zork zonk').length, 1);
    assert.equal(findingsOn(' unique-id-format "%zz %yy %[xx]"').length, 1);
  });
});

describe('a misspelt name of a family', () => {
  it('is looked for in the family, though its first word alone is a directive elsewhere', () => {
    const [finding, ...others] = findingsOn(' timeout clinet 30s');
    assert.deepEqual(others, []);
    assert.equal(finding?.rule.id, 'haproxy/unknown-keyword');
    assert.equal(finding?.fixes[0]?.title, "Change to 'client'");
  });
});

describe('parts of a word', () => {
  const firstOf = (line: string) => readLine(line).words[0] as Word;
  const columns = ({ start, end }: Word) => [start, end];

  it('end before the quote that closes the word', () => {
    const word = firstOf('"ab"');
    assert.deepEqual(columns(word), [0, 4]);
    assert.deepEqual(columns(subWord(word, 1, 2)), [2, 3]);
    assert.deepEqual(columns(subWord(firstOf("''"), 0, 0)), [1, 1]);
  });

  it('hold an escape as a whole', () => {
    assert.deepEqual(columns(subWord(firstOf('a\\ '), 1, 2)), [1, 3]);
    assert.deepEqual(columns(subWord(firstOf('"\\x41"'), 0, 1)), [1, 5]);
  });

  it('are what stands there in a template, whatever its letters', () => {
    const line = '{{ \u{1d4b3} {{ a }} b';
    assert.deepEqual(
      readLine(line).words.map(({ start, end, text }) => [start, end, text]),
      [
        [0, line.length - 2, line.slice(0, -2)],
        [line.length - 1, line.length, 'b'],
      ],
    );
  });
});

describe('a fix', () => {
  it('closes a quote behind a backslash', () => {
    assert.equal(fixed(' description "\\'), ' description "\\\\"');
    assert.equal(fixed(' description "a\\\\'), ' description "a\\\\"');
  });

  it('is not offered where it would leave a quote open', () => {
    for (const line of [` description "it's`, ` description "a b 'c`]) {
      for (const { edits } of findingsOn(line).flatMap(({ fixes }) => fixes)) {
        const [edit] = edits;
        assert.ok(edit);
        const changed = line.slice(0, edit.start.column) + edit.text + line.slice(edit.end.column);
        assert.equal(readLine(changed).problems, undefined, changed);
      }
    }
  });

  it("removes 'no' only at the start of a line", () => {
    assert.equal(fixed(' no mode http'), ' mode http');
    assert.deepEqual(
      findingsOn(' http-request no .if').flatMap(({ fixes }) => fixes.filter(({ title }) => title === "Remove 'no'")),
      [],
    );
  });
});
