import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { runAsProgram, runToEnd } from './process.ts';
import { seconds, withProgress } from './progress.ts';
import { runTestFiles, type TestCounts } from './test-files.ts';
import { provisionChromium, provisionCodeServer } from './vscode/provision.ts';

interface Step {
  readonly name: string;
  readonly about: string;
  /** The tests it ran; undefined for a check that is no test, which throws with what it found. */
  run(filters: readonly string[]): Promise<TestCounts | undefined>;
}

/** Everything `npm test` does, in this order: the cheapest first, and what is packed before what uses the package. */
const steps: readonly Step[] = [
  script('types', 'the TypeScript compiler', 'check:types'),
  script('lint', 'Biome: format and lint', 'check:lint'),
  script('unused', 'Knip: files, exports and packages nobody uses', 'check:unused'),
  script('gen', 'generated files are what the sources say', 'gen', '--check'),
  script('build', 'the bundles', 'build'),
  {
    name: 'unit',
    about: 'tests of the engine, the languages, the protocol and the command line',
    run: (filters) =>
      runTestFiles({ ending: '.test.ts', filters, concurrency: availableParallelism(), limit: 300_000 }),
  },
  script('package', 'the .vsix', 'package'),
  {
    name: 'e2e',
    about: 'the extension in VS Code',
    async run(filters) {
      if (process.env.HEADROOM_VSCODE !== 'download') await provisionCodeServer();
      await provisionChromium();
      await build();
      return runTestFiles({ ending: '.e2e.ts', filters, concurrency: 1, limit: 600_000 });
    },
  },
];

function script(name: string, about: string, npmScript: string, ...args: readonly string[]): Step {
  return {
    name,
    about,
    async run() {
      const { status, output } = await withProgress(about, () =>
        runToEnd(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['run', '--silent', npmScript, '--', ...args]),
      );
      if (status !== 0) throw new Error(output.trimEnd());
      return undefined;
    },
  };
}

/**
 * `npm test`, or `npm test -- --only unit,e2e` for some of the steps, or with words after it for the test files that have one
 * of them in their path. The last line counts the tests of all steps; a check that fails counts as one.
 */
runAsProgram(import.meta.url, async () => {
  const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
  const chosen = values.only?.split(',') ?? steps.map((step) => step.name);
  const unknown = chosen.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`no such step: ${unknown}; there are ${steps.map((step) => step.name)}`);

  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const step of steps.filter(({ name }) => chosen.includes(name))) {
    console.log(`${step.name}: ${step.about}`);
    const started = Date.now();
    const outcome = await runStep(step, positionals);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    const line = `${outcome.failed > 0 ? '✖' : '✔'} ${step.name.padEnd(8)} ${outcome.text} (${seconds(Date.now() - started)})`;
    console.log(`  ${line}\n`);
    summary.push(line);
  }
  console.log(`${summary.join('\n')}\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0) process.exitCode = 1;
});

async function runStep(step: Step, filters: readonly string[]): Promise<TestCounts & { readonly text: string }> {
  try {
    const counts = await step.run(filters);
    if (!counts) return { passed: 0, failed: 0, text: 'in order' };
    if (counts.passed + counts.failed === 0) return { passed: 0, failed: 1, text: 'ran no test' };
    return { ...counts, text: `${counts.passed} passed, ${counts.failed} failed` };
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, text: 'failed' };
  }
}
