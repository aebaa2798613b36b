import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Analysis, type Environment } from '../../server/src/engine/analysis.ts';
import { viewOf } from '../../server/src/engine/file-view.ts';
import { findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { blockNames, isTemplated, nameIndex } from '../../server/src/engine/names.ts';
import { ownRules } from '../../server/src/engine/own-rules.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { type Edit, Text } from '../../server/src/engine/text.ts';
import { languageById, languages } from '../../server/src/languages/index.ts';
import { tried } from '../fuzz/arbitrary.ts';
import { smallRules } from '../harness/small-rules.ts';

const environment: Environment = { host: {}, rules: ruleSet([...smallRules, ...ownRules]) };
const haproxy = languageById('haproxy') as Language;
const sysctl = languageById('sysctl') as Language;
const never = () => false;

function analyse(language: Language, source: string, given = environment): Analysis {
  return new Analysis('/a', language, Text.of(source), given);
}

/** Everything that an analysis knows, without the objects that it shares with others. */
function allOf(analysis: Analysis): unknown {
  return {
    starts: analysis.starts,
    host: analysis.host,
    blocks: analysis.blocks.map((block) => ({
      context: block.context,
      headed: block.headed,
      lines: block.lines.map((line) => line.text + line.end),
      summary: { ...analysis.blockSummary(block), notes: undefined },
    })),
    findings: findingsOf(viewOf(analysis, new Map([[analysis.language.id, [analysis]]]), [])),
    backends: analysis.blocks.map((block) => blockNames(analysis, block, 'backend')),
    index: indexOf(analysis, 'backend'),
    templated: isTemplated(analysis),
  };
}

/** The index of a namespace with blocks by their number, names in order. */
function indexOf(analysis: Analysis, namespace: string): unknown {
  const { defined, referred, dangling, repeated, idle } = nameIndex(analysis, namespace);
  const numbered = (places: typeof defined) =>
    [...places].map(([name, blocks]) => [name, blocks.map((block) => analysis.blocks.indexOf(block)).sort()]).sort();
  return [numbered(defined), numbered(referred), ...[dangling, repeated, idle].map((names) => [...names].sort())];
}

const at = (line: number, column: number) => ({ line, column });

describe('blocks', () => {
  const source = 'stray\nglobal\n  daemon\n\nfrontend a\n  bind :80\nbackend b\n';
  const analysis = analyse(haproxy, source);

  it('are headers with the lines below them, and the lines before any header', () => {
    assert.deepEqual(
      analysis.blocks.map((block) => [block.context.kind, block.context.name, block.headed, block.lines.length]),
      [
        ['', '', false, 1],
        ['global', '', true, 3],
        ['frontend', 'a', true, 2],
        ['backend', 'b', true, 2],
      ],
    );
    assert.deepEqual(analysis.starts, [0, 1, 4, 6]);
  });

  it('are found for every line', () => {
    assert.deepEqual(
      [0, 1, 3, 4, 5, 6, 7, 99, -1].map((line) => analysis.blockAt(line)),
      [0, 1, 1, 2, 2, 3, 3, 3, 0],
    );
  });

  it('are opened by a misspelt header, so that what it holds is not blamed on the section above', () => {
    const misspelt = analyse(haproxy, 'frontent a\n  bind :80\n');
    assert.deepEqual(
      misspelt.blocks.map((block) => block.context.kind),
      ['frontend'],
    );
  });

  it('are the whole file in a language without sections', () => {
    assert.equal(analyse(sysctl, 'a = 1\n[b]\nc = 2\n').blocks.length, 1);
  });
});

describe('the next analysis', () => {
  const lines = ['global', '  daemon', 'frontend a', '  bad one', '  bind :80', 'backend b', '  bad two', ''];

  function edited(edit: Edit): { before: Analysis; after: Analysis } {
    const before = analyse(haproxy, lines.join('\n'));
    before.prepare(never);
    return { before, after: before.next(before.text.edited(edit)) };
  }

  it('is the same one when nothing changed', () => {
    const before = analyse(haproxy, 'global\n');
    assert.equal(before.next(before.text), before);
  });

  it('takes over every block that the edit does not touch', () => {
    const { before, after } = edited({ start: at(3, 6), end: at(3, 6), text: 'more ' });
    assert.equal(after.blocks[0], before.blocks[0]);
    assert.notEqual(after.blocks[1], before.blocks[1]);
    assert.equal(after.blocks[2], before.blocks[2]);
    assert.equal(after.blocks[2]?.summaryFor, before.blocks[2]?.summaryFor);
  });

  it('reads no line again that is the same in the same section', () => {
    const { before, after } = edited({ start: at(2, 10), end: at(2, 10), text: '\n  new' });
    const kept = after.text.lines[4]?.memo;
    assert.equal(after.text.lines[4], before.text.lines[3]);
    assert.equal(after.text.lines[3]?.memo, undefined);
    after.prepare(never);
    assert.notEqual(kept, undefined);
    assert.equal(after.text.lines[4]?.memo, kept, 'the line below the new one keeps what is known of it');
    assert.notEqual(after.text.lines[3]?.memo, undefined);
  });

  it('reads lines again that come into another section', () => {
    const { before, after } = edited({ start: at(2, 0), end: at(3, 0), text: '' });
    const line = before.text.lines[4];
    const memoKey = line?.memoKey;
    assert.equal(after.text.lines[3], line);
    after.prepare(never);
    assert.notEqual(line?.memoKey, memoKey);
    assert.deepEqual(allOf(after), allOf(analyse(haproxy, after.text.toString())));
  });

  it('keeps nothing when the rules or the host change', () => {
    const before = analyse(haproxy, lines.join('\n'));
    before.prepare(never);
    const memo = before.text.lines[3]?.memo;
    const after = before.next(before.text, { ...environment, host: { memory: { value: 1, from: 'test' } } });
    assert.equal(after.ready, false);
    after.prepare(never);
    assert.notEqual(after.text.lines[3]?.memo, memo);
    assert.equal(after.blocks[0]?.lines, before.blocks[0]?.lines, 'the blocks depend on neither');
  });

  it('keeps nothing when other rules are to speak', () => {
    const before = analyse(haproxy, lines.join('\n'));
    before.prepare(never);
    const silent = { ...environment, rules: ruleSet([]) };
    const after = before.next(before.text, silent);
    assert.deepEqual(allOf(after), allOf(analyse(haproxy, lines.join('\n'), silent)));
  });

  it('keeps nothing when a directive in the file changes the host', () => {
    const before = analyse(sysctl, '# headroom: host memory=1GiB\na = heavy\n');
    before.prepare(never);
    const after = before.next(before.text.edited({ start: at(0, 24), end: at(0, 25), text: '2' }));
    assert.deepEqual(allOf(after), allOf(analyse(sysctl, after.text.toString())));
    assert.equal(after.host.memory?.value, 2 * 1024 ** 3);
  });

  it('goes back to the host it was given when the directive is taken away', () => {
    const given = { ...environment, host: { cpus: { value: 2, from: 'test' } } };
    const before = analyse(sysctl, '# headroom: host cpus=8\n', given);
    assert.equal(before.host.cpus?.value, 8);
    assert.equal(before.next(Text.of(''), given).host.cpus?.value, 2);
  });

  it('of a text in another language shares nothing', () => {
    const before = analyse(haproxy, 'global\n');
    const after = new Analysis('/a', sysctl, before.text, environment, before);
    assert.equal(after.blocks[0]?.headed, false);
  });
});

describe('preparing', () => {
  const source = Array.from({ length: 200 }, (_, i) => (i % 20 === 0 ? `backend b${i}` : '  bad')).join('\n');

  it('stops at any line and goes on there', () => {
    const analysis = analyse(haproxy, source);
    let asked = 0;
    let rounds = 0;
    while (!analysis.prepare(() => ++asked % 7 === 0)) {
      rounds++;
      assert.ok(rounds < 100, 'no progress is made');
      assert.equal(analysis.ready, false);
    }
    assert.ok(rounds > 10);
    assert.equal(analysis.ready, true);
    assert.deepEqual(allOf(analysis), allOf(analyse(haproxy, source)));
  });

  it('does nothing twice', () => {
    const analysis = analyse(haproxy, source);
    analysis.prepare(never);
    assert.equal(
      analysis.prepare(() => assert.fail('asked about a line that is done')),
      true,
    );
  });
});

const pieces: Readonly<Record<string, readonly string[]>> = {
  haproxy: [
    'global',
    'defaults named',
    'frontend a',
    'frontent a',
    '  frontend indented',
    'backend b from named',
    '  server s1 127.0.0.1:80 check',
    '  use_backend b if { path /x }',
    '  acl bad path -i /a',
    '  timeout client 30s # headroom: ignore test/bad-word',
    '  # headroom: ignore test/bad-word',
    '# headroom: host memory=1GiB',
    '  heavy bad odd',
    '  {% if x %}',
    '',
    '\r',
    '[scope]',
    '  log "unbalanced',
  ],
  sysctl: [
    'vm.swappiness = 60',
    'vm/swappiness=10',
    'net.ipv4.tcp_mem = 1 2 3',
    '# headroom: ignore-file test/bad-word',
    '# headroom: ignore test/odd-line',
    '# headroom: host memory=1GiB cpus=4',
    'heavy = bad odd',
    '-key = {{ value }}',
    'no equals',
    '; comment',
    '',
    '\ufeffa = 1',
    'a\0b = 1',
  ],
  limits: [
    '* soft nofile 1024',
    '@group - nproc unlimited # headroom: ignore test/odd-line',
    'user hard nofile',
    'odd bad heavy x',
    '# headroom: host memory=1GiB',
    '# headroom: ignore test/heavy-line',
    '{{ user }} - nofile {{ n }}',
    '',
    '\t',
    'a\rb',
  ],
};

interface Change {
  readonly line: number;
  readonly column: number;
  readonly lines: number;
  readonly columns: number;
  readonly text: string;
}

for (const language of languages) {
  const line = fc.constantFrom(...(pieces[language.id] as readonly string[]));
  const source = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const inserted = fc.oneof(
    fc.array(line, { maxLength: 3 }).map((lines) => lines.join('\n')),
    fc.constantFrom('', '\n', 'x', ' ', '#', '"', '\r\n', 'frontend z\n', '\n# headroom: host memory=2GiB\n'),
  );
  const change: fc.Arbitrary<Change> = fc.record({
    line: fc.nat(14),
    column: fc.nat(30),
    lines: fc.nat(3),
    columns: fc.nat(12),
    text: inserted,
  });

  describe(`after any edits of a ${language.id} file`, () => {
    it('the analysis equals one made from scratch', () => {
      fc.assert(
        fc.property(source, fc.array(change, { minLength: 1, maxLength: 6 }), (start, changes) => {
          let analysis = analyse(language, start);
          for (const each of changes) {
            // Some analyses are left half done, as they are when somebody types on.
            let budget = each.columns * 3;
            analysis.prepare(() => budget-- <= 0);
            if (each.columns % 2 === 0) allOf(analysis);
            const first = analysis.text.clamp(at(each.line, each.column));
            const last = analysis.text.clamp(
              at(first.line + each.lines, each.lines === 0 ? first.column + each.columns : each.columns),
            );
            analysis = analysis.next(analysis.text.edited({ start: first, end: last, text: each.text }));
          }
          assert.deepEqual(allOf(analysis), allOf(analyse(language, analysis.text.toString())));
        }),
        tried(150),
      );
    });

    it('and after a replaced source', () => {
      fc.assert(
        fc.property(source, source, (start, replaced) => {
          const before = analyse(language, start);
          before.prepare(never);
          const after = before.next(before.text.replaced(replaced));
          assert.deepEqual(allOf(after), allOf(analyse(language, replaced)));
        }),
        tried(60),
      );
    });
  });
}
