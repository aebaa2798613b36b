import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const files = {
  'my files/sysctl.conf': '# 100%\nvm.swapiness = 60\nvm.swappiness = 1\nvm.swappiness = 2\n',
};
const sarif = async (cwd: string, ...args: string[]) =>
  documentIn(await headroom(['check', '--format', 'sarif', ...args], { cwd }));

describe('headroom check --format sarif', () => {
  it('holds rules, results, places and fixes', async (t) => {
    const { version, runs } = await sarif(folderWith(t, files));
    const [run] = runs;
    assert.equal(version, '2.1.0');
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(
      run.tool.driver.rules.map((rule: { id: string }) => rule.id),
      ['sysctl/unknown-key', 'sysctl/set-again'],
    );
    assert.match(run.tool.driver.rules[0].help.markdown, /^# sysctl\/unknown-key/);
    const [unknown, again] = run.results;
    assert.equal(unknown.level, 'warning');
    assert.equal(run.tool.driver.rules[unknown.ruleIndex].id, unknown.ruleId);
    assert.deepEqual(unknown.locations[0].physicalLocation, {
      artifactLocation: { uri: 'my%20files/sysctl.conf' },
      region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 13 },
    });
    assert.deepEqual(unknown.fixes[0].artifactChanges[0].replacements[0], {
      deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 13 },
      insertedContent: { text: 'vm.swappiness' },
    });
    assert.equal(again.relatedLocations[0].physicalLocation.region.startLine, 4);
    assert.equal(run.invocations[0].executionSuccessful, true);
  });

  it('says what could not be read', async (t) => {
    const [run] = (await sarif(folderWith(t, files), 'gone.cfg')).runs;
    assert.equal(run.invocations[0].executionSuccessful, false);
    assert.equal(run.invocations[0].toolExecutionNotifications[0].message.text, 'no such file or folder');
  });
});

describe('headroom check --format github', () => {
  it('prints a command per finding and per error', async (t) => {
    const { stdout } = await headroom(['check', '--format', 'github', '.', 'a,b:100%.cfg'], {
      cwd: folderWith(t, files),
    });
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.match(
      lines[0] as string,
      /^::warning file=my files\/sysctl\.conf,line=2,col=1,endLine=2,endColumn=13,title=sysctl\/unknown-key::No Linux kernel/,
    );
    assert.equal(lines[2], '::error file=a%2Cb%3A100%25.cfg::no such file or folder');
  });
});

describe('headroom check --format junit', () => {
  it('fails what --fail-on fails', async (t) => {
    const cwd = folderWith(t, { ...files, 'limits.conf': '' });
    const junit = async (...args: string[]) =>
      (await headroom(['check', '--format', 'junit', ...args], { cwd })).stdout;
    const lenient = await junit();
    assert.match(lenient, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="headroom">\n/);
    assert.match(lenient, /<testsuite name="limits\.conf" tests="1" failures="0" errors="0">/);
    assert.match(lenient, /<testsuite name="my files\/sysctl\.conf" tests="2" failures="0" errors="0">/);
    const strict = await junit('--fail-on', 'warning', 'gone.cfg', '.');
    assert.match(strict, /tests="2" failures="2" errors="0"/);
    assert.match(strict, /<failure type="warning" message="No Linux kernel/);
    assert.match(strict, /<testsuite name="gone\.cfg" tests="1" failures="0" errors="1">/);
  });

  it('writes nothing that XML cannot hold', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.<"\x1b&x = 1\n' });
    const { stdout } = await headroom(['check', '--format', 'junit'], { cwd });
    assert.match(stdout, /vm\.&lt;&quot;\ufffd&amp;x/);
  });
});
