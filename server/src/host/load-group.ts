/** Which files a program is told to load together: a list somebody wrote, or a folder that is known to be loaded whole. */
import type { LoadGroup, LoadOrder } from '../engine/language.ts';
import type { FileSource } from './project.ts';

/** A folder with more files than this is a collection and no configuration in parts. */
const mostNearby = 40;

/**
 * @param list files and folders in the order in which the program gets them; undefined where nobody says
 * @returns undefined where nobody tells programs of this kind what to load
 */
export async function loadGroup(
  path: string,
  { told }: LoadOrder,
  list: readonly string[] | undefined,
  files: FileSource,
): Promise<LoadGroup | undefined> {
  if (!told) return undefined;
  const inside = async (folder: string) => told.taken(await files.list(folder)).map((name) => `${folder}/${name}`);
  if (list) {
    const loaded: string[] = [];
    for (const entry of list) {
      const found = await inside(entry);
      loaded.push(...(found.length > 0 ? found : [entry]));
    }
    if (loaded.includes(path)) return { files: loaded, nearby: [], whole: true };
  }
  const { own, others } = told.around(path);
  const loaded = own === undefined ? [path] : await inside(own);
  const nearby = (await Promise.all(others.map(inside))).flat().filter((other) => !loaded.includes(other));
  return {
    files: loaded.includes(path) ? loaded : [path],
    nearby: nearby.length > mostNearby ? [] : nearby,
    whole: own === undefined,
  };
}
