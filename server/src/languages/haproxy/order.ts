/** Which files HAProxy loads together: those it is told to. Where nobody says so, each is a configuration of its own. */

import type { LoadOrder } from '../../engine/language.ts';
import { folderOf } from '../../engine/path.ts';
import { hostRoot } from '../host-root.ts';

/** Names of folders that HAProxy is told to load whole. */
const wholeFolders = ['conf.d', 'haproxy.d'];

export const haproxyLoading: LoadOrder = {
  root: hostRoot,
  together: false,
  places: ['etc/haproxy/haproxy.cfg'],
  // What packages start HAProxy with; of several others nobody knows which one is in use.
  order: (paths) => (paths.length === 1 ? paths : paths.filter((path) => path.endsWith('/etc/haproxy/haproxy.cfg'))),
  told: { taken: (names) => names.filter(isTaken).sort(), around },
};

/**
 * Whether `-f` takes a file of a folder by its name: one that starts with no dot and holds `.cfg` only at its end
 * (`cfgfiles_expand_directories` in HAProxy's src/haproxy.c).
 */
function isTaken(name: string): boolean {
  return !name.startsWith('.') && name.includes('.cfg') && name.indexOf('.cfg') === name.length - 4;
}

function around(path: string): { readonly own: string | undefined; readonly others: readonly string[] } {
  const folder = folderOf(path);
  const parent = folderOf(folder);
  if (wholeFolders.includes(folder.slice(parent.length + 1))) return { own: folder, others: [parent] };
  return { own: undefined, others: [folder, ...wholeFolders.map((name) => `${folder}/${name}`)] };
}
