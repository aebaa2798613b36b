import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withProgress } from './progress.ts';

/** The project's top folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs `main` when the module with this `import.meta.url` is the program that was started, not when another module imports
 * it. A failure is printed as one message, without a stack, and makes the exit status 1.
 */
export function runAsProgram(moduleUrl: string, main: () => Promise<void>): void {
  if (!process.argv[1] || path.resolve(process.argv[1]) !== fileURLToPath(moduleUrl)) return;
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the person waiting reads when it takes longer than two seconds. */
  readonly label: string;
}

/**
 * Runs a program to its end and returns what it printed, both streams together. Rejects when it cannot be started or exits
 * with anything but 0; the error then carries the last lines of its output.
 */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  return withProgress(options.label, async () => {
    const { status, output } = await runToEnd(program, args, options);
    if (status === 0) return output;
    const tail = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(`${options.label}: \`${[program, ...args].join(' ')}\` ended with ${status}\n${tail}`);
  });
}

/** As `run`, for callers to whom a failure is a result: the exit status, or the name of the signal that ended it. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: Omit<RunOptions, 'label'> = {},
): Promise<{ readonly status: number | string; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? projectRoot,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: string) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
    child.once('close', (code, signal) => resolve({ status: code ?? signal ?? 'an unknown end', output }));
  });
}

/** The full path of the first of these programs that is on PATH. */
export function findOnPath(...names: readonly string[]): string | undefined {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter((entry) => entry !== '')) {
      for (const ending of endings) {
        const candidate = path.join(folder, name + ending);
        if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate;
      }
    }
  }
  return undefined;
}
