/** Which sysctl files of a host a loader reads, in which order. */
import { fileNameOf } from '../../../engine/path.ts';
import { isAtLeast, type Loader } from './loader.ts';

/** Folders by rank: a file hides those of the same name in the folders behind. */
export const sysctlFolders = [
  'etc/sysctl.d',
  'run/sysctl.d',
  'usr/local/lib/sysctl.d',
  'usr/lib/sysctl.d',
  'lib/sysctl.d',
] as const;
export const mainFile = 'etc/sysctl.conf';
/** The name under which distributions link `/etc/sysctl.conf` into sysctl.d. */
export const linkName = '99-sysctl.conf';

/**
 * The files that are read, in reading order; a file may be read twice. procps and systemd-sysctl take one file per name, from the
 * folder that comes first, and sort the names as `strcmp` does; procps reads `/etc/sysctl.conf` behind them all. busybox reads
 * that file alone.
 * @param paths absolute, each below the root of the host
 * @param linked whether a link of sysctl.d leads to `/etc/sysctl.conf`, though no such path is among the others
 */
export function filesRead(paths: readonly string[], loader: Loader, linked: boolean): readonly string[] {
  const main = paths.find((path) => path.endsWith(`/${mainFile}`));
  if (loader.program === 'busybox') return main === undefined ? [] : [main];
  const byName = new Map<string, { path: string; rank: number }>();
  for (const path of paths) {
    const name = fileNameOf(path);
    const rank = sysctlFolders.findIndex((folder) => path.endsWith(`/${folder}/${name}`));
    if (rank < 0 || !isTaken(name, loader) || (rank === 4 && !readsLib(loader))) continue;
    const known = byName.get(name);
    if (!known || rank < known.rank) byName.set(name, { path, rank });
  }
  if (linked && main !== undefined) byName.set(linkName, { path: main, rank: 0 });
  const inFolders = [...byName].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, { path }]) => path);
  return loader.program === 'procps' && main !== undefined ? [...inFolders, main] : inFolders;
}

/** A hidden file counts for procps, which compares endings only. */
function isTaken(name: string, { program }: Loader): boolean {
  return name.endsWith('.conf') && (program === 'procps' || !name.startsWith('.'));
}

/** systemd gave up `/lib` with the split of /usr, behind 252; on most hosts it is a link to /usr/lib anyway. */
function readsLib(loader: Loader): boolean {
  return loader.program === 'procps' || !isAtLeast(loader, '253');
}
