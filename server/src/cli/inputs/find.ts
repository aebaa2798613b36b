/** Which files a command is about: the paths given, folders walked, what HAProxy loads, standard input. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Language } from '../../engine/language.ts';
import {
  decodeText,
  type FileText,
  firstLineOf,
  isNull,
  nodeFiles,
  problemOf,
  readText,
} from '../../host/files.node.ts';
import { isHostInput } from '../../host/inputs.ts';
import { profileName, readProfile } from '../../host/profile.ts';
import { readInputs } from '../../host/read-inputs.ts';
import { loadListOf } from '../../host/start-command.ts';
import { hostRoot } from '../../languages/host-root.ts';
import { detectLanguage, languageById } from '../../languages/index.ts';
import { type Io, readAll } from '../io.ts';
import type { InputOptions } from './options.ts';

/** A file to check. */
export interface Input {
  /** Absolute, with `/` between its parts. */
  readonly path: string;
  /** As the person named it. */
  readonly shown: string;
  /** Undefined where only the text can tell. */
  readonly language: Language | undefined;
  read(): Promise<FileText>;
}

/** Why an input, or a part of it, was not taken into account. */
export interface Trouble {
  /** As the person named it. */
  readonly path: string;
  readonly message: string;
  /** Place in the file, from 0, where there is one. */
  readonly line?: number;
  readonly column?: number;
}

export interface Inputs {
  readonly files: readonly Input[];
  readonly troubles: readonly Trouble[];
  /** Folders in which there was nothing to check. */
  readonly bare: readonly string[];
  /** Profiles that were named as if they were files to check. */
  readonly profiles: readonly string[];
}

const standardInput = '<stdin>';
const skippedFolders = new Set(['node_modules', '.git']);

/** Finds the inputs, each file once. What cannot be found is in `troubles`. */
export async function findInputs(options: InputOptions, io: Io): Promise<Inputs> {
  const finder = new Finder(options, io);
  for (const given of options.loaded) await finder.addLoaded(given);
  for (const given of options.paths) {
    if (given === '-') finder.addStandardInput();
    else await finder.addPath(given);
  }
  return { files: [...finder.files.values()], troubles: finder.troubles, bare: finder.bare, profiles: finder.profiles };
}

class Finder {
  readonly files = new Map<string, Input>();
  readonly troubles: Trouble[] = [];
  readonly bare: string[] = [];
  readonly profiles: string[] = [];

  constructor(
    private readonly options: InputOptions,
    private readonly io: Io,
  ) {}

  async addPath(given: string): Promise<void> {
    const path = this.absolute(given);
    try {
      if ((await stat(path)).isDirectory()) await this.walk(path, shownFolder(given));
      else if (path.endsWith(`/${profileName}`) && !this.options.language) this.profiles.push(path);
      else this.add(path, slashes(given), this.options.language ?? detectLanguage(path));
    } catch (error) {
      this.troubles.push({ path: given, message: problemOf(error).problem });
    }
  }

  /**
   * What `haproxy -f` makes of a path: a file, or the regular files of a folder that HAProxy takes.
   */
  async addLoaded(given: string, shown = slashes(given)): Promise<void> {
    const path = this.absolute(given);
    const haproxy = languageById('haproxy');
    try {
      if (!(await stat(path)).isDirectory()) {
        this.add(path, shown, haproxy);
        return;
      }
      for (const name of haproxy?.loading.told?.taken(await readdir(path)) ?? []) {
        if ((await stat(`${path}/${name}`)).isFile()) this.add(`${path}/${name}`, shownFolder(shown) + name, haproxy);
      }
    } catch (error) {
      this.troubles.push({ path: given, message: problemOf(error).problem });
    }
  }

  /**
   * What a profile in a walked folder says HAProxy is told to load, as far as it stands in there.
   * @returns whether the profile says so
   */
  private async addListed(profile: string, top: string, show: (path: string) => string): Promise<boolean> {
    const file = await readText(profile);
    const { load } = 'text' in file ? readProfile(profile, file.text) : {};
    for (const path of load ?? []) if (path.startsWith(`${top}/`)) await this.addLoaded(path, show(path));
    return load !== undefined;
  }

