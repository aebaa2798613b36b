/** Brings a HAProxy to compare with. */
import { existsSync } from 'node:fs';
import { findOnPath, run } from '../process.ts';

/**
 * The haproxy on PATH or where Debian puts it; else Debian's own, installed when this runs as root on a system with apt. Undefined
 * where there is none and none can be installed.
 */
export async function provisionHaproxy(): Promise<string | undefined> {
  const present = findHaproxy();
  if (present) return present;
  const apt = findOnPath('apt-get');
  if (!apt || process.getuid?.() !== 0) return undefined;
  console.log('Installing HAProxy with apt, once');
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run(apt, [...wait, 'update'], { env, label: 'reading the package lists' });
  await run(apt, [...wait, '-y', '--no-install-recommends', 'install', 'haproxy'], {
    env,
    label: 'installing HAProxy',
  });
  const installed = findHaproxy();
  if (!installed) throw new Error('apt installed HAProxy, but it is not where Debian puts it');
  return installed;
}

/** Said by tests that compare with HAProxy where there is none. */
export const noHaproxy =
  'NOT COMPARED: there is no haproxy on PATH, and it cannot be installed from here (that takes root and apt)';

/** Debian's folder for it is on the PATH of root only. */
function findHaproxy(): string | undefined {
  return findOnPath('haproxy') ?? ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find((file) => existsSync(file));
}
