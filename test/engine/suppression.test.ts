import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, findingsOf, type Severities } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { ownRules } from '../../server/src/engine/own-rules.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { languageById } from '../../server/src/languages/index.ts';
import { readFixture, writeFixture } from '../harness/fixture.ts';
import { smallRules } from '../harness/small-rules.ts';

/** A language with the small rules in the place of its own. */
function small(id: string): Language {
  return { ...(languageById(id) as Language), rules: smallRules };
}

function findings(language: Language, source: string, severities: Severities): readonly Finding[] {
  const workspace = new Workspace();
  workspace.set('/a', language, Text.of(source), { host: {}, rules: ruleSet([...smallRules, ...ownRules]) });
  return findingsOf(workspace.view('/a'), severities);
}

/** Fails unless the notes of a fixture are exactly what is found. */
function check(id: string, fixture: string, severities: Severities = {}): void {
  const expected = fixture.replace(/\n$/, '');
  const source = readFixture(expected)[0]?.source ?? '';
  const notes = findings(small(id), source, severities).map(({ line, start, end, rule, severity, fixes }) => ({
    line,
    start,
    end,
    text: `${severity} ${rule.id}${fixes.length > 0 ? ' 💡' : ''}`,
  }));
  assert.equal(writeFixture([{ path: undefined, source, notes }]), expected);
}

/** The text after the only fix of the first finding of a rule. */
function fixed(id: string, source: string, ruleId: string): string {
  const finding = findings(small(id), source, {}).find(({ rule }) => rule.id === ruleId);
  assert.ok(finding, `nothing is reported as ${ruleId}`);
  return Text.of(source)
    .editedBy(finding.fixes[0]?.edits ?? [])
    .toString();
}

describe('what a line says about the next one', () => {
  it('silences the rules it names, in the next statement only', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore test/bad-word -- it is meant
  a = bad
  b = bad
#     ^^^ warning test/bad-word 💡
`,
    );
  });

  it('reaches over comments and empty lines', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore test/bad-word

  # why
  ; why else
  a = bad
`,
    );
  });

  it('adds up with others before the same statement', () => {
    check(
      'haproxy',
      `\
  global
  # headroom: ignore test/bad-word
  # headroom: ignore test/odd-line -- really
      bad odd
`,
    );
  });

  it('silences several rules, and every report of each', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore test/bad-word test/odd-line -- two
  a = bad bad odd
`,
    );
  });

  it('at the end of the file speaks of nothing', () => {
    check(
      'sysctl',
      `\
  a = bad
#     ^^^ warning test/bad-word 💡
  # headroom: ignore test/bad-word
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information headroom/unused-ignore 💡
`,
    );
  });
});

describe('what stands behind a directive of haproxy.cfg', () => {
  it('speaks of its own line', () => {
    check(
      'haproxy',
      `\
  global
      bad # headroom: ignore test/bad-word -- it is meant
      bad
#     ^^^ warning test/bad-word 💡
`,
    );
  });

  it('is part of the value where the format has no such comments', () => {
    check(
      'sysctl',
      `\
  a = bad # headroom: ignore test/bad-word
#     ^^^ warning test/bad-word 💡
#                                 ^^^ warning test/bad-word 💡
`,
    );
  });
});

describe('what is said for the whole file', () => {
  it('silences the rule in every line, wherever it stands', () => {
    check(
      'sysctl',
      `\
  a = bad
  # headroom: ignore-file test/bad-word -- generated
  b = bad
  c = odd
# ^^^^^^^ error test/odd-line
`,
    );
  });

  it('can silence reports about directives as well', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore-file headroom/unused-ignore headroom/invalid-directive
  # headroom: ignore test/bad-word
  # headroom: nonsense
  a = 1
`,
    );
  });
});

