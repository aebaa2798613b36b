import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../process.ts';
import { withProgress } from '../progress.ts';
import { type CodeServer, provisionCodeServer } from './provision.ts';

/** Folders that make one VS Code independent of every other on the machine, and of the person's own settings. */
export interface Profile {
  readonly userData: string;
  readonly extensions: string;
}

export interface CodeServerOptions {
  readonly profile: Profile;
  /** A free one by default. */
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunningCodeServer {
  /** `http://127.0.0.1:<port>`, which answers. */
  readonly address: string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** What the server has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

const startLimit = 60_000;

/** The profile kept in this folder, with settings that leave out what distracts: the welcome page, updates, trust, telemetry. */
export function makeProfile(folder: string, settings: Readonly<Record<string, unknown>> = {}): Profile {
  const profile = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  mkdirSync(path.join(profile.userData, 'User'), { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  const quiet = {
    'chat.disableAIFeatures': true,
    'extensions.autoCheckUpdates': false,
    'extensions.autoUpdate': false,
    'extensions.ignoreRecommendations': true,
    'git.enabled': false,
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
  };
  const file = path.join(profile.userData, 'User', 'settings.json');
  writeFileSync(file, `${JSON.stringify({ ...quiet, ...settings }, undefined, 2)}\n`);
  return profile;
}

/** Installs a packed extension as a user would, into the profile. */
export async function installExtension(vsix: string, profile: Profile): Promise<void> {
  const server = await provisionCodeServer();
  await run(server.node, [server.entry, ...profileArguments(profile), '--install-extension', vsix, '--force'], {
    env: environment(profile),
    label: 'installing the extension',
  });
}

/** Starts VS Code for the browser on the loopback interface, and resolves when it listens. */
export async function startCodeServer(options: CodeServerOptions): Promise<RunningCodeServer> {
  // The name of a socket may have about a hundred characters, so sockets live in a short folder of their own.
  const sockets = mkdtempSync(path.join(tmpdir(), 'headroom-'));
  const child = spawnServer(await provisionCodeServer(), options, sockets);
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = () => stopGroup(child, ended);
  void ended.then(() => rmSync(sockets, { recursive: true, force: true }));
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`code-server ${reason}\n${output.slice(-2_000)}`));
    const limit = setTimeout(() => fail(`did not listen within ${startLimit} ms`), startLimit);
    const read = (chunk: string) => {
      output += chunk;
      const address = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
      if (!address) return;
      clearTimeout(limit);
      resolve(address);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', (error) => fail(`cannot be run: ${error.message}`));
    child.once('close', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
  try {
    const address = await withProgress('starting VS Code', () => listening);
    return { address, ended, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnServer(
  { node, entry }: CodeServer,
  { profile, port = 0, env }: CodeServerOptions,
  sockets: string,
): ChildProcess {
  const options = [
    ...profileArguments(profile),
    ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    '--disable-getting-started-override',
    // Without it this version ignores the `payload` of an address, by which the tests name the extension under development.
    ...['--vscode-option', 'enable-smoke-test-driver'],
  ];
  // A process group of its own, so that the extension hosts end with it.
  return spawn(node, [entry, ...options], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment(profile), XDG_RUNTIME_DIR: sockets, ...env },
  });
}

function profileArguments({ userData, extensions }: Profile): readonly string[] {
  const config = path.join(userData, 'code-server.yaml');
  return ['--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
}

/** code-server keeps a heartbeat and a config file outside of the folders it is told. */
function environment({ userData }: Profile): NodeJS.ProcessEnv {
  return { XDG_DATA_HOME: userData, XDG_CONFIG_HOME: userData };
}

async function stopGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(force);
  // What outlives its parent in the group, an extension host that hangs, goes now.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
