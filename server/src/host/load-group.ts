/** Which files a program is told to load together: a list somebody wrote, or a folder that is known to be loaded whole. */
import type { LoadGroup, LoadOrder } from '../engine/language.ts';
import { fileNameOf, folderOf } from '../engine/path.ts';
import type { FileSource } from './project.ts';

/** A folder with more files than this is a collection and no configuration in parts. */
const mostNearby = 40;

/** What a program is told to load. */
export interface LoadEntries {
  /** Files and folders in the order in which the program gets them. */
  readonly entries: readonly string[];
  /** Who says so, in words a message can print. */
  readonly from: string;
  /** Whoever wrote the list wrote it for these files: what is not there is not missing. */
  readonly complete: boolean;
}

/**
 * @param list undefined where nobody says
 * @returns undefined where nobody tells programs of this kind what to load
 */
export async function loadGroup(
  path: string,
  { told }: LoadOrder,
  list: LoadEntries | undefined,
  files: FileSource,
): Promise<LoadGroup | undefined> {
  if (!told) return undefined;
  const inside = (folder: string) => filesIn(folder, told, files);
  const { own, others } = told.around(path);
  const beside = async (loaded: readonly string[], folders: readonly string[]) => {
    const nearby = (await Promise.all(folders.map(inside))).flat().filter((other) => !loaded.includes(other));
    return nearby.length > mostNearby ? [] : nearby;
  };
  if (list) {
    const { loaded, missing } = await listedFiles(list, told, files);
    const folders = own === undefined ? others : [own, ...others];
    const whole = list.complete || missing.every((entry) => entry === path);
    if (loaded.includes(path))
      return { files: loaded, nearby: await beside(loaded, folders), whole, listedBy: list.from };
  }
  const loaded = own === undefined ? [path] : await inside(own);
  return {
    files: loaded.includes(path) ? loaded : [path],
    nearby: await beside(loaded, others),
    whole: own === undefined,
  };
}

/** The files that a list comes to, and those of them that are not there, of which nobody knows what they hold. */
export async function listedFiles(
  { entries }: LoadEntries,
  told: Told,
  files: FileSource,
): Promise<{ readonly loaded: readonly string[]; readonly missing: readonly string[] }> {
  const loaded: string[] = [];
  const missing: string[] = [];
  for (const entry of entries) {
    const found = await filesIn(entry, told, files);
    loaded.push(...found);
    if (found.length > 0 || (await files.isFolder?.(entry))) continue;
    loaded.push(entry);
    if (!(await files.list(folderOf(entry))).includes(fileNameOf(entry))) missing.push(entry);
  }
  return { loaded, missing };
}

type Told = NonNullable<LoadOrder['told']>;

async function filesIn(folder: string, told: Told, files: FileSource): Promise<readonly string[]> {
  return told.taken(await files.list(folder)).map((name) => `${folder}/${name}`);
}
