/** Runs the command line as a function, on files in a folder of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../server/src/cli/run.ts';

export interface CliOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CliOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function headroom(argv: readonly string[], options: CliOptions): Promise<CliOutcome> {
  const { cwd, stdin = '', tty = false, env = {} } = options;
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    stdout: { write: (text) => out.push(text), isTTY: tty, ...(tty && { columns: 80 }) },
    stderr: { write: (text) => err.push(text) },
    stdin: (async function* () {
      yield typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
    })(),
    cwd,
    env,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** A folder with these files, removed when the test ends. */
export function folderWith(
  t: Pick<TestContext, 'after'>,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return folder;
}

/** The document that a command printed, and that it printed nothing else. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads fields of every shape of document.
export function documentIn({ stdout }: CliOutcome): any {
  return JSON.parse(stdout);
}
