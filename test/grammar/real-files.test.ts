/**
 * The grammars over real configuration: the samples of this project always, and the corpus where there is one
 * (`HEADROOM_SHARED` names the folder it is in; by default it is looked for beside the project).
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shared } from '../harness/shared.ts';
import { type GrammarLanguage, type ScopedLine, slowest, tokeniseFairly } from './tokenizer.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = join(shared, 'corpus');

interface RealFile {
  readonly path: string;
  readonly language: GrammarLanguage;
}

/** Real files by the folder a person would look for them in. */
const folders = new Map<string, RealFile[]>();
collect(join(project, 'test/samples'), 1);
if (existsSync(corpus)) collect(corpus, 2);

describe('real files', () => {
  test('there are some of each language', () => {
    const real = [...folders.values()].flat();
    assert.deepEqual([...new Set(real.map(({ language }) => language))].sort(), ['haproxy', 'limits', 'sysctl']);
  });
  for (const [folder, members] of folders) {
    test(`${folder} (${members.length})`, async () => {
      const problems: string[] = [];
      for (const { path, language } of members) {
        const lines = await tokeniseFairly(language, readFileSync(path, 'utf8').split(/\r?\n/));
        for (const [index, line] of lines.entries()) {
          for (const problem of check(line, language)) problems.push(`${basename(path)}:${index + 1}: ${problem}`);
        }
      }
      assert.deepEqual(problems, []);
    });
  }
  test('a line without colours is a problem, and so is a slow one', () => {
    const plain = {
      text: 'maxconn 1',
      scopes: Array.from({ length: 9 }, () => ['source.haproxy', 'meta.statement.haproxy']),
    };
    assert.deepEqual(check({ ...plain, took: 0 }, 'haproxy'), ["no scope on 'maxconn 1'"]);
    assert.deepEqual(check({ text: '', scopes: [], took: slowest + 1 }, 'haproxy'), ['took 201 ms']);
    const coloured = {
      text: '# x',
      scopes: Array.from({ length: 3 }, () => ['source.sysctl', 'constant.numeric.sysctl']),
    };
    assert.deepEqual(check({ ...coloured, took: 0 }, 'sysctl'), ["no comment: '# x'"]);
  });
});

/** Adds the files below `root`, together where the first `depth` folders of their paths agree. */
function collect(root: string, depth: number): void {
  for (const path of files(root)) {
    const language = languageOf(path);
    if (!language) continue;
    const folder = dirname(relative(root, path)).split('/').slice(0, depth).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), { path, language }]);
  }
}

function check(line: ScopedLine, language: GrammarLanguage): string[] {
  const problems: string[] = [];
  if (line.took > slowest) problems.push(`took ${Math.round(line.took)} ms`);
  const first = line.text.search(/\S/);
  if (first < 0) return problems;
  // A statement's meta scope has no colour: the first word must have a scope beside it.
  const scopes = (line.scopes[first] ?? []).slice(1).filter((scope) => !/^meta\.(?:statement|section)/.test(scope));
  if (scopes.length === 0) problems.push(`no scope on '${line.text}'`);
  const comment = language === 'sysctl' ? /^\s*[#;]/ : /^\s*#/;
  if (comment.test(line.text) && !scopes.some((scope) => /^(?:comment|meta\.embedded)\./.test(scope))) {
    problems.push(`no comment: '${line.text}'`);
  }
  return problems;
}

function languageOf(path: string): GrammarLanguage | undefined {
  if (/\.(?:jsonl?|md|tsv|bin)$/.test(path)) return undefined;
  const name = basename(path);
  if (/\/sysctl(?:\.d)?\/|\/sysctl\.conf$/.test(path)) return 'sysctl';
  if (/\/limits(?:\.d)?\/|\/limits\.conf$/.test(path)) return 'limits';
  return name.endsWith('.cfg') ? 'haproxy' : undefined;
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
