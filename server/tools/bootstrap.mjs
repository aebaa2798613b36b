// The entry of `npm start` and `npm test`. It needs nothing but Node.js, because in a fresh clone there is nothing else: it
// installs the packages of package-lock.json when they are missing or others, and then runs the TypeScript tool it is told.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [tool, ...args] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Headroom is built with Node.js 20 or newer; this is ${process.version}`);
  process.exit(1);
}
if (!packagesAreInstalled()) {
  console.log('Installing the npm packages of package-lock.json');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed: see above');
    process.exit(1);
  }
}

const child = spawn(process.execPath, ['--import', 'tsx', `server/tools/${tool}.ts`, ...args], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl+C reaches the tool too, as both are in the terminal's foreground; this process only has to outlive it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** Compares the lock file with npm's own record of what it installed; packages for other platforms may be missing. */
function packagesAreInstalled() {
  const record = `${root}/node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) => folder === '' || optional || installed[folder]?.version === version,
  );
}
