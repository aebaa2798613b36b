import 'mocha/mocha.js';
import * as vscode from 'vscode';
import { defineSuite } from './all.ts';
import { followMocha, resultsMark } from './results.ts';
import { VirtualFiles } from './virtual-files.ts';
import { virtualScheme } from './virtual-scheme.ts';

/** The files of the sample host by path, put here by the bundler. */
declare const sampleFiles: Readonly<Record<string, string>>;

/** The entry that VS Code calls in the web extension host, where results leave by the console. */
export async function run(): Promise<void> {
  vscode.workspace.registerFileSystemProvider(virtualScheme, new VirtualFiles(sampleFiles));
  mocha.setup({ ui: 'bdd', timeout: 30_000, reporter: 'min' });
  defineSuite();
  const results = await followMocha(mocha.run());
  console.log(resultsMark + JSON.stringify(results));
}
