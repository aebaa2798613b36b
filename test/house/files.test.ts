/** What holds for every file of the project. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readSettings } from '../../server/src/lsp/settings.ts';
import { pages } from '../../server/src/rule-pages.generated.ts';
import { ruleGroups } from '../../server/src/rules.ts';
import { build } from '../../server/tools/build.ts';
import { projectFiles, projectRoot, readProjectFile, sourcesIn } from './sources.ts';

const binary = /\.(png|ico|gif|jpg|woff2?|wasm|gz)$/;
const textFiles = projectFiles().filter((file) => !binary.test(file));
const contains = (test: (content: string, file: string) => boolean) =>
  textFiles.filter((file) => test(readProjectFile(file), file));

describe('every file', () => {
  it('names no package registry', () => {
    const host = new RegExp(['registry', '[a-z0-9-]+', '[a-z]{2,}'].join('\\.'), 'i');
    const mirror = new RegExp(`\\b${['npm', 'mirror'].join('')}\\b`, 'i');
    assert.deepEqual(
      contains((content) => host.test(content) || mirror.test(content)),
      [],
    );
  });

  it('names no place of the machine it was made on', () => {
    const places = [projectRoot.replace(/\/$/, ''), path.join(os.homedir(), path.sep), os.hostname()];
    const telling = places.filter((place) => place.length > 6);
    assert.deepEqual(
      contains((content) => telling.some((place) => content.includes(place))),
      [],
    );
  });

  it('ends with one line feed and has no CR in it', () => {
    const exempt = /^test\/samples\/|\.svg$|package-lock\.json$|LICENSE$/;
    const sources = textFiles.filter((file) => /\.(ts|mjs|json|md|txt|sh)$/.test(file) && !exempt.test(file));
    const wrong = sources.filter((file) => {
      const content = readProjectFile(file);
      return content !== '' && (!content.endsWith('\n') || content.endsWith('\n\n') || content.includes('\r'));
    });
    assert.deepEqual(wrong, []);
  });

  it('of the programs that start is next to nothing', () => {
    const entries = sourcesIn('server/src').filter(({ path: file }) => /^server\/src\/main\./.test(file));
    assert.ok(entries.length >= 3);
    for (const { path: file, source } of entries) assert.ok(source.split('\n').length <= 41, file);
  });
});

describe('the packages', () => {
  const lock = JSON.parse(readProjectFile('package-lock.json'));

  it('are locked without the place they came from', () => {
    const packages: [string, { resolved?: string; integrity?: string; link?: boolean }][] = Object.entries(
      lock.packages,
    );
    assert.ok(packages.length > 100);
    assert.deepEqual(
      packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name),
      [],
    );
    assert.deepEqual(
      packages.filter(([name, { integrity, link }]) => name !== '' && !integrity && !link).map(([name]) => name),
      [],
    );
  });

  it('of the lock are those of package.json', () => {
    const { devDependencies, dependencies = {} } = JSON.parse(readProjectFile('package.json'));
    assert.deepEqual(lock.packages[''].devDependencies, devDependencies);
    assert.deepEqual(lock.packages[''].dependencies ?? {}, dependencies);
  });
});

describe('every rule', () => {
  const rules = ruleGroups.flatMap(({ folder, rules }) => rules.map((rule) => [rule, `server/src/${folder}`] as const));

  it('has an id of its own, under its subject', () => {
    const ids = rules.map(([rule]) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^(haproxy|sysctl|limits|capacity|headroom)\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has a page beside it, which the server shows', () => {
    for (const [{ id }, folder] of rules) {
      const page = `${folder}/${id.split('/')[1]}.md`;
      assert.ok(existsSync(path.join(projectRoot, page)), page);
      assert.equal(pages[id], readProjectFile(page), `the page of ${id} that is shown`);
    }
    assert.deepEqual(Object.keys(pages).sort(), rules.map(([{ id }]) => id).sort());
  });

  it('that has a file or a page is registered', () => {
    const known = new Set(rules.map(([{ id }]) => id));
    const lost = projectFiles()
      .map((file) => /^server\/src\/languages\/(\w+)\/rules\/([\w-]+)\.(?:ts|md)$/.exec(file))
      .filter((found) => found !== null)
      .filter(
        ([file, language, name]) =>
          !known.has(`${language}/${name}`) && (file.endsWith('.md') || /: Rule = /.test(readProjectFile(file))),
      )
      .map(([file]) => file);
    assert.deepEqual(lost, []);
  });

  it('can be given a severity in the settings', () => {
    const { properties } = JSON.parse(readProjectFile('package.json')).contributes.configuration.properties[
      'headroom.rules'
    ];
    assert.deepEqual(Object.keys(properties).sort(), rules.map(([{ id }]) => id).sort());
  });
});

describe('every setting', () => {
  const names: string[] = Object.keys(JSON.parse(readProjectFile('package.json')).contributes.configuration.properties);

  it('begins with the name of the extension', () => {
    assert.ok(names.length >= 3);
    for (const name of names) assert.match(name, /^headroom\./);
  });

  it('is read: nonsense in it is noticed', () => {
    // The client's library reads this one by the name of the client.
    const byTheLibrary = 'headroom.trace.server';
    assert.ok(sourcesIn('client').some(({ source }) => /new LanguageClient\('headroom'/.test(source)));
    for (const name of names.filter((each) => each !== byTheLibrary)) {
      const key = name.slice('headroom.'.length);
      const { problems } = readSettings({ [key]: { nonsense: 'nonsense' } });
      assert.equal(problems.length, 1, `${name} is offered and never read`);
    }
  });
});

describe('what is made from something else', () => {
  it('is up to date', () => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', 'server/tools/gen.ts', '--check'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    assert.match(output, /, 0 out of date/);
  });

  it('runs in a browser: its bundles need nothing of Node.js', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'headroom-build-'));
    try {
      const files = await build({ folder });
      const names = files.map(({ name }) => name);
      for (const name of ['client.js', 'client.web.js', 'server.js', 'server.web.js', 'cli.js'])
        assert.ok(names.includes(name), name);
      for (const name of ['client.web.js', 'server.web.js']) {
        assert.doesNotMatch(readFileSync(path.join(folder, name), 'utf8'), /\brequire\(["'](?!vscode["'])/, name);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
