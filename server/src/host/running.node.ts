/** The values of the kernel that runs here. Nothing is opened for writing. */
import { readdir, readFile } from 'node:fs/promises';
import type { RunningMachine } from '../engine/running.ts';
import { problemOf } from './files.node.ts';
import { machineFor } from './machine.node.ts';

/** Where the kernel shows its values. */
export const procSys = '/proc/sys';

/** What runs on this machine, if a file is one that its programs read; the same files that its facts are for. */
export function runningFor(path: string): RunningMachine | undefined {
  return machineFor(path) && runningBelow(procSys);
}

/** The values below a folder that is, or stands for, /proc/sys. */
export function runningBelow(folder: string): RunningMachine {
  return {
    async read(path) {
      try {
        return { text: await readFile(`${folder}/${path}`, 'utf8') };
      } catch (error) {
        return problemOf(error).missing ? 'absent' : 'unreadable';
      }
    },
    paths: () => pathsBelow(folder),
  };
}

/** Every file below a folder; none where there is no such folder. */
export async function pathsBelow(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const walk = async (below: string) => {
    for (const entry of await entriesOf(`${folder}/${below}`)) {
      if (entry.isDirectory()) await walk(`${below}${entry.name}/`);
      else paths.push(below + entry.name);
    }
  };
  await walk('');
  return paths;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
