/** In which order the sysctl files of a host are read, by its loader. */
import type { LoadOrder } from '../../engine/language.ts';
import type { Host } from '../../host/facts.ts';
import { hostRoot } from '../host-root.ts';
import { filesRead, linkName, mainFile, sysctlFolders } from './loaders/files.ts';
import { type Loader, linksMainFile, readLoader } from './loaders/loader.ts';

export const sysctlLoading: LoadOrder = {
  root: hostRoot,
  together: true,
  places: [...sysctlFolders, mainFile],
  order(paths, host) {
    const loader = presumedLoader(host);
    const links = linksMainFile(host.distribution?.value);
    const link = paths.find((path) => path.endsWith(`/${sysctlFolders[0]}/${linkName}`));
    const order = filesRead(paths, loader, link === undefined && links === true);
    // What lies where distributions have the link is taken for it: sysctl.conf is read in its place.
    const main = paths.find((path) => path.endsWith(`/${mainFile}`));
    const isLinked = link !== undefined && main !== undefined && links !== false && loader.program === 'systemd';
    const all = isLinked ? order.flatMap((path) => (path === link ? [link, main] : [path])) : order;
    // A file that is read twice counts where it is read last.
    return all.filter((path, at) => all.lastIndexOf(path) === at);
  },
};

/** The loader that a host is known to have. */
export function loaderOf({ loader }: Host): Loader | undefined {
  return readLoader(loader?.value ?? '');
}

/** The loader that a host has, or the one that every order and value is taken from where nobody says which. */
export function presumedLoader(host: Host): Loader {
  return loaderOf(host) ?? { program: 'procps' };
}
