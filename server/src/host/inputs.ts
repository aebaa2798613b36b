/**
 * Input files: files of a host that say something about it and that no language of ours reads: the units of HAProxy and what
 * systemd and kmod are told of kernel modules. They are read, and nothing is ever found in them.
 */
import { fileNameOf, folderOf } from '../engine/path.ts';
import { hostPath } from '../languages/host-root.ts';
import type { FileSource } from './project.ts';

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

const folders = [...modprobeFolders, ...modulesLoadFolders, ...dropInFolders];
const files = [modulesFile, ...unitFolders.map((folder) => `${folder}/${unitName}`)];

/** Files whose change on disk is a change of some host's inputs. */
export const inputGlobs: readonly string[] = [
  '**/{modprobe.d,modules-load.d}/*.conf',
  `**/${modulesFile}`,
  `**/{system,system.control}/${unitName}`,
  `**/{system,system.control}/{${unitName},service}.d/*.conf`,
];

/** Whether a path is that of an input file of some host. */
export function isHostInput(path: string): boolean {
  const place = hostPath(path).slice(1);
  return files.includes(place) || (takes(path) && folders.includes(folderOf(place)));
}

/**
 * Reads the input files of one host.
 * @param root the folder that stands for `/`, without a `/` at its end
 */
export async function readInputs(root: string, source: FileSource): Promise<readonly HostInput[]> {
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await source.list(`${root}/${folder}`)).filter(takes).map((name) => `${root}/${folder}/${name}`),
    ),
  );
  const paths = [...files.map((file) => `${root}/${file}`), ...listed.flat()];
  const inputs = await Promise.all(
    paths.map(async (path) => {
      const text = await source.read(path);
      return text === undefined ? [] : [{ path, text }];
    }),
  );
  return inputs.flat();
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

/** What a line of an input is remembered by. */
export function originIn({ path }: HostInput, line: number): Origin {
  return { from: hostPath(path), place: { path, line } };
}

function takes(path: string): boolean {
  return /(?:^|\/)[^/.][^/]*\.conf$/.test(path);
}
