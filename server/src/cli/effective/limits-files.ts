/** The files that `headroom effective --user` is given, in the order in which pam_limits reads them. */
import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { problemOf } from '../../host/files.node.ts';
import type { LimitsFile } from '../../languages/limits/evaluate.ts';
import { isReadInFolder } from '../../languages/limits/order.ts';
import { type Io, readAll } from '../io.ts';

export interface FoundLimitsFiles {
  readonly files: readonly LimitsFile[];
  /** What was named and is not read from limits.d. */
  readonly ignored: readonly string[];
  readonly troubles: readonly { readonly path: string; readonly problem: string }[];
}

const mainName = 'limits.conf';
const folderName = 'limits.d';
const place = '/etc/security';

/**
 * Finds the files. A file in a folder limits.d is read as such, any other one as limits.conf. A folder is that of /etc/security,
 * limits.d, or one that stands for `/`.
 */
export async function findLimitsFiles(given: readonly string[], io: Io): Promise<FoundLimitsFiles> {
  const finder = new Finder(io);
  for (const path of given) await finder.add(path);
  const order = (a: LimitsFile, b: LimitsFile) => (basename(a.path) < basename(b.path) ? -1 : 1);
  const mains = [...finder.mains.values()];
  const isNamed = (file: LimitsFile) => basename(file.path) === mainName;
  const files = [
    ...mains.filter(isNamed),
    ...mains.filter((file) => !isNamed(file)),
    ...[...finder.fragments.values()].sort(order),
  ];
  return { files, ignored: finder.ignored, troubles: finder.troubles };
}

class Finder {
  readonly mains = new Map<string, LimitsFile>();
  readonly fragments = new Map<string, LimitsFile>();
  readonly ignored: string[] = [];
  readonly troubles: { path: string; problem: string }[] = [];

  constructor(private readonly io: Io) {}

  async add(given: string): Promise<void> {
    if (given === '-') {
      const content = await readAll(this.io.stdin);
      this.mains.set(given, { path: '<stdin>', place: `${place}/${mainName}`, content });
      return;
    }
    await this.guarded(given, async () => {
      const path = resolve(this.io.cwd, given);
      if ((await stat(path)).isDirectory())
        await this.addFolder(path, given.replace(/\/*$/, '/').replace(/^(?:\.\/+)+/, ''));
      else if (basename(dirname(path)) !== folderName) await this.addMain(path, given);
      else if (isReadInFolder(basename(path))) await this.addFragment(path, given);
      else this.ignored.push(given);
    });
  }

  /** @param shown as the names in it begin in messages, a `/` at the end */
  private async addFolder(path: string, shown: string): Promise<void> {
    const inner = (name: string) => [resolve(path, name), shown + name] as const;
    if ((await statusOf(resolve(path, 'etc/security')))?.isDirectory()) {
      await this.addFolder(resolve(path, 'etc/security'), `${shown}etc/security/`);
      return;
    }
    const names = await readdir(path);
    const isParent = names.includes(mainName) || names.includes(folderName) || !names.some(isReadInFolder);
    if (basename(path) === folderName || !isParent) {
      for (const name of names)
        if (isReadInFolder(name)) await this.guarded(inner(name)[1], () => this.addFragment(...inner(name)));
      return;
    }
    await this.addMain(...inner(mainName));
    if ((await statusOf(resolve(path, folderName)))?.isDirectory())
      await this.addFolder(resolve(path, folderName), `${shown}${folderName}/`);
  }

  private async addMain(path: string, shown: string): Promise<void> {
    const named = basename(path) === mainName && { place: `${place}/${mainName}` };
    this.mains.set(path, { path: shown, ...named, content: await contentOf(path) });
  }

  private async addFragment(path: string, shown: string): Promise<void> {
    const content = await contentOf(path);
    this.fragments.set(path, { path: shown, place: `${place}/${folderName}/${basename(path)}`, content });
  }

  private async guarded(shown: string, adding: () => Promise<void>): Promise<void> {
    try {
      await adding();
    } catch (error) {
      this.troubles.push({ path: shown, problem: problemOf(error).problem });
    }
  }
}

/** Undefined where there is nothing, or a link that leads nowhere. A folder can be opened, and nothing be read from it. */
async function contentOf(path: string): Promise<Uint8Array | undefined> {
  const status = await statusOf(path);
  if (!status) return undefined;
  return status.isDirectory() ? new Uint8Array() : readFile(path);
}

async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (problemOf(error).missing) return undefined;
    throw error;
  }
}
