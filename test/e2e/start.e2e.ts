import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../server/tools/process.ts';

test('npm start packs the extension, installs it and opens the sample hosts', async () => {
  const output = await run('npm', ['start', '--', '--once'], { label: 'npm start' });
  assert.match(output, /http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+samples/);
});
