/** A HAProxy under observation. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tcpSockets, until } from './observe.ts';

export interface Proxy {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** An answer of the command line of HAProxy. */
  ask(command: string): Promise<string>;
}

/** What a configuration may need to name: files beside it. */
export interface Files {
  readonly [name: string]: string;
}

/**
 * Runs HAProxy in the foreground with a configuration, to which a `stats socket` is added, until `use` is done. `@/` in the
 * configuration is the folder of the files. Comes to `use` when the port listens.
 */
export async function withProxy<T>(
  { binary, configuration, port, files = {} }: { binary: string; configuration: string; port: number; files?: Files },
  use: (proxy: Proxy) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-lab-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const socket = join(folder, 'cli');
  const text = configuration.replace(/^global$/m, `global\n    stats socket ${socket}`).replaceAll('@/', `${folder}/`);
  writeFileSync(join(folder, 'haproxy.cfg'), text);
  const child = spawn(binary, ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  try {
    await until(`HAProxy listens on port ${port}`, () => {
      if (child.exitCode !== null) throw new Error(`${binary} ended with ${child.exitCode}: ${said.trim()}`);
      return tcpSockets('listening').some(({ local }) => local === port);
    });
    return await use({
      pid: child.pid as number,
      signal: (name) => child.kill(name),
      ask: (command) => ask(socket, command),
    });
  } finally {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(path)
      .setEncoding('utf8')
      .on('data', (chunk) => {
        answer += chunk;
      })
      .on('close', () => resolve(answer))
      .on('error', reject)
      .end(`${command}\n`);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
