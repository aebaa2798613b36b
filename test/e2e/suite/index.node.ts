import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { defineSuite } from './all.ts';
import { followMocha, resultsVariable } from './results.ts';

/** The entry that VS Code calls in the Node extension host. */
export async function run(): Promise<void> {
  const file = process.env[resultsVariable];
  if (!file) throw new Error(`${resultsVariable} names no file for the results`);
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'min' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  defineSuite();
  const results = await followMocha(mocha.run());
  writeFileSync(file, JSON.stringify(results));
}
