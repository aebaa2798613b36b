import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderWith, headroom } from './command-line.ts';

const cwd = '/';

describe('exit codes', () => {
  const files = { 'sysctl.conf': 'vm.swapiness = 1\nvm.swappiness = 10\n' };
  const code = async (dir: string, ...args: string[]) => (await headroom(['check', ...args], { cwd: dir })).code;

  it('follow --fail-on', async (t) => {
    const dir = folderWith(t, files);
    assert.equal(await code(dir), 0);
    assert.equal(await code(dir, '--fail-on', 'warning'), 1);
    assert.equal(await code(dir, '--fail-on', 'information'), 1);
    assert.equal(await code(dir, '--fail-on', 'never', '--rule', 'sysctl/unknown-key=error'), 0);
  });

  it('follow --rule', async (t) => {
    const dir = folderWith(t, files);
    assert.equal(await code(dir, '--rule', 'sysctl/unknown-key=error'), 1);
    assert.equal(await code(dir, '--rule', 'sysctl/unknown-key=information', '--fail-on', 'information'), 1);
    assert.equal(await code(dir, '--rule', 'sysctl/unknown-key=hint', '--fail-on', 'information'), 0);
    assert.equal(await code(dir, '--rule', 'sysctl/unknown-key=off', '--fail-on', 'information'), 0);
  });

  it('follow --pack', async (t) => {
    const dir = folderWith(t, { 'sysctl.conf': 'fs.suid_dumpable = 2\n' });
    const strict = ['--fail-on', 'warning'];
    assert.equal(await code(dir, ...strict), 0);
    assert.equal(await code(dir, ...strict, '--pack', 'kspp,cis'), 1);
    assert.equal(await code(dir, ...strict, '--pack', 'cis', '--rule', 'sysctl/cis=hint'), 0);
  });

  it('put an unreadable input before findings', async (t) => {
    assert.equal(await code(folderWith(t, files), '--fail-on', 'warning', '.', 'gone'), 2);
  });
});

describe('wrong usage', () => {
  const wrong: readonly (readonly [args: string, message: RegExp])[] = [
    ['chek', /unknown command 'chek'; did you mean 'check'\?/],
    ['check --fromat json', /unknown option '--fromat'; did you mean --format\?/],
    ['check -x', /unknown option '-x'/],
    ['check --format yaml', /--format is one of text, json, sarif, github, junit, not 'yaml'/],
    ['check --pack cis,ksp', /--pack: no pack is called 'ksp'; did you mean 'kspp'\?/],
    ['check --format', /--format needs a value/],
    ['check --memory --fix', /--memory needs a value: --memory SIZE/],
    ['check --fix=yes', /--fix takes no value/],
    ['check --memory 4XB', /--memory: '4XB' is no value for memory: expected a size/],
    ['check --cpus 0', /--cpus: '0' is no value for cpus/],
    ['check --host ram=4GiB', /--host: unknown host fact 'ram'; known are memory/],
    ['check --host memory', /'memory' is not of the form FACT=VALUE/],
    [
      'check --rule sysctl/unknown-keys=off',
      /no rule is called 'sysctl\/unknown-keys'; did you mean sysctl\/unknown-key\?/,
    ],
    ['check --rule sysctl/unknown-key', /is not of the form ID=SEVERITY/],
    ['check --rule sysctl/unknown-key=fatal', /is one of error, warning/],
    ['check --language nginx', /--language is one of haproxy, sysctl, limits/],
    ['check --stdin-filename x', /goes with the path '-'/],
    ['report --format sarif', /--format is one of text, json, markdown, html, not 'sarif'/],
    ['report --what-if maxconn', /--what-if: 'maxconn' is not of the form NAME=VALUE/],
    ['report --what-if maxcon=5', /'maxcon' is none of maxconn, memory.*; did you mean maxconn\?/],
    ['report --what-if maxconn=0', /'0' is no value for maxconn: expected a number of connections from 1 up/],
    ['report --what-if memory=4', /'4' is no value for memory: expected a size/],
    ['explain', /name what to explain/],
    ['facts --format text', /--format is json, not/],
    ['facts --kernel new', /--kernel: 'new' is no version/],
    ['facts sysctl', /facts takes no arguments/],
    ['host', /headroom host knows 'import' only/],
    ['host import', /name files with what programs of the host printed/],
    ['host import --form x', /unknown option '--form'/],
    ['lsp', /headroom lsp --stdio/],
  ];
  for (const [args, message] of wrong) {
    it(`headroom ${args}`, async () => {
      const outcome = await headroom(args.split(' '), { cwd });
      assert.deepEqual({ code: outcome.code, stdout: outcome.stdout }, { code: 2, stdout: '' });
      assert.match(outcome.stderr, message);
      assert.equal(outcome.stderr.split('\n').length, 2, 'the message is one line');
    });
  }
});

describe('help', () => {
  it('lists the commands', async () => {
    const asked = await headroom(['--help'], { cwd });
    assert.equal(asked.code, 0);
    assert.deepEqual(
      [...asked.stdout.matchAll(/^ {2}(\w+)/gm)].map((found) => found[1]),
      ['check', 'report', 'effective', 'compare', 'host', 'explain', 'facts', 'lsp'],
    );
    const silent = await headroom([], { cwd });
    assert.deepEqual(silent, { code: 2, stdout: '', stderr: asked.stdout });
  });

  for (const command of ['check', 'report', 'effective', 'compare', 'host', 'explain', 'facts', 'lsp']) {
    it(`headroom ${command} --help`, async () => {
      const { code, stdout } = await headroom([command, '--help'], { cwd });
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^Usage: headroom ${command} `));
    });
  }

  it('prints the version', async () => {
    assert.match((await headroom(['--version'], { cwd })).stdout, /^headroom \d+\.\d+\.\d+\n$/);
  });
});
