import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { projectRoot, runAsProgram } from './process.ts';
import { seconds } from './progress.ts';

export interface BuildOptions {
  /** Readable bundles with source maps instead of minified ones. */
  readonly development?: boolean;
  /** The folder written to, which is emptied first; `dist` of the project by default. */
  readonly folder?: string;
}

export interface BuiltFile {
  /** Path inside the folder built to. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly platform: 'node' | 'browser';
  readonly options?: esbuild.BuildOptions;
}

const bundles: readonly Bundle[] = [
  { name: 'client.js', entry: 'client/src/extension.node.ts', platform: 'node', options: { external: ['vscode'] } },
  {
    name: 'client.web.js',
    entry: 'client/src/extension.browser.ts',
    platform: 'browser',
    options: { external: ['vscode'], format: 'cjs' },
  },
  {
    name: 'capacity-report.js',
    entry: 'client/src/views/capacity-report/page-script.ts',
    platform: 'browser',
    options: { format: 'iife' },
  },
  { name: 'server.js', entry: 'server/src/main.node.ts', platform: 'node' },
  { name: 'server.web.js', entry: 'server/src/main.worker.ts', platform: 'browser', options: { format: 'iife' } },
  {
    name: 'cli.js',
    entry: 'server/src/main.cli.ts',
    platform: 'node',
    options: { banner: { js: '#!/usr/bin/env node' } },
  },
];

/**
 * Builds everything that runs: the extension, the server and the command line program, each for Node.js and, but for the last,
 * for the browser, and the scripts of the extension's pages. Rejects when anything cannot be resolved; in the browser's bundles that is every module of Node.js, which is
 * what keeps the engine free of them.
 */
export async function build(options: BuildOptions = {}): Promise<readonly BuiltFile[]> {
  const folder = options.folder ?? path.join(projectRoot, 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const loadedLater = new Map<string, string>();
  const written = await Promise.all(bundles.map((bundle) => runEsbuild(bundle, folder, loadedLater, options)));
  const later = [...loadedLater].map(([entry, name]): Bundle => ({ name, entry, platform: 'node' }));
  written.push(...(await Promise.all(later.map((bundle) => runEsbuild(bundle, folder, loadedLater, options)))));

  chmodSync(path.join(folder, 'cli.js'), 0o755);
  const sources = written.flatMap((metafile) => Object.keys(metafile.inputs));
  writeFileSync(path.join(folder, 'third-party-licenses.txt'), licensesOf(sources));
  const outputs = written.flatMap((metafile) => Object.keys(metafile.outputs));
  return [...outputs.map((output) => path.resolve(projectRoot, output)), path.join(folder, 'third-party-licenses.txt')]
    .map((file) => ({ name: path.relative(folder, file), size: statSync(file).size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function runEsbuild(
  bundle: Bundle,
  folder: string,
  loadedLater: Map<string, string>,
  { development = false }: BuildOptions,
): Promise<esbuild.Metafile> {
  const options: esbuild.BuildOptions & { metafile: true } = {
    absWorkingDir: projectRoot,
    entryPoints: [bundle.entry],
    outfile: path.join(folder, bundle.name),
    bundle: true,
    charset: 'ascii',
    format: 'cjs',
    // A program of Node.js requires what it loads later; in the browser it is part of the bundle and evaluated later.
    ...(bundle.platform === 'node' ? { supported: { 'dynamic-import': false } } : {}),
    plugins: [
      ...(bundle.platform === 'node' ? [loadGeneratedLater(loadedLater), loadServerLater] : []),
      keepTablesApart(bundle.platform, folder),
    ],
    legalComments: 'none',
    logLevel: 'silent',
    // Packages that offer it are read as ES modules: some of the others (jsonc-parser) hide their parts from a bundler.
    mainFields: bundle.platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    minify: !development,
    platform: bundle.platform,
    sourcemap: development ? 'linked' : false,
    target: bundle.platform === 'node' ? 'node20' : 'es2022',
    ...bundle.options,
    metafile: true,
  };
  return (await esbuild.build(options)).metafile;
}

/**
 * Makes a file of its own out of every `import('….generated.ts')` and `….generated.json`, so that a program reads that text
 * when it is first asked for it. `found` collects source files and the names of what they are built to.
 */
function loadGeneratedLater(found: Map<string, string>): esbuild.Plugin {
  return {
    name: 'load-generated-later',
    setup({ onResolve }) {
      onResolve({ filter: /\.generated\.(ts|json)$/ }, ({ kind, path: imported, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.resolve(resolveDir, imported);
        if (!existsSync(file)) return { errors: [{ text: `${imported} is not there: run \`npm run gen\`` }] };
        const source = path.relative(projectRoot, file).split(path.sep).join('/');
        const name = `${source
          .replace(/^server\/src\//, '')
          .replace(/\.generated\.\w+$/, '')
          .replaceAll('/', '.')}.js`;
        found.set(source, name);
        return { path: `./${name}`, external: true };
      });
    },
  };
}

/** The language server is in a file of its own: no command but one needs it, and all would have to read it. */
const loadServerLater: esbuild.Plugin = {
  name: 'load-server-later',
  setup({ onResolve }) {
    onResolve({ filter: /\/main\.node\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './server.js', external: true } : undefined,
    );
  },
};

/**
 * Keeps tables of facts apart until somebody asks for a fact, because reading them is most of what a start would cost: beside a
 * program of Node.js they are files of their own, in the browser's bundle they are text.
 */
function keepTablesApart(platform: Bundle['platform'], folder: string): esbuild.Plugin {
  return {
    name: 'keep-tables-apart',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]facts[/\\][\w-]+\.json$/ }, ({ path: file }) => {
        const text = readFileSync(file, 'utf8');
        if (platform === 'browser') return { contents: text, loader: 'text' };
        const name = `${path.basename(path.resolve(file, '../..'))}.facts.json`;
        writeFileSync(path.join(folder, name), text);
        const contents = `import { readFileSync } from 'node:fs'; export default () => readFileSync(__dirname + '/${name}', 'utf8');`;
        return { contents, loader: 'js' };
      });
    },
  };
}

/** The licences of the packages that have a file among these sources, as those licences ask for. */
function licensesOf(sources: readonly string[]): string {
  const packages = new Set<string>();
  for (const source of sources) {
    const folder = /[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
    if (folder) packages.add(folder);
  }
  const sections = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(projectRoot, folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'License.txt', 'license']
      .map((candidate) => path.join(projectRoot, folder, candidate))
      .find((candidate) => existsSync(candidate));
    if (!file) throw new Error(`${folder} comes without the text of its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(file, 'utf8').trim()}\n`;
  });
  return sections.join(`\n${'-'.repeat(80)}\n\n`);
}

runAsProgram(import.meta.url, async () => {
  const started = Date.now();
  const files = await build({ development: process.argv.includes('--dev') });
  for (const { name, size } of files) console.log(`${(size / 1024).toFixed(0).padStart(6)} KiB  dist/${name}`);
  console.log(`built in ${seconds(Date.now() - started)}`);
});
