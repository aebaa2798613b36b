/** The program as a process of its own: streams, exit codes, and what it loads. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { folderWith } from './command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = ['--import', 'tsx', join(root, 'server/src/main.cli.ts')];

function start(args: readonly string[], input = '') {
  return spawnSync(process.execPath, [...program, ...args], { cwd: root, input, encoding: 'utf8' });
}

describe('the program headroom', () => {
  it('reads standard input, prints to standard output and exits with the code', () => {
    const args = ['check', '-', '--stdin-filename', 'sysctl.conf', '--fail-on', 'warning'];
    const { status, stdout, stderr } = start(args, 'vm.swapiness = 1\n');
    assert.equal(status, 1);
    assert.match(stdout, /sysctl\.conf:1:1: warning: /);
    assert.equal(stderr, '');
    assert.equal(start(['check', '--nonsense']).status, 2);
  });

  it('does not mind a reader that stops early', async (t) => {
    const folder = folderWith(t, { 'sysctl.conf': 'vm.swapiness = 1\n'.repeat(5000) });
    const child = spawn(process.execPath, [...program, 'check', folder], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  });

  it('runs the language server', async () => {
    const child = spawn(process.execPath, [...program, 'lsp', '--stdio'], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const send = (message: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    const [answer] = await once(child.stdout.setEncoding('utf8'), 'data');
    assert.match(answer, /^Content-Length: \d+\r\n/);
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
  });

  it('loads the language server for nothing else', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['server/src/main.cli.ts'],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outdir: 'unused',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const loaded = new Set<string>();
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const each of metafile.outputs[path]?.imports ?? []) if (each.kind === 'import-statement') load(each.path);
    };
    const [entry] =
      Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === 'server/src/main.cli.ts') ?? [];
    load(entry ?? '');
    const inputs = [...loaded].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    assert.ok(inputs.includes('server/src/cli/run.ts'));
    const later = /vscode-|\/lsp\/|prose\.generated|rule-pages/;
    assert.deepEqual(
      inputs.filter((input) => later.test(input)),
      [],
    );
    assert.ok(
      Object.keys(metafile.inputs).some((input) => input.includes('vscode-languageserver')),
      'but it is there',
    );
  });
});
