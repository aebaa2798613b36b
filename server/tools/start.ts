import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageExtension } from './package.ts';
import { findOnPath, projectRoot, run, runAsProgram, runToEnd } from './process.ts';
import { installExtension, makeProfile, type Profile, startCodeServer } from './vscode/code-server.ts';
import { vscodeFolder } from './vscode/provision.ts';

/**
 * Shows the extension at work: packed, installed into a VS Code that shares nothing with the person's own, on a copy of the
 * sample hosts. Runs until that VS Code is closed or Ctrl+C is pressed; with `--once` only until it answers.
 */
async function start({ once, port }: { readonly once: boolean; readonly port: number }): Promise<void> {
  const vsix = await packageExtension();
  const samples = path.join(vscodeFolder, 'samples');
  rmSync(samples, { recursive: true, force: true });
  cpSync(path.join(projectRoot, 'test', 'samples'), samples, { recursive: true });
  const profile = makeProfile(path.join(vscodeFolder, 'profile'));
  const code = once ? undefined : findOnPath('code');
  if (code) await openDesktop(code, vsix, profile, samples);
  else await serve({ vsix, profile, samples, once, port });
}

async function openDesktop(code: string, vsix: string, profile: Profile, samples: string): Promise<void> {
  const own = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  await run(code, [...own, '--install-extension', vsix, '--force'], { label: 'installing the extension' });
  console.log('VS Code opens with the sample hosts; close its window or press Ctrl+C to end');
  const { status, output } = await runToEnd(code, [...own, '--new-window', '--wait', samples]);
  if (status !== 0) throw new Error(`${code} ended with ${status}\n${output}`);
}

async function serve(options: {
  readonly vsix: string;
  readonly profile: Profile;
  readonly samples: string;
  readonly once: boolean;
  readonly port: number;
}): Promise<void> {
  await installExtension(options.vsix, options.profile);
  const server = await startCodeServer({ profile: options.profile, port: options.port });
  const stop = () => void server.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const address = `${server.address}/?folder=${encodeURIComponent(options.samples)}`;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers with ${answer.status}`);
  console.log(`VS Code with Headroom and the sample hosts:\n\n  ${address}\n`);
  if (options.once) await server.stop();
  else console.log('Ctrl+C stops it');
  await server.ended;
}

runAsProgram(import.meta.url, async () => {
  const port = process.argv.find((argument) => argument.startsWith('--port='))?.slice('--port='.length);
  await start({ once: process.argv.includes('--once'), port: Number(port ?? 0) });
});
