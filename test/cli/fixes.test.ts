import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applySafeFixes } from '../../server/src/cli/check/fixes.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { type FileEdit, type Rule, removeLine, replace } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Project } from '../../server/src/host/project.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';

/** A rule that finds a word and has one safe fix for it. */
function word(found: string, edits: (start: number, end: number) => readonly FileEdit[]): Rule {
  return {
    id: `test/${found}`,
    title: found,
    severity: 'warning',
    statement({ text }) {
      const start = text.indexOf(found);
      if (start < 0) return undefined;
      const end = start + found.length;
      return [{ start, end, message: found, fixes: [{ title: found, safe: true, edits: edits(start, end) }] }];
    },
  };
}

/** Fixes files with these rules alone and returns what became of them. */
async function fixed(rules: readonly Rule[], files: Readonly<Record<string, string>>, allowed = Object.keys(files)) {
  const language: Language = { ...sysctl, rules };
  const project = new Project({ read: async () => undefined, list: async () => [] });
  for (const [path, source] of Object.entries(files)) await project.open(path, Text.of(source), language);
  const count = applySafeFixes(project, allowed);
  const texts = Object.keys(files).map((path) => project.workspace.get(path)?.text.toString());
  return { count, texts };
}

const drop = word('drop', () => [removeLine()]);
const good = word('bad', (start, end) => [replace(start, end, 'good')]);

describe('safe fixes', () => {
  it('are applied together where they do not touch', async () => {
    const { count, texts } = await fixed([drop, good], { '/a': 'bad = 1\ndrop = 1\ndrop = 2\nbad = drop\nx = 1' });
    assert.deepEqual(texts, ['good = 1\nx = 1']);
    assert.ok(count >= 4);
  });

  it('lead to other fixes', async () => {
    const chain = word('worse', (start, end) => [replace(start, end, 'bad')]);
    assert.deepEqual(await fixed([chain, good], { '/a': 'worse = 1\n' }), { count: 2, texts: ['good = 1\n'] });
  });

  it('that lead back to each other come to an end', async () => {
    const forth = word('tick', (start, end) => [replace(start, end, 'tock')]);
    const back = word('tock', (start, end) => [replace(start, end, 'tick')]);
    const { count } = await fixed([forth, back], { '/a': 'tick = 1\n' });
    assert.equal(count, 10);
  });

  it('that change nothing do not keep the others from being applied', async () => {
    const useless = word('stays', (start, end) => [replace(start, end, 'stays')]);
    const files = { '/a': 'stays = 1\nbad = 1\nstays = 2\nbad = 2\n' };
    assert.deepEqual(await fixed([useless, good], files), {
      count: 2,
      texts: ['stays = 1\ngood = 1\nstays = 2\ngood = 2\n'],
    });
  });

  it('end their lines as the file does', async () => {
    const split = word('and', (start, end) => [replace(start, end, '\ny = ')]);
    assert.deepEqual((await fixed([split], { '/a': 'x = 1 and 2\r\n' })).texts, ['x = 1 \r\ny =  2\r\n']);
  });

  it('may reach into another file, but not into one that is not to be changed', async () => {
    const both = word('here', (start, end) => [
      replace(start, end, 'gone'),
      { path: '/b', start: { line: 0, column: 0 }, end: { line: 0, column: 0 }, text: 'new = 1\n' },
    ]);
    const files = { '/a': 'here = 1\n', '/b': '' };
    assert.deepEqual(await fixed([both], files), { count: 1, texts: ['gone = 1\n', 'new = 1\n'] });
    assert.deepEqual(await fixed([both], files, ['/a']), { count: 0, texts: ['here = 1\n', ''] });
  });

  it('of rules that look at whole files are applied one at a time', async () => {
    // Each line finds the other one superfluous; both must not go.
    const twice: Rule = {
      id: 'test/twice',
      title: 'twice',
      severity: 'warning',
      file: ({ analysis }) =>
        analysis.text.lines.flatMap(({ text }, line, lines) =>
          text !== '' && lines.some((other, index) => index !== line && other.text === text)
            ? [
                {
                  line,
                  start: 0,
                  end: text.length,
                  message: text,
                  fixes: [{ title: '', safe: true, edits: [removeLine(line)] }],
                },
              ]
            : [],
        ),
    };
    assert.deepEqual(await fixed([twice], { '/a': 'x = 1\nx = 1\ny = 1\ny = 1\n' }), {
      count: 2,
      texts: ['x = 1\ny = 1\n'],
    });
  });
});
