import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Analysis, type Environment } from '../../server/src/engine/analysis.ts';
import { viewOf } from '../../server/src/engine/file-view.ts';
import { findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { rulesOf } from '../../server/src/rules.ts';
import { shared } from '../harness/shared.ts';

const environment: Environment = { host: {}, rules: ruleSet(rulesOf(haproxy)) };

function analyse(language: Language, source: string): Analysis {
  return new Analysis('/haproxy.cfg', language, Text.of(source), environment);
}

/** The lines of a text that had to be read, trimmed. */
function linesRead(source: string): readonly string[] {
  const read: string[] = [];
  const statement: Language['statement'] = (line, context, host) => {
    read.push(line.trim());
    return haproxy.statement(line, context, host);
  };
  analyse({ ...haproxy, statement }, source).prepare(() => false);
  return read;
}

/** The names in a text as they are remembered: what each is, and where it stands. */
function namesIn(source: string): readonly string[] {
  const analysis = analyse(haproxy, source);
  const found: string[] = [];
  for (const [at, block] of analysis.blocks.entries())
    analysis.eachName(block, ({ namespace, name, defines, start, end }, line) =>
      found.push(
        `${(analysis.starts[at] ?? 0) + line + 1}:${start}-${end} ${defines ? 'defines' : 'names'} ${namespace} ${name}`,
      ),
    );
  return found;
}

describe('lines of one shape', () => {
  it('are read once, whatever their names and addresses', () => {
    const lines = ['backend b', '  server app1 10.0.0.1:80 check', '  server app2 10.0.0.27:8080 check'];
    assert.deepEqual(linesRead(lines.join('\n')), ['backend b', 'server app1 10.0.0.1:80 check']);
  });

  it('are told apart by every other word', () => {
    const lines = [
      'server app1 10.0.0.1:80 check',
      'server app2 10.0.0.2:80 backup',
      'server app3 10.0.0.3:80 weight 5',
    ];
    assert.deepEqual(linesRead(['backend b', ...lines].join('\n')), ['backend b', ...lines]);
  });

  it('have their own names in their own places', () => {
    const source = 'frontend f\n use_backend be_1 if host_1 !path_1\n\tuse_backend  be_22 if host_22 !path_22\n';
    assert.deepEqual(namesIn(source).slice(4), [
      '3:14-19 names backend be_22',
      '3:23-30 names acl host_22',
      '3:32-39 names acl path_22',
    ]);
  });

  it('are read each where the same name stands twice in one of them', () => {
    const lines = ['use_backend be_1 if be_1', 'use_backend be_2 if host_2'];
    assert.deepEqual(linesRead(['frontend f', ...lines].join('\n')), ['frontend f', ...lines]);
  });

  it('are read each where something is said of one', () => {
    const lines = ['server app1 10.0.0.1:80 chek', 'server app2 10.0.0.2:80 chek'];
    assert.deepEqual(linesRead(['backend b', ...lines].join('\n')), ['backend b', ...lines]);
  });

  it('are read each where a word of them is a keyword', () => {
    const lines = ['http-request set-var(txn.a) str(x),sha1', 'stick on src table t1', 'stick on url32 table t2'];
    assert.deepEqual(linesRead(['backend b', ...lines].join('\n')), ['backend b', ...lines]);
  });
});

describe('what a reading by shapes comes to', () => {
  const folder = join(shared, 'corpus/haproxy');
  const skip = existsSync(folder) ? false : 'the shared corpus is not here';

  /** A name that holds what a mark looks for, and one that does not: the marks of both lines are those of the first. */
  const likeMarks: Readonly<Record<string, string>> = {
    'an action with a table': 'backend b\n server track-sc1 10.0.0.1:80\n server trick-sc2 10.0.0.2:80\n',
    'an experiment':
      'global\n expose-experimental-directives\nbackend b\n server quic1 10.0.0.1:80\n server app1 10.0.0.2:80\n',
    'a change of timeouts':
      '# headroom: host kernel=6.1\n' +
      'defaults\n mode http\n timeout client 5s\n timeout client-fin 5s\n timeout http-request 5s\n option clitcpka\n' +
      'frontend f\n bind :80\n acl set-timeout1 path /a\n acl get-timeout1 path /b\n',
  };
  for (const [what, source] of Object.entries(likeMarks)) {
    it(`is the same in whatever order names stand that look like ${what}`, () => {
      const lines = source.trimEnd().split('\n');
      const [first, second] = lines.splice(-2);
      const { shapes: _, ...every } = haproxy;
      const said = (language: Language, order: readonly (string | undefined)[]) => {
        const analysis = analyse(language, [...lines, ...order, ''].join('\n'));
        return findingsOf(viewOf(analysis, new Map([[language.id, [analysis]]]), [])).map(
          ({ rule, message }) => `${rule.id} ${message.replace(/line \d+/g, 'line')}`,
        );
      };
      const expected = said(every, [first, second]);
      for (const order of [
        [first, second],
        [second, first],
      ])
        assert.deepEqual(said(haproxy, order), expected);
    });
  }

  it('is what a reading of every line comes to, in all files of the corpus as one', { skip }, () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cfg'));
    const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    // A template and a condition decide over lines far below them.
    const lines = source.split('\n').filter((line) => !/^\s*\./.test(line));
    const byShape = analyse(haproxy, lines.join('\n'));
    const { shapes: _, ...every } = haproxy;
    const byLine = analyse(every, lines.join('\n'));
    const others: string[] = [];
    byShape.blocks.forEach((block, at) => {
      const [one, other] = [knownOf(byShape, at), knownOf(byLine, at)];
      one.forEach((known, line) => {
        if (known !== other[line]) others.push(`${block.lines[line]?.text}\n  ${known}\n  ${other[line]}`);
      });
    });
    assert.deepEqual(others, []);
    assert.ok(lines.length > 50_000, `${lines.length} lines are compared`);
  });
});

/** What is known of each line of a block, as text. */
function knownOf(analysis: Analysis, at: number): readonly string[] {
  const block = analysis.blocks[at];
  assert.ok(block);
  const { facts, reports, settings, lacks } = analysis.blockSummary(block);
  const lines = facts.map((fact) => [fact?.id ?? '']);
  analysis.eachName(block, ({ namespace, name, defines, uncertain, start, end }, line) =>
    lines[line]?.push(JSON.stringify([namespace, name, defines, uncertain, start, end])),
  );
  for (const { line, it } of reports) lines[line]?.push(`${it.rule.id} ${it.start} ${it.end} ${it.message}`);
  for (const { line, it } of [...settings, ...lacks]) lines[line]?.push(JSON.stringify(it));
  return lines.map((known) => known.join(' | '));
}
