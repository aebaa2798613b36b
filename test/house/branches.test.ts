/** What code of the house may not ask: the time and the machine, a language by its id, a value kind by its name. */
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { describe, it } from 'node:test';
import { languages } from '../../server/src/languages/index.ts';
import { importsOf, type Source, sourcesIn, withoutComments, withoutText } from './sources.ts';

/** The folders that know nothing of a machine, an editor or a moment. */
const pure = ['engine', 'languages', 'capacity', 'features'].flatMap((name) => sourcesIn(`server/src/${name}`));

/** Places in sources where a pattern matches, as `path: match`. */
function matches(
  sources: readonly Source[],
  pattern: RegExp,
  textOf = ({ source }: Source) => withoutComments(source),
): string[] {
  return sources.flatMap((each) => Array.from(textOf(each).matchAll(pattern), ([match]) => `${each.path}: ${match}`));
}

const bare = ({ source }: Source) => withoutText(source);

describe('the pure folders', () => {
  it('are read', () => {
    assert.ok(pure.length > 80);
  });

  it('import no module of Node.js under its old name', () => {
    const wrong = pure.flatMap(({ path, source }) =>
      importsOf(source)
        .filter((from) => builtinModules.includes(from))
        .map((from) => `${path}: ${from}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('know no clock, no chance, no process, no console and no network', () => {
    const names =
      'Date|performance|process|globalThis|fetch|setTimeout|setImmediate|setInterval|queueMicrotask|crypto|require|console';
    assert.deepEqual(matches(pure, new RegExp(`\\b(?:${names})\\b(?=\\s*[.([])|\\bMath\\.random\\b`, 'g'), bare), []);
  });
});

describe('features', () => {
  it('return spans, and no ranges of the protocol', () => {
    assert.deepEqual(matches(sourcesIn('server/src/features'), /\brange\s*:|\bcharacter\b/g, bare), []);
  });
});

const ids = languages.map((language) => language.id);
const kindsOf = languages.map((language) => Object.keys(language.kinds));
const allKinds = [...new Set(kindsOf.flat())];
/** A rule may know a kind that only its own language has. */
const sharedKinds = allKinds.filter((kind) => kindsOf.filter((kinds) => kinds.includes(kind)).length > 1);

const isRule = ({ path }: Source) => path.includes('/rules/');
const above = pure.filter(({ path }) => /\/(?:features|capacity)\//.test(path));

/** The ways to branch on what something is called. */
function branchesOn(name: string, literals: readonly string[]): RegExp[] {
  const literal = `(['"\`])(?:${literals.join('|')})\\1`;
  const subject = `\\b${name}\\b\\)?`;
  return [
    new RegExp(`${subject}\\s*[!=]==?\\s*${literal}`, 'g'),
    new RegExp(`${literal}\\s*[!=]==?\\s*[\\w.?!()[\\]]*${subject}`, 'g'),
    new RegExp(`switch\\s*\\([^)]*${subject}\\)\\s*\\{[^}]*case\\s+${literal}`, 'g'),
    new RegExp(`\\[[^\\]]*${literal}[^\\]]*\\]\\s*\\.includes\\([^)]*${subject}`, 'g'),
    new RegExp(`${subject}\\s*\\.\\s*(?:startsWith|endsWith|includes|match)\\(\\s*${literal}`, 'g'),
  ];
}

describe('features, rules and the capacity model', () => {
  const guarded: readonly (readonly [string, readonly string[], readonly Source[]])[] = [
    ...['id', 'languageId', 'language'].map(
      (name) => [name, ids, pure.filter((each) => isRule(each) || above.includes(each))] as const,
    ),
    ['kind', allKinds, above],
    ['kind', sharedKinds, pure.filter(isRule)],
  ];
  for (const [name, literals, sources] of guarded) {
    it(`never branch on '${name}' (${sources.length} sources, ${literals.length} names)`, () => {
      for (const pattern of branchesOn(name, literals)) assert.deepEqual(matches(sources, pattern), []);
    });
  }

  it('are held to it by patterns that find such branches', () => {
    const guilty = [
      "if (slot.spec.kind === 'duration') x();",
      "if ('integer' !== slot?.spec?.kind) x();",
      "switch (spec.kind) { case 'size': x(); }",
      "if (['text', 'size'].includes(spec.kind)) x();",
      "if (spec.kind.startsWith('log-format')) x();",
    ];
    const patterns = branchesOn('kind', allKinds);
    for (const code of guilty)
      assert.ok(
        patterns.some((pattern) => pattern.test(code)),
        code,
      );
  });
});
