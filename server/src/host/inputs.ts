/**
 * Input files: files of a host that say something about it and that no language of ours reads: the units of HAProxy and what
 * systemd and kmod are told of kernel modules. They are read, and nothing is ever found in them.
 */
import { fileNameOf, folderOf } from '../engine/path.ts';
import { hostPath, hostRoot } from '../languages/host-root.ts';

export interface HostInput {
  /** With `/` between its parts, the root of the host's tree before it. */
  readonly path: string;
  readonly text: string;
}

/** Where a thing is said. */
export interface Origin {
  /** In words a message can print: the path that the file has on its host, or where a fact comes from. */
  readonly from: string;
  /** The line, from 0, where a file of the tree says it. */
  readonly place?: { readonly path: string; readonly line: number };
}

/** Folders of systemd and kmod below the root of a host, the one that wins first (`CONF_PATHS` in systemd, libkmod.c). */
const configured = ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'];
export const modprobeFolders: readonly string[] = configured.map((top) => `${top}/modprobe.d`);
export const modulesLoadFolders: readonly string[] = configured.map((top) => `${top}/modules-load.d`);
export const modulesFile = 'etc/modules';

/** Where systemd looks for units, the folder that wins first (`lookup_paths_init` in path-lookup.c). */
export const unitFolders: readonly string[] = [
  'etc/systemd/system.control',
  'run/systemd/system.control',
  'etc/systemd/system',
  'run/systemd/system',
  'usr/local/lib/systemd/system',
  'usr/lib/systemd/system',
  'lib/systemd/system',
];
export const unitName = 'haproxy.service';
/** Drop-ins for HAProxy alone stand above those for every service, wherever both are (`unit_file_find_dropin_paths`). */
export const dropInFolders: readonly string[] = [`${unitName}.d`, 'service.d'].flatMap((name) =>
  unitFolders.map((folder) => `${folder}/${name}`),
);

/** Folders whose files ending in .conf are inputs, below the root of a host. */
export const inputFolders: readonly string[] = [...modprobeFolders, ...modulesLoadFolders, ...dropInFolders];
/** Files of variables that packages let their unit read. */
const variableFiles = ['etc/default/haproxy', 'etc/sysconfig/haproxy'];

export const inputFiles: readonly string[] = [
  modulesFile,
  ...variableFiles,
  ...unitFolders.map((folder) => `${folder}/${unitName}`),
];

/** Files whose change on disk is a change of some host's inputs. */
export const inputGlobs: readonly string[] = [
  '**/{modprobe.d,modules-load.d}/*.conf',
  `**/${modulesFile}`,
  ...variableFiles.map((file) => `**/${file}`),
  `**/{system,system.control}/${unitName}`,
  `**/{system,system.control}/{${unitName},service}.d/*.conf`,
];

/** Whether a path is that of an input file of some host. */
export function isHostInput(path: string): boolean {
  const place = hostPath(path).slice(1);
  return inputFiles.includes(place) || (takes(path) && inputFolders.includes(folderOf(place)));
}

/**
 * The files of several folders as systemd and kmod read them: of files with the same name the one in the earlier folder only,
 * and all in the order of their names.
 */
export function filesIn(inputs: readonly HostInput[], places: readonly string[]): readonly HostInput[] {
  const byName = new Map<string, HostInput>();
  for (const place of places) {
    for (const input of inputs) {
      const path = hostPath(input.path);
      const name = fileNameOf(path);
      if (path === `/${place}/${name}` && takes(name) && !byName.has(name)) byName.set(name, input);
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, input]) => input);
}

/** The file at a place below the root; undefined where it is not there. */
export function fileAt(inputs: readonly HostInput[], place: string): HostInput | undefined {
  return inputs.find(({ path }) => hostPath(path) === `/${place}`);
}

/** The file with a path on the host, whatever it is; undefined where it is not among the inputs. */
export function inputAt(inputs: readonly HostInput[], path: string): HostInput | undefined {
  const root = inputs.map((input) => hostRoot(input.path)).find((each) => each !== undefined);
  return root === undefined ? undefined : inputs.find((input) => input.path === `${root}${path}`);
}

/** What a line of an input is remembered by. */
export function originIn({ path }: HostInput, line: number): Origin {
  return { from: hostPath(path), place: { path, line } };
}

/** Whether systemd and kmod take a file of a folder, by its name. */
export function takes(path: string): boolean {
  return /(?:^|\/)[^/.][^/]*\.conf$/.test(path);
}
