/**
 * In which order the sysctl files of a host are read: by file name over all folders, one file per name from the folder that
 * comes first, and `/etc/sysctl.conf` behind them all (procps; systemd-sysctl reads that file only through a link).
 */
import type { LoadOrder } from '../../engine/language.ts';
import { hostRoot } from '../host-root.ts';

/** Folders by rank: a file hides those of the same name in the folders behind. */
const folders = ['etc/sysctl.d', 'run/sysctl.d', 'usr/local/lib/sysctl.d', 'usr/lib/sysctl.d', 'lib/sysctl.d'];
const mainFile = 'etc/sysctl.conf';

export const sysctlLoading: LoadOrder = {
  root: hostRoot,
  together: true,
  places: [...folders, mainFile],
  order(paths) {
    const byName = new Map<string, { path: string; rank: number }>();
    const last: string[] = [];
    for (const path of paths) {
      if (path.endsWith(`/${mainFile}`)) {
        last.push(path);
        continue;
      }
      const name = path.slice(path.lastIndexOf('/') + 1);
      const rank = folders.findIndex((folder) => path.endsWith(`/${folder}/${name}`));
      if (rank < 0 || !name.endsWith('.conf')) continue;
      const known = byName.get(name);
      if (!known || rank < known.rank) byName.set(name, { path, rank });
    }
    const names = [...byName.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return [...names.map((name) => (byName.get(name) as { path: string }).path), ...last];
  },
};
