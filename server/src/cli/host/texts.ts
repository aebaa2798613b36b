/** The texts that `headroom host import` learns from: files, folders, standard input, and what this machine prints. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { decodeText, problemOf, readText } from '../../host/files.node.ts';
import type { HostText } from '../../host/import/learn.ts';
import { labelOfFile } from '../../host/import/sections.ts';
import { outputOf } from '../../host/machine.node.ts';
import { absolute } from '../inputs/find.ts';
import { type Io, readAll } from '../io.ts';

export interface GatheredTexts {
  readonly texts: readonly HostText[];
  readonly troubles: readonly { readonly path: string; readonly problem: string }[];
}

/** A file of a folder that is larger is no output of a program that tells facts. */
const largest = 8 * 1024 ** 2;
/** How deep a folder is looked into for files whose names say what they hold. */
const deepest = 6;

/** Reads what is given: files, folders, `-` for standard input. What cannot be read is in `troubles`. */
export async function gatherTexts(given: readonly string[], io: Io): Promise<GatheredTexts> {
  const texts: HostText[] = [];
  const troubles: { path: string; problem: string }[] = [];
  const add = async (path: string, name: string) => {
    const file = path === '-' ? decodeText(await readAll(io.stdin)) : await readText(path, true);
    if ('text' in file) texts.push({ name, text: file.text });
    else troubles.push({ path: name, problem: file.problem });
  };
  for (const name of given) {
    const path = name === '-' ? name : absolute(io, name);
    try {
      if (path === '-') await add(path, 'standard input');
      else if ((await stat(path)).isDirectory())
        for (const below of await filesBelow(path))
          await add(`${path}/${below}`, `${name.replace(/\/+$/, '')}/${below}`);
      else await add(path, name);
    } catch (error) {
      troubles.push({ path: name, problem: problemOf(error).problem });
    }
  }
  return { texts, troubles };
}

/** What this machine says of itself. Nothing is changed by asking; a program that is missing or fails says nothing. */
export async function textsOfThisMachine(): Promise<readonly HostText[]> {
  const texts: HostText[] = [];
  for (const name of ['/proc/meminfo', '/etc/os-release', '/proc/cmdline']) {
    const text = await readFile(name, 'utf8').catch(() => undefined);
    if (text !== undefined) texts.push({ name, text });
  }
  const commands = ['nproc', 'uname -r', 'getconf PAGESIZE', 'haproxy -vv', 'systemctl show --no-pager haproxy'];
  for (const name of commands) {
    const [program = '', ...args] = name.split(' ');
    const text = outputOf(program, args);
    if (text !== undefined) texts.push({ name, text });
  }
  return texts;
}

/** The files in a folder, and of those further below the ones whose names say what they hold, in the order of their names. */
async function filesBelow(folder: string, depth = 0): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (depth < deepest)
        for (const below of await filesBelow(`${folder}/${entry.name}`, depth + 1))
          found.push(`${entry.name}/${below}`);
    } else if ((depth === 0 || labelOfFile(entry.name) !== '') && (await isSmall(`${folder}/${entry.name}`)))
      found.push(entry.name);
  }
  return found.sort();
}

async function isSmall(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true && status.size <= largest;
}
