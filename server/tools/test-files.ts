import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { projectRoot } from './process.ts';
import { withProgress } from './progress.ts';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

export interface TestFileOptions {
  /** What the files are called at the end: `.test.ts`. */
  readonly ending: string;
  /** Only files with one of these in their path; all when there is none. */
  readonly filters: readonly string[];
  /** How many files run side by side. */
  readonly concurrency: number;
  /** Milliseconds after which a file is given up. */
  readonly limit: number;
}

/**
 * Runs test files, each in a process of its own, and prints what failed. A file without a test and a test that was skipped or
 * left to do count as failed: each looks like a check and is none.
 */
export async function runTestFiles(options: TestFileOptions): Promise<TestCounts> {
  const files = findTestFiles(options);
  const counts = { passed: 0, failed: 0 };
  const errorOutput = new Map<string, string>();
  const failedFiles = new Set<string>();

  const fail = (name: string, file: string | undefined, reason: string) => {
    counts.failed++;
    if (file) failedFiles.add(file);
    console.log(`\n  ✖ ${name}${file ? `  (${path.relative(projectRoot, file)})` : ''}\n${indent(reason)}`);
  };

  await withProgress(
    () => `${counts.passed} passed, ${counts.failed} failed`,
    async () => {
      const events = run({ files, concurrency: options.concurrency, timeout: options.limit });
      for await (const { type, data } of events) {
        if (type === 'test:stderr') errorOutput.set(data.file, (errorOutput.get(data.file) ?? '') + data.message);
        if (type !== 'test:pass' && type !== 'test:fail') continue;
        if (data.details.type === 'suite' && type === 'test:pass') continue;
        if (type === 'test:fail') {
          const { error } = data.details;
          // The parent of a failed test fails for that reason alone.
          if (error.failureType !== 'subtestsFailed') fail(data.name, data.file, describe(error.cause ?? error));
        } else if (data.skip !== undefined || data.todo !== undefined) {
          fail(data.name, data.file, 'skipped: no test of this project may be');
        } else if (data.nesting === 0 && files.includes(path.resolve(data.name))) {
          fail(data.name, data.file, 'the file holds no test');
        } else counts.passed++;
      }
    },
  );
  for (const file of failedFiles) {
    const output = errorOutput.get(file);
    if (output) console.log(`\n  ${path.relative(projectRoot, file)} wrote:\n${indent(lastLines(output))}`);
  }
  return counts;
}

function findTestFiles({ ending, filters }: TestFileOptions): string[] {
  const folder = path.join(projectRoot, 'test');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort()
    .map((file) => path.join(folder, file));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : inspect(error);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-40).join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ');
}