describe('a directive that ignores nothing', () => {
  it('is reported once for each rule that says nothing', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore test/bad-word test/odd-line
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information headroom/unused-ignore 💡
  a = bad
`,
    );
  });

  it('is one that another has made superfluous', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore-file test/bad-word
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information headroom/unused-ignore 💡
  # headroom: ignore test/bad-word
  a = bad
`,
    );
  });

  it('is not one whose rule was not asked', () => {
    check('sysctl', '  # headroom: ignore test/bad-word\n  a = bad\n', { 'test/bad-word': 'off' });
    check('sysctl', '  # headroom: ignore test/shy-line\n  a = shy\n');
    check('sysctl', '  # headroom: ignore test/shy-line\n  a = shy\n', { 'test/shy-line': 'hint' });
  });

  it('is not one whose rule would have needed to know the host', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore test/heavy-line
  a = heavy
# ^^^^^^^^^ hint headroom/host-unknown
  # headroom: ignore test/heavy-line
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information headroom/unused-ignore 💡
  b = light
`,
    );
  });

  it('is taken away, or only the rule that says nothing', () => {
    const id = 'headroom/unused-ignore';
    assert.equal(fixed('sysctl', '# headroom: ignore test/bad-word -- no\na = 1\n', id), 'a = 1\n');
    assert.equal(
      fixed('sysctl', '# headroom: ignore test/odd-line test/bad-word -- why\na = bad\n', id),
      '# headroom: ignore test/bad-word -- why\na = bad\n',
    );
    assert.equal(fixed('haproxy', 'global\n  daemon  # headroom: ignore test/bad-word\n', id), 'global\n  daemon\n');
    assert.equal(
      fixed('haproxy', 'global\r\n  daemon # headroom: ignore test/bad-word\r\n', id),
      'global\r\n  daemon\r\n',
    );
  });
});

describe('a directive that cannot be understood', () => {
  it('is reported and does nothing', () => {
    check(
      'sysctl',
      `\
  # headroom: ignore
#   ^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: ignroe test/bad-word -- a reason
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: ignore test/no-such-rule
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: host
#   ^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: host memory
#   ^^^^^^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: host memory=much
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  # headroom: host size=4GiB
#   ^^^^^^^^^^^^^^^^^^^^^^^^ warning headroom/invalid-directive
  a = bad
#     ^^^ warning test/bad-word 💡
`,
    );
  });

  it('is none where a comment only speaks of Headroom', () => {
    check(
      'sysctl',
      `\
  # see headroom: ignore
  ## headroom: ignore
  # Headroom: ignore
  # headroom: language=sysctl
  a = 1
`,
    );
  });
});

describe('facts about the host in a comment', () => {
  it('hold for the whole file, those further down above the earlier ones', () => {
    const source = '# headroom: host memory=1GiB\na = heavy\n# headroom: host memory=2GiB\n';
    assert.deepEqual(
      findings(small('sysctl'), source, {}).map((each) => each.message),
      ['Heavy for 2147483648 bytes.'],
    );
  });

  it('are missed once in a file', () => {
    check(
      'sysctl',
      `\
  a = heavy
# ^^^^^^^^^ hint headroom/host-unknown
  b = heavy
`,
    );
  });
});

describe('severities', () => {
  it('are the rule’s, the report’s and the settings’, each above the one before', () => {
    check('sysctl', '  a = odd\n# ^^^^^^^ error test/odd-line\n');
    check('sysctl', '  a = odd\n# ^^^^^^^ hint test/odd-line\n', { 'test/odd-line': 'hint' });
    check('sysctl', '  a = bad\n#     ^^^ error test/bad-word 💡\n', { 'test/bad-word': 'error' });
    check('sysctl', '  a = odd\n', { 'test/odd-line': 'off' });
  });

  it('wake a rule that speaks only when asked', () => {
    check('sysctl', '  shy = 1\n');
    check('sysctl', '  shy = 1\n# ^^^ warning test/shy-line\n', { 'test/shy-line': 'warning' });
    check('sysctl', '  shy = 1\n', { 'test/shy-line': 'off' });
  });

  it('hold for rules about Headroom itself', () => {
    check('sysctl', '  # headroom: what\n  a = heavy\n', {
      'headroom/invalid-directive': 'off',
      'headroom/host-unknown': 'off',
    });
  });
});

describe('findings', () => {
  it('stand in the order of their places, those of one place in that of their rules', () => {
    check(
      'sysctl',
      `\
  k = 1
  k = bad odd bad
# ^^^^^^^^^^^^^^^ error test/odd-line
#     ^^^ warning test/bad-word 💡
#     ^^^^^^^^^^^ warning test/set-twice
#             ^^^ warning test/bad-word 💡
`,
    );
  });
});

describe('hostile comments', () => {
  it('cost no more than their length', () => {
    const blanks = ' '.repeat(200_000);
    assert.deepEqual(
      findings(small('sysctl'), `# headroom:${blanks}x\n# headroom: ignore${blanks}test/bad-word${blanks}x\n`, {}).map(
        (each) => each.rule.id,
      ),
      ['headroom/invalid-directive', 'headroom/invalid-directive', 'headroom/unused-ignore'],
    );
  });

  it('by the ten thousand cost no more than their number', () => {
    const many = Array.from({ length: 20_000 }, () => '# headroom: ignore test/bad-word');
    assert.equal(findings(small('sysctl'), [...many, 'a = 1'].join('\n'), {}).length, 20_000);
  });
});
