/** The invariants of server/ARCHITECTURE.md that can be read off the sources: each has a test that fails when it is broken. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { importsOf as importsIn, projectRoot, sourcesIn, withoutComments } from './sources.ts';

interface Source {
  readonly path: string;
  /** The text without comments. */
  readonly code: string;
}

function sourcesBelow(folder: string): readonly Source[] {
  return sourcesIn(folder).map(({ path, source }) => ({ path, code: withoutComments(source) }));
}

/** What a source imports: a package's name, or a path below the project. */
function importsOf(path: string, code: string): readonly string[] {
  return importsIn(code).map((from) => (from.startsWith('.') ? posix.join(posix.dirname(path), from) : from));
}

const pureFolders = ['engine', 'languages', 'capacity', 'features'].map((name) => `server/src/${name}`);
const pure = pureFolders.flatMap(sourcesBelow);

describe('what runs everywhere', () => {
  it('imports neither modules of Node.js nor of the editor', () => {
    assert.deepEqual(
      offending(pure, (from) => /^(node:|vscode)/.test(from)),
      [],
    );
  });

  it('imports nothing from the folders that stand on it', () => {
    const above = /^server\/src\/(lsp|cli|main)|^client\/|^test\//;
    assert.deepEqual(
      offending(pure, (from) => above.test(from)),
      [],
    );
  });

  it('takes of the host only what is known of it, and how that is read', () => {
    const allowed = new Set(
      ['facts', 'inputs', 'modules', 'service-unit', 'start-command', 'unit-environment', 'unit-settings'].map(
        (name) => `server/src/host/${name}.ts`,
      ),
    );
    assert.deepEqual(
      offending(pure, (from) => from.startsWith('server/src/host/') && !allowed.has(from)),
      [],
    );
  });

  it('asks neither a clock nor a die nor the process', () => {
    const forbidden = /\b(Date\b|performance\.|Math\.random|process\.|setTimeout|setInterval|fetch\(|globalThis)/;
    assert.deepEqual(matching(pure, forbidden), []);
  });

  it('loads prose and pages only on demand', () => {
    const eager = pure.flatMap(({ path, code }) =>
      [...code.matchAll(/^import [^;]*from '([^']*(?:prose|pages)\.generated\.ts)'/gm)].map(
        ([, from]) => `${path}: ${from}`,
      ),
    );
    assert.deepEqual(eager, []);
  });
});

describe('the layers', () => {
  it('keep the engine free of every language', () => {
    assert.deepEqual(
      offending(sourcesBelow('server/src/engine'), (from) => from.startsWith('server/src/languages/')),
      [],
    );
  });

  it('keep the languages apart from each other', () => {
    const crossing = sourcesBelow('server/src/languages').flatMap(({ path, code }) => {
      const own = /^server\/src\/languages\/([^/]+)\//.exec(path)?.[1];
      if (!own) return [];
      return importsOf(path, code)
        .filter(
          (from) => /^server\/src\/languages\/[^/]+\//.test(from) && !from.startsWith(`server/src/languages/${own}/`),
        )
        .map((from) => `${path}: ${from}`);
    });
    assert.deepEqual(crossing, []);
  });

  it('let only lsp/ and client/ know the protocol', () => {
    const knowing = sourcesBelow('server/src').filter(({ path }) => !/^server\/src\/lsp\//.test(path));
    assert.deepEqual(
      offending(knowing, (from) => from.startsWith('vscode-language')),
      [],
    );
    assert.deepEqual(matching(knowing, /textDocument\/|DiagnosticSeverity/), []);
  });

  it('let no feature, no rule and no part of the engine ask for a language by its id', () => {
    const rules = sourcesBelow('server/src/languages').filter(({ path }) => path.includes('/rules/'));
    const asking = [...sourcesBelow('server/src/features'), ...sourcesBelow('server/src/engine'), ...rules];
    assert.deepEqual(matching(asking, /language(\.id)?\s*[!=]==?\s*'|\.id\s*[!=]==?\s*'(haproxy|sysctl|limits)'/), []);
  });

  it('let no feature ask for a value kind by its name', () => {
    const kinds =
      /kind\s*[!=]==?\s*'(integer|one-of|duration|size|text|path|regex|address|sample|condition|log-format|limit-)/;
    assert.deepEqual(matching(sourcesBelow('server/src/features'), kinds), []);
  });
});

describe('every source', () => {
  const all = ['server/src', 'server/tools', 'client/src', 'test'].flatMap(sourcesBelow);

  it('can be held in the head', () => {
    const long = all
      .filter(({ path, code }) => code.split('\n').length > (path.startsWith('test/') ? 800 : 400))
      .map(({ path }) => path);
    assert.deepEqual(long, []);
  });

  it('leaves nothing for later', () => {
    const later = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((word) => `\\b${word}\\b`).join('|'));
    assert.deepEqual(matching(all, later), []);
  });

  it('runs every test', () => {
    const tests = all.filter(({ path }) => /\.(test|e2e)\.ts$/.test(path));
    assert.deepEqual(matching(tests, /\b(it|test|describe|suite)\.(skip|only|todo)\b/), []);
  });
});

describe('the repository', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: projectRoot, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  const texts = tracked
    .filter((path) => !path.endsWith('.png'))
    .map((path) => [path, readFileSync(`${projectRoot}/${path}`, 'utf8')] as const);

  it('names no folder of the machine it was written on', () => {
    const machine = /(?<![\w.])\/(?:work|root|home\/\w+)\/(?:main|shared|\.library|\.cache)\b/;
    assert.deepEqual(
      texts.filter(([, text]) => machine.test(text)).map(([path]) => path),
      [],
    );
  });

  it('locks packages without the address of a registry', () => {
    assert.doesNotMatch(readFileSync(`${projectRoot}/package-lock.json`, 'utf8'), /"resolved"\s*:\s*"http/);
    assert.match(readFileSync(`${projectRoot}/.npmrc`, 'utf8'), /^omit-lockfile-registry-resolved=true$/m);
  });

  it('holds at the top only what belongs there', () => {
    const top = new Set(tracked.map((path) => path.split('/')[0]).filter((name) => !name?.startsWith('.')));
    const allowed = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'biome.json',
      'client',
      'docs',
      'knip.json',
      'media',
      'package-lock.json',
      'package.json',
      'server',
      'snippets',
      'syntaxes',
      'test',
      'tsconfig.json',
    ];
    assert.deepEqual(
      [...top].filter((name) => !allowed.includes(name as string)),
      [],
    );
  });
});

/** `path: import` for every import of some sources that is not allowed. */
function offending(sources: readonly Source[], forbidden: (from: string) => boolean): string[] {
  assert.ok(sources.length > 0, 'there is something to look at');
  return sources.flatMap(({ path, code }) =>
    importsOf(path, code)
      .filter(forbidden)
      .map((from) => `${path}: ${from}`),
  );
}

/** `path: line` for every line of code, comments left out, that matches. */
function matching(sources: readonly Source[], forbidden: RegExp): string[] {
  assert.ok(sources.length > 0, 'there is something to look at');
  return sources.flatMap(({ path, code }) =>
    code
      .split('\n')
      .filter((line) => forbidden.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
}
