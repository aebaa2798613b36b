import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { projectRoot } from '../../server/tools/process.ts';
import { makeProfile, startCodeServer } from '../../server/tools/vscode/code-server.ts';
import { runExtensionTests } from './automation.ts';
import { launchChromium } from './chromium.ts';
import { resultsMark, type TestResult } from './suite/results.ts';
import { virtualScheme } from './suite/virtual-scheme.ts';
import { bundleSuite } from './suite-bundle.ts';
import { inTemporaryFolder } from './temporary.ts';

const limit = 120_000;
/** The path under the server's own address where the browser finds the project: the page may fetch from nowhere else. */
const mountPoint = '/headroom-under-test';

test('the extension in the web extension host, its server in a worker', async (t) => {
  const suite = await bundleSuite('web');
  const { status, lines } = await inTemporaryFolder(async (folder) => {
    const server = await startCodeServer({ profile: makeProfile(folder, { 'files.autoSave': 'off' }) });
    const browser = await launchChromium();
    try {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      await mountProject(context, server.address);
      await configureWorkbench(context, server.address, path.relative(projectRoot, suite));
      return await runExtensionTests(await context.newPage(), server.address, limit);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
  const results = lines.find((line) => line.startsWith(resultsMark))?.slice(resultsMark.length);
  assert.ok(results, `the suite left no results and exit status ${status}:\n${lines.join('\n')}`);
  const tests = JSON.parse(results) as readonly TestResult[];
  assert.notEqual(tests.length, 0, 'the suite ran no test');
  for (const { title, error } of tests) await t.test(title, () => assert.ok(!error, error));
});

async function mountProject(context: BrowserContext, origin: string): Promise<void> {
  const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.json': 'application/json' };
  await context.route(
    (url) => url.origin === origin && url.pathname.startsWith(`${mountPoint}/`),
    (route) => {
      const file = decodeURIComponent(new URL(route.request().url()).pathname).slice(mountPoint.length + 1);
      try {
        const body = readFileSync(path.join(projectRoot, file));
        return route.fulfill({ body, contentType: types[path.extname(file)] ?? 'application/octet-stream' });
      } catch {
        return route.fulfill({ status: 404 });
      }
    },
  );
}

/**
 * Rewrites the configuration in the workbench's page as a server for testing web extensions would have written it, with the
 * virtual folder of the suite open.
 */
async function configureWorkbench(context: BrowserContext, origin: string, suite: string): Promise<void> {
  const mounted = (file: string) => ({
    scheme: 'http',
    authority: new URL(origin).host,
    path: `${mountPoint}/${file}`,
  });
  await context.route(
    (url) => url.origin === origin && url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const page = await response.text();
      const body = page.replace(
        /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
        (_all, before: string, settings: string) => {
          const configuration = JSON.parse(settings.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
          configuration.folderUri = { scheme: virtualScheme, path: '/small-vm' };
          configuration.developmentOptions = {
            ...configuration.developmentOptions,
            extensions: [mounted('')],
            extensionTestsPath: mounted(suite),
          };
          return `${before}${JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
        },
      );
      await route.fulfill({ response, body });
    },
  );
}
