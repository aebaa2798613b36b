/** Which folder may know what: the boundaries of the house, held by reading its sources. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languages } from '../../server/src/languages/index.ts';
import { importsOf, type Source, sourcesIn, withoutComments, withoutText } from './sources.ts';

/** The folders that know nothing of a machine, an editor or a moment. */
const pure = ['server/src/engine', 'server/src/languages', 'server/src/capacity', 'server/src/features'];
const pureSources = pure.flatMap(sourcesIn);

/** Places in sources where a pattern matches, as `path: match`. */
function matches(sources: readonly Source[], pattern: RegExp, textOf: (source: string) => string): string[] {
  return sources.flatMap(({ path, source }) =>
    Array.from(textOf(source).matchAll(pattern), ([match]) => `${path}: ${match}`),
  );
}

describe('the pure folders', () => {
  it('exist and are read', () => {
    assert.ok(pureSources.length > 80);
  });

  it('import nothing of Node.js and nothing of an editor', () => {
    const wrong = pureSources.flatMap(({ path, source }) =>
      importsOf(source)
        .filter((name) => /^(node:|vscode)/.test(name) || nodeModules.has(name))
        .map((name) => `${path}: ${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('import no folder that does', () => {
    const wrong = pureSources.flatMap(({ path, source }) =>
      importsOf(source)
        .filter((name) => /\/(lsp|cli)\/|\.node\.ts$|\/main\./.test(name))
        .map((name) => `${path}: ${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('know no clock, no chance, no process and no network', () => {
    const pattern =
      /\b(?:Date|performance|process|globalThis|fetch|setTimeout|setImmediate|setInterval|queueMicrotask|crypto|require|console)\b(?=\s*[.([])|\bMath\.random\b/g;
    assert.deepEqual(matches(pureSources, pattern, withoutText), []);
  });
});

describe('the protocol', () => {
  it('is known to the server’s own folder, the client and the two programs that start it', () => {
    const wrong = sourcesIn('server/src')
      .filter(({ path }) => !path.startsWith('server/src/lsp/') && path !== 'server/src/main.worker.ts')
      .flatMap(({ path, source }) =>
        importsOf(source)
          .filter((name) => name.startsWith('vscode') && name !== 'vscode-uri')
          .map((name) => `${path}: ${name}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('is not spoken by features: what they return has no ranges', () => {
    const wrong = matches(sourcesIn('server/src/features'), /\brange\s*:|\bcharacter\b/g, withoutText);
    assert.deepEqual(wrong, []);
  });
});

describe('features and rules', () => {
  const sources = pureSources.filter(({ path }) => /\/features\/|\/rules\/|\/capacity\//.test(path));
  const ids = languages.map((language) => language.id);
  const kinds = [...new Set(languages.flatMap((language) => Object.keys(language.kinds)))];
  const asked = { id: ids, languageId: ids, language: ids, kind: kinds } as const;

  for (const [name, literals] of Object.entries(asked)) {
    it(`never branch on ${name === 'kind' ? 'a value kind' : `a language (${name})`}`, () => {
      const literal = `(['"\`])(?:${literals.join('|')})\\1`;
      const subject = `\\b${name}\\b\\)?`;
      const patterns = [
        new RegExp(`${subject}\\s*[!=]==?\\s*${literal}`, 'g'),
        new RegExp(`${literal}\\s*[!=]==?\\s*[\\w.?!()[\\]]*${subject}`, 'g'),
        new RegExp(`switch\\s*\\([^)]*${subject}\\)\\s*\\{[^}]*case\\s+${literal}`, 'g'),
        new RegExp(`\\[[^\\]]*${literal}[^\\]]*\\]\\.includes\\([^)]*${subject}`, 'g'),
        new RegExp(`${subject}\\s*\\.\\s*(?:startsWith|endsWith|includes|match)\\(\\s*${literal}`, 'g'),
      ];
      for (const pattern of patterns) assert.deepEqual(matches(sources, pattern, withoutComments), []);
    });
  }

  it('are held to it by patterns that find such a branch', () => {
    const guilty = "if (slot.spec.kind === 'duration') x();";
    assert.ok(new RegExp(`\\bkind\\b\\)?\\s*[!=]==?\\s*(['"\`])(?:${kinds.join('|')})\\1`).test(guilty));
  });
});

const nodeModules = new Set([
  'fs',
  'path',
  'os',
  'url',
  'util',
  'process',
  'child_process',
  'crypto',
  'buffer',
  'events',
  'stream',
  'timers',
  'worker_threads',
]);
