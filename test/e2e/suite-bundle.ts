import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { projectRoot } from '../../server/tools/process.ts';

/** Bundles the mocha suite for one kind of extension host and returns the file to give to VS Code. */
export async function bundleSuite(host: 'node' | 'web'): Promise<string> {
  const outfile = path.join(projectRoot, '.vscode-test', 'suite', `${host}.js`);
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: [`test/e2e/suite/index.${host}.ts`],
    outfile,
    bundle: true,
    format: 'cjs',
    logLevel: 'silent',
    ...(host === 'node'
      ? { platform: 'node', external: ['vscode', 'mocha'] }
      : {
          platform: 'browser',
          external: ['vscode'],
          define: { global: 'globalThis', sampleFiles: JSON.stringify(readSample('small-vm')) },
        }),
  });
  return outfile;
}

/** The files of a sample host: `/small-vm/etc/…` and their text. */
function readSample(name: string): Readonly<Record<string, string>> {
  const folder = path.join(projectRoot, 'test', 'samples');
  const files = readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  return Object.fromEntries(
    files.map((each) => {
      const file = path.join(each.parentPath, each.name);
      return [`/${path.relative(folder, file).split(path.sep).join('/')}`, readFileSync(file, 'utf8')];
    }),
  );
}
