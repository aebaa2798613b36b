import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { projectRoot } from '../../server/tools/process.ts';
import { resultsVariable, type TestResult } from './suite/results.ts';
import { bundleSuite } from './suite-bundle.ts';
import { copySample, inTemporaryFolder } from './temporary.ts';

// Where VS Code can be downloaded, HEADROOM_VSCODE=download runs the same suite in the real desktop application.
const download = process.env.HEADROOM_VSCODE === 'download';

test('the extension in the Node extension host', async (t) => {
  const results = await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'results.json');
    const ended = await runTests({
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: await bundleSuite('node'),
      extensionTestsEnv: { [resultsVariable]: file },
      launchArgs: [copySample('small-vm', folder)],
      ...(download ? {} : { vscodeExecutablePath: fileURLToPath(new URL('stand-in/code.sh', import.meta.url)) }),
    }).catch((error: unknown) => error);
    if (!existsSync(file)) throw new Error(`the suite left no results: ${ended}`);
    return JSON.parse(readFileSync(file, 'utf8')) as readonly TestResult[];
  });
  assert.notEqual(results.length, 0, 'the suite ran no test');
  for (const { title, error } of results) await t.test(title, () => assert.ok(!error, error));
});