  /** What the unit of a host starts HAProxy with, as far as it stands in the folder that is walked and belongs to the host. */
  private async addStarted(root: string, top: string, show: (path: string) => string): Promise<void> {
    const list = loadListOf(await readInputs(root, nodeFiles), {});
    for (const path of list?.entries.map((entry) => `${root}${entry}`) ?? []) {
      const isHere = path.startsWith(`${top}/`) && hostRoot(path) === root;
      if (isHere && (await stat(path).catch(() => undefined))) await this.addLoaded(path, show(path));
    }
  }

  addStandardInput(): void {
    const shown = this.options.stdinFilename ?? standardInput;
    const path = this.absolute(shown);
    const language = this.options.language ?? detectLanguage(path);
    this.files.set(path, { path, shown, language, read: async () => decodeText(await readAll(this.io.stdin)) });
  }

  private add(path: string, shown: string, language: Language | undefined): void {
    if (!this.files.has(path)) this.files.set(path, { path, shown, language, read: () => readText(path, true) });
  }

  /** Adds the configurations in a folder and below. A folder that is reached through links is read once. */
  private async walk(top: string, shownTop: string): Promise<void> {
    const found: { path: string; shown: string; language: Language }[] = [];
    const seen = new Set<string>();
    const links: string[] = [];
    const lists: string[] = [];
    const hosts = new Set<string>();
    const show = (path: string) => shownTop + path.slice(top === '/' ? 1 : top.length + 1);
    const visit = async (folder: string): Promise<void> => {
      const place = await realpath(folder);
      if (seen.has(place)) return;
      seen.add(place);
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = `${folder === '/' ? '' : folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!skippedFolders.has(entry.name)) await guarded(path, () => visit(path));
        } else if (entry.isSymbolicLink()) await guarded(path, () => visitLink(path));
        else if (entry.isFile()) await visitFile(path);
      }
    };
    const visitLink = async (path: string): Promise<void> => {
      const status = await stat(path).catch(() => undefined);
      if (status?.isDirectory()) links.push(path);
      else if (!status || status.isFile() || (await isNull(path))) await visitFile(path);
    };
    const visitFile = async (path: string): Promise<void> => {
      if (path.endsWith(`/${profileName}`)) lists.push(path);
      if (isHostInput(path)) hosts.add(hostRoot(path) as string);
      const language = this.options.language ?? detectLanguage(path) ?? detectLanguage(path, await firstLineOf(path));
      if (language) found.push({ path, shown: show(path), language });
    };
    const guarded = async (path: string, visiting: () => Promise<void>): Promise<void> => {
      try {
        await visiting();
      } catch (error) {
        this.troubles.push({ path: show(path), message: problemOf(error).problem });
      }
    };
    await visit(top);
    // Links come last, so that a folder is known by its own name where it has one in here.
    for (let link = links.shift(); link !== undefined; link = links.shift()) {
      const folder = link;
      await guarded(folder, () => visit(folder));
    }
    found.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, shown, language } of found) this.add(path, shown, language);
    const before = this.files.size;
    let listed = false;
    if (this.options.profiles) for (const path of lists) listed = (await this.addListed(path, top, show)) || listed;
    // Where a person lists files the unit's list decides nothing.
    if (!listed) for (const root of hosts) await this.addStarted(root, top, show);
    if (found.length === 0 && this.files.size === before) this.bare.push(shownTop || '.');
  }

  private absolute(given: string): string {
    return absolute(this.io, given);
  }
}

/** A folder as it stands before the names in it: `etc/`, and nothing for the current one. */
function shownFolder(given: string): string {
  const folder = slashes(given)
    .replace(/^(\.\/+)+(?=.)/, '')
    .replace(/\/+$/, '');
  return folder === '.' ? '' : `${folder}/`;
}

/** A path that a person gave, from the root of the file system, with `/` between its parts. */
export function absolute({ cwd }: Io, given: string): string {
  return slashes(resolve(cwd, given));
}

/** A path with `/` between its parts, also on Windows. */
export function slashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
