/** Lines that hold nearly nothing, byte order marks in odd places, and words that every object of JavaScript knows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { limits } from '../../server/src/languages/limits/language.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { worldOf } from '../harness/world.ts';

/** The findings of one line, with what the fixes make of it. */
function judged(language: Language, line: string): readonly { readonly finding: Finding; readonly fixed: string[] }[] {
  const view = worldOf([{ path: '/file', source: `${line}\n` }], { language }).view('/file');
  return findingsOf(view).map((finding) => ({
    finding,
    fixed: finding.fixes.map((fix) => view.analysis.text.editedBy(fix.edits).line(0).text),
  }));
}

describe('a line of sysctl.conf', () => {
  for (const line of ['-', '- ', '  -  ']) {
    it(`with a dash alone lacks the key: '${line}'`, () => {
      const [only, ...others] = judged(sysctl, line);
      assert.equal(others.length, 0);
      assert.equal(only?.finding.message, "No key stands behind the '-'.");
      assert.equal(line.slice(only.finding.start, only.finding.end), '-');
      assert.deepEqual(only.fixed, [line.replace('-', '# -')]);
    });
  }

  it('behind a byte order mark sets nothing', () => {
    const source = '\ufeffvm.swappiness = 10\nvm.overcommit_memory = 2\n';
    const view = worldOf([{ path: '/file', source }], { language: sysctl }).view('/file');
    assert.deepEqual([...view.settings().keys()], ['vm.overcommit_memory']);
  });

  it('with an equals sign alone lacks the key too', () => {
    assert.deepEqual(
      judged(sysctl, ' - = 1').map(({ finding: { message, start, end } }) => [message, start, end]),
      [["No key stands in front of the '='.", 3, 4]],
    );
  });

  for (const line of ['\ufeff \ufeff ', ' \ufeff', '\ufeff vm.swappiness \ufeff', '\u00a0']) {
    it(`is pointed at in its own columns: ${JSON.stringify(line)}`, () => {
      const found = judged(sysctl, line);
      assert.notEqual(found.length, 0);
      for (const { finding } of found)
        assert.ok(finding.start >= 0 && finding.start < finding.end && finding.end <= line.length);
    });
  }

  const meant = {
    'vm.swappiness : = 1': 'vm.swappiness = 1',
    'vm.swappiness := 1': 'vm.swappiness = 1',
    'vm.swappiness := = 1': 'vm.swappiness = 1',
    'vm.swappiness: 1': 'vm.swappiness = 1',
    'vm.swappiness 1': 'vm.swappiness = 1',
    'sysctl -w vm.swappiness=1': 'vm.swappiness = 1',
    'sudo /sbin/sysctl -q -w "net.ipv4.tcp_mem=1 2 3"': 'net.ipv4.tcp_mem = 1 2 3',
    "sysctl vm.swappiness='1'": 'vm.swappiness = 1',
    'echo 1 > /proc/sys/vm/swappiness': 'vm/swappiness = 1',
    'sudo echo -n "1 2 3" >> /proc/sys/net/ipv4/tcp_mem': 'net/ipv4/tcp_mem = 1 2 3',
  };
  for (const [line, right] of Object.entries(meant)) {
    it(`'${line}' becomes '${right}'`, () => {
      assert.deepEqual(
        judged(sysctl, line).map(({ fixed }) => fixed),
        [[right]],
      );
    });
  }

  for (const line of [
    'vm.swappiness := = 1',
    'sysctl -w vm.swappiness=1 vm.overcommit_ratio=2',
    'echo "1\' > /proc/sys/a',
  ]) {
    it(`no setting is made of '${line}'`, () => {
      for (const fixed of judged(sysctl, line).flatMap((each) => each.fixed))
        assert.doesNotMatch(fixed, /= =|=.*=|['"]$/);
    });
  }
});

describe('a line of limits.conf', () => {
  const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const places = (word: string) => [
    `* - nonewprivs ${word}`,
    `* - nofile ${word}`,
    `* - cpu 5${word}`,
    `* - rttime 5${word}`,
    `* - ${word} 5`,
    `* ${word} nofile 5`,
    `* - nofile 5 ${word}`,
    `ulimit -n ${word}`,
  ];
  for (const line of words.flatMap(places)) {
    it(`'${line}' is judged by its own words`, () => {
      const found = judged(limits, line);
      assert.notEqual(found.length, 0);
      for (const { finding, fixed } of found) {
        assert.doesNotMatch(finding.message, /\[object|function|undefined/);
        for (const right of fixed) assert.doesNotMatch(right, /\[object|function|undefined/);
      }
    });
  }

  it('a number that is too long to be read is not replaced by another', () => {
    const digits = '9'.repeat(50);
    assert.deepEqual(
      judged(limits, `* - sigpending ${digits},`).flatMap(({ fixed }) => fixed),
      [`* - sigpending ${digits}`],
    );
  });
});
