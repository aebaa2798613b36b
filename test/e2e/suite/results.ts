/** What became of one test of the suite. */
export interface TestResult {
  readonly title: string;
  readonly error?: string;
}

/** A line of the console that starts with this carries the results as JSON, from a host that can write no file. */
export const resultsMark = 'headroom-e2e-results ';

/** The environment variable that names the file for the results, where there are files. */
export const resultsVariable = 'HEADROOM_E2E_RESULTS';

/** Follows a mocha run to its end and returns the result of each test, in order. */
export function followMocha(runner: Mocha.Runner): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  return new Promise((resolve) => {
    runner.on('pass', (test) => results.push({ title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) =>
      results.push({ title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
    runner.on('pending', (test) =>
      results.push({ title: test.fullTitle(), error: 'skipped, which no test here may be' }),
    );
    runner.on('end', () => resolve(results));
  });
}
