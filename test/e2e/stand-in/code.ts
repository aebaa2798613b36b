import path from 'node:path';
import { makeProfile, startCodeServer } from '../../../server/tools/vscode/code-server.ts';
import { runExtensionTests } from '../automation.ts';
import { launchChromium } from '../chromium.ts';
import { inTemporaryFolder } from '../temporary.ts';

const limit = 180_000;

/**
 * Runs the extension tests that the arguments of `code` name in the Node extension host of code-server, with the workbench in
 * a Chromium without a window. Returns the exit status, as `code` would.
 */
async function code(args: readonly string[]): Promise<number> {
  const all = (name: string) =>
    args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => path.resolve(arg.slice(name.length + 3)));
  const folder = args.find((arg) => !arg.startsWith('-'));
  return inTemporaryFolder(async (temporary) => {
    const server = await startCodeServer({ profile: makeProfile(temporary, { 'files.autoSave': 'off' }) });
    const browser = await launchChromium();
    try {
      const remote = (file: string) => `vscode-remote://${new URL(server.address).host}${file}`;
      const url = new URL(server.address);
      if (folder) url.searchParams.set('folder', path.resolve(folder));
      const payload = ['extensionDevelopmentPath', 'extensionTestsPath'].flatMap((name) =>
        all(name).map((file) => [name, remote(file)]),
      );
      url.searchParams.set('payload', JSON.stringify(payload));
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const { status, lines } = await runExtensionTests(page, url.href, limit);
      if (status !== 0) console.error(lines.join('\n'));
      return status;
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

code(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
