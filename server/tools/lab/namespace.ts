/**
 * A network namespace of its own for every experiment: its kernel settings, its ports and its counters are nobody else's, and all
 * of it is gone with the last process in it.
 */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findOnPath, projectRoot } from '../process.ts';
import type { Experiments } from './worker.ts';

/** No experiment takes longer; in milliseconds. */
const limit = 120_000;
const outside = 'HEADROOM_LAB_OUTSIDE';

/** Why no experiment can run here; undefined where they can. */
export function whyNoExperiment(): string | undefined {
  if (process.platform !== 'linux') return 'NOT MEASURED: the experiments are for Linux';
  if (process.getuid?.() !== 0) return 'NOT MEASURED: only root may make a network namespace';
  for (const program of ['unshare', 'ip', 'sh'])
    if (!findOnPath(program)) return `NOT MEASURED: there is no ${program} on PATH`;
  const { status, stderr } = spawnSync('unshare', ['-n', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `NOT MEASURED: no network namespace can be made here (${stderr.trim()})`;
}

/** Runs an experiment in a process of its own, in a network namespace of its own, and returns what it found. */
export function inNamespace<Name extends keyof Experiments>(
  name: Name,
  parameters: Parameters<Experiments[Name]>[0],
): Promise<Awaited<ReturnType<Experiments[Name]>>> {
  const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
  // Some releases of HAProxy start only where their nameservers have a route.
  const script = 'ip link set lo up; ip addr add 10.9.9.1/32 dev lo; ip route add default dev lo; exec "$@"';
  const command = [process.execPath, '--import', 'tsx', worker, name, JSON.stringify(parameters)];
  return new Promise((resolve, reject) => {
    execFile(
      'unshare',
      ['-n', 'sh', '-c', script, 'sh', ...command],
      {
        cwd: projectRoot,
        env: { ...process.env, [outside]: readlinkSync('/proc/self/ns/net') },
        timeout: limit,
        maxBuffer: 2 ** 26,
      },
      (error, stdout, stderr) => {
        if (error) return reject(new Error(`the experiment '${name}' failed: ${stderr.trim() || error.message}`));
        resolve(JSON.parse(stdout));
      },
    );
  });
}

/** Writes a kernel setting of the namespace of this process; throws in the namespace of the machine. */
export function setSysctl(key: string, value: string): void {
  const here = readlinkSync('/proc/self/ns/net');
  if (!process.env[outside] || process.env[outside] === here) throw new Error(`${key}: not in a namespace of its own`);
  writeFileSync(pathOf(key), value);
}

export function readSysctl(key: string): string {
  return readFileSync(pathOf(key), 'utf8').trim();
}

const pathOf = (key: string) => `/proc/sys/${key.replaceAll('.', '/')}`;
