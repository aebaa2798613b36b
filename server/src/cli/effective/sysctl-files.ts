/** The sysctl files below a folder that stands for `/`. */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { problemOf } from '../../host/files.node.ts';
import type { HostFile } from '../../languages/sysctl/loaders/effective.ts';
import { mainFile, sysctlFolders } from '../../languages/sysctl/loaders/files.ts';

export interface FoundSysctlFiles {
  readonly files: readonly HostFile[];
  readonly troubles: readonly Trouble[];
}

interface Trouble {
  readonly path: string;
  readonly problem: string;
}

/**
 * Finds the files that a loader may read.
 * @param root absolute, without a `/` at its end: empty for `/`
 */
export async function findSysctlFiles(root: string): Promise<FoundSysctlFiles> {
  const files: HostFile[] = [];
  const troubles: Trouble[] = [];
  for (const path of await candidates(root, troubles)) {
    try {
      const file = await read(root, path);
      if (file) files.push(file);
    } catch (error) {
      troubles.push({ path: root + path, problem: problemOf(error).problem });
    }
  }
  return { files, troubles };
}

async function candidates(root: string, troubles: Trouble[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const folder of sysctlFolders) {
    try {
      for (const name of await readdir(`${root}/${folder}`))
        if (name.endsWith('.conf')) paths.push(`/${folder}/${name}`);
    } catch (error) {
      const { problem, missing } = problemOf(error);
      if (!missing) troubles.push({ path: `${root}/${folder}`, problem });
    }
  }
  return [...paths, `/${mainFile}`];
}

async function read(root: string, path: string): Promise<HostFile | undefined> {
  const real = await targetOf(root, path);
  const link = real === path ? {} : { real };
  if (real === '/dev/null') return { path, text: '' };
  try {
    if ((await stat(root + real)).isDirectory()) return { path, ...link, text: '', folder: true };
    return { path, ...link, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readFile(root + real)) };
  } catch (error) {
    if (!problemOf(error).missing) throw error;
    return path === `/${mainFile}` ? undefined : { path, text: undefined };
  }
}

/** Links that are followed one after another, as many as the kernel follows. */
const mostLinks = 40;

/** Where a path leads, as if the root were `/`. */
async function targetOf(root: string, path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < mostLinks; links++) {
    let target: string;
    try {
      target = await readlink(root + at);
    } catch {
      return at;
    }
    at = posix.resolve(posix.dirname(at), target);
  }
  return at;
}
