/**
 * Projects: files with everything that decides how they are read. A project finds the profile above a file and the files that
 * are read with it, and keeps them in one workspace. It reads through a `FileSource`, so that it runs on a machine, in a
 * browser and in a test.
 */

import { type Finding, findingsOf, type Severities } from '../engine/findings.ts';
import type { Language, LoadGroup } from '../engine/language.ts';
import { lacksNames } from '../engine/names.ts';
import { folderOf } from '../engine/path.ts';
import { type RuleSet, ruleSet } from '../engine/rules.ts';
import { Text } from '../engine/text.ts';
import { Workspace } from '../engine/workspace.ts';
import { detectLanguage, languages } from '../languages/index.ts';
import { packSeverities } from '../packs.ts';
import { rulesOf } from '../rules.ts';
import { type Host, withFacts } from './facts.ts';
import type { HostInput } from './inputs.ts';
import { type LoadEntries, listedFiles, loadGroup } from './load-group.ts';
import { type Profile, profileFor, profileName, readProfile } from './profile.ts';
import { readInputs } from './read-inputs.ts';
import { loadListOf } from './start-command.ts';

/** Reading of files; paths have `/` between their parts. Nothing here throws: what cannot be read is not there. */
export interface FileSource {
  /** @param as whether it is only read for what it says of the host */
  read(path: string, as?: 'input'): Promise<string | undefined>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Whether a path is that of a folder whose files can be listed; absent where nobody can tell one that is empty. */
  isFolder?(path: string): Promise<boolean>;
}

export interface ProjectOptions {
  /** Facts that hold whatever the profile says: from the command line. */
  readonly host?: Host;
  /** Facts that hold where nothing else is said: from the settings. */
  readonly defaultHost?: Host;
  /** Facts about the machine this runs on; only for files that are its own. */
  readonly machine?: (path: string) => Host | undefined;
  readonly severities?: Severities;
  /** Packs of rules that are switched on, besides those of the profile. */
  readonly packs?: readonly string[];
  /** Whether profiles count. */
  readonly profiles?: boolean;
  /** Files that HAProxy loads together, in its order: from the command line. */
  readonly load?: readonly string[];
}

const ruleSets = new Map<Language, RuleSet>();

/** The findings of a file, and what they were found with. */
interface Found {
  readonly view: object;
  readonly severities: Severities;
  readonly findings: readonly Finding[];
}

interface FileState {
  readonly language: Language;
  readonly text: Text;
  readonly profile: Profile | undefined;
  readonly group: LoadGroup | undefined;
}

export class Project {
  readonly workspace = new Workspace();
  private readonly profiles = new Map<string, Promise<Profile | undefined>>();
  private readonly inputs = new Map<string, Promise<readonly HostInput[]>>();
  private readonly states = new Map<string, FileState>();
  private findings = new Map<string, Found>();

  constructor(
    private readonly files: FileSource,
    private options: ProjectOptions = {},
  ) {}

  /**
   * Puts a file in and finds its profile and the files that are read with it.
   * @returns the profile above the file
   */
  async open(path: string, text: Text, language: Language): Promise<Profile | undefined> {
    const before = this.states.get(path);
    this.put(path, { language, text, profile: before?.profile, group: before?.group });
    const inputs = this.inputsOf(path, language);
    const profile = await this.profileAbove(path);
    await inputs;
    const group = await this.groupOf(path, language, profile);
    const now = this.states.get(path);
    if (now) this.put(path, { ...now, profile, group });
    await this.openGroup(path, profile, group);
    await this.openSiblings(path, profile);
    return profile;
  }

  /**
   * Reads the files that may be loaded with a file, where it lacks a name that one of them may define.
   * @returns whether something was read
   */
  async readNearby(path: string): Promise<boolean> {
    const state = this.states.get(path);
    const analysis = this.workspace.get(path);
    if (!analysis || !state?.group || state.group.nearby.length === 0 || !lacksNames(analysis)) return false;
    let read = false;
    for (const other of state.group.nearby)
      read = (await this.openOther(other, state.language, state.profile, undefined)) || read;
    return read;
  }

  /** The next text of a file that is in. */
  change(path: string, text: Text): void {
    const state = this.states.get(path);
    if (state) this.put(path, { ...state, text });
  }

  close(path: string): void {
    this.states.delete(path);
    this.findings.delete(path);
    this.workspace.remove(path);
  }

  /** What the settings or the command line now say; everything is looked at again. */
  configure(options: ProjectOptions): void {
    this.options = options;
    this.findings.clear();
    for (const [path, state] of this.states) this.put(path, state);
  }

  /** Forgets profiles and input files, so that the next `open` reads them anew. */
  forgetSurroundings(): void {
    this.profiles.clear();
    this.inputs.clear();
  }

  /** The findings of a file that is in. */
  findingsOf(path: string): readonly Finding[] {
    const view = this.workspace.view(path);
    const known = this.findings.get(path);
    if (known?.view === view) return known.findings;
    const severities = known?.severities ?? this.severitiesOf(path);
    const findings = findingsOf(view, severities);
    this.findings.set(path, { view, severities, findings });
    return findings;
  }

  /** The profile that counts for a file. */
  profileOf(path: string): Profile | undefined {
    return this.states.get(path)?.profile;
  }

  private put(path: string, state: FileState): void {
    // The profile says severities too, which no analysis depends on.
    if (this.states.get(path)?.profile !== state.profile) this.findings.delete(path);
    this.states.set(path, state);
    const rules = ruleSetOf(state.language);
    const host = this.hostOf(path, state.profile);
    const before = this.workspace.get(path)?.environment;
    const { group } = state;
    const same =
      before?.rules === rules &&
      JSON.stringify(before.host) === JSON.stringify(host) &&
      JSON.stringify(before.group) === JSON.stringify(group);
    this.workspace.set(path, state.language, state.text, same ? before : { rules, host, group });
  }

  /** Later ones win: machine, settings, profile, command line. Directives in the file stand above them all. */
  private hostOf(path: string, profile: Profile | undefined): Host {
    const { machine, defaultHost, host } = this.options;
    return [defaultHost, profile && profileFor(profile, path).host, host].reduce<Host>(
      (known, better) => withFacts(known, better),
      machine?.(path) ?? {},
    );
  }

  private severitiesOf(path: string): Severities {
    const profile = this.states.get(path)?.profile;
    const { rules, packs = [] } = profile ? profileFor(profile, path) : {};
    return { ...packSeverities([...packs, ...(this.options.packs ?? [])]), ...rules, ...this.options.severities };
  }

  private async profileAbove(path: string): Promise<Profile | undefined> {
    if (this.options.profiles === false) return undefined;
    const top = fileSystemOf(path);
    for (let folder = folderOf(path); folder.length >= top.length; folder = folderOf(folder)) {
      const profile = await this.profileIn(folder);
      if (profile || folder === top) return profile;
    }
    return undefined;
  }

  private profileIn(folder: string): Promise<Profile | undefined> {
    let profile = this.profiles.get(folder);
    if (!profile) {
      const path = `${folder}/${profileName}`;
      profile = this.files.read(path).then((source) => (source === undefined ? undefined : readProfile(path, source)));
      this.profiles.set(folder, profile);
    }
    return profile;
  }

  /** The files that are loaded with one, where its program is told what to load. */
  private async groupOf(
    path: string,
    language: Language,
    profile: Profile | undefined,
  ): Promise<LoadGroup | undefined> {
    if (!language.loading.told) return undefined;
    return loadGroup(path, language.loading, await this.listFor(path, language, profile), this.files);
  }

  /** What a person says, else what the service is started with; undefined where nobody says. */
  private async listFor(
    path: string,
    language: Language,
    profile: Profile | undefined,
  ): Promise<LoadEntries | undefined> {
    const { load } = this.options;
    if (load) return { entries: load, from: 'the command line', complete: true };
    const own = profile && profileFor(profile, path).load;
    if (own) return { entries: own, from: `haproxy.load in ${profileName}`, complete: true };
    const root = language.loading.root(path);
    const list =
      root === undefined ? undefined : loadListOf(await this.inputsOf(path, language), this.hostOf(path, profile));
    return list && { ...list, entries: list.entries.map((entry) => `${root}${entry}`), complete: false };
  }

  /** The input files of the host of a file, read once for all its files. */
  private async inputsOf(path: string, language: Language): Promise<readonly HostInput[]> {
    const root = language.loading.root(path);
    if (root === undefined) return [];
    const reading = this.inputs.get(root) ?? readInputs(root, this.files);
    this.inputs.set(root, reading);
    const inputs = await reading;
    // Who was told to forget while reading has older files than who read later.
    if (this.inputs.get(root) === reading) this.workspace.setInputs(root, inputs);
    return inputs;
  }

  /** Reads the files that are loaded with this one and are not in yet. */
  private async openGroup(path: string, profile: Profile | undefined, group: LoadGroup | undefined): Promise<void> {
    const language = this.states.get(path)?.language;
    if (!group || !language) return;
    for (const other of group.files) await this.openOther(other, language, profile, group);
  }

  private async openOther(
    path: string,
    language: Language,
    profile: Profile | undefined,
    group: LoadGroup | undefined,
  ): Promise<boolean> {
    if (this.states.has(path)) return false;
    const source = await this.files.read(path);
    if (source === undefined || this.states.has(path)) return false;
    this.put(path, { language, text: Text.of(source), profile, group });
    return true;
  }

  /** Reads the other files of the same host, of every language, that are not in yet. */
  private async openSiblings(path: string, profile: Profile | undefined): Promise<void> {
    for (const language of languages) {
      const root = language.loading.root(path);
      if (root === undefined) continue;
      const siblings = await this.siblingsIn(root, language);
      const [first] = language.loading.places;
      const list = await this.listFor(`${root}/${first}`, language, profile);
      const listed =
        list && language.loading.told ? (await listedFiles(list, language.loading.told, this.files)).loaded : [];
      for (const sibling of [...listed.filter((each) => language.loading.root(each) === root), ...siblings]) {
        if (this.states.has(sibling)) continue;
        const group = await this.groupOf(sibling, language, profile);
        if (await this.openOther(sibling, language, profile, group)) await this.openGroup(sibling, profile, group);
      }
    }
  }

  /** The files of a language that stand where its program looks for them. */
  private async siblingsIn(root: string, language: Language): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const place of language.loading.places) {
      if (/\.(?:conf|cfg)$/.test(place)) paths.push(`${root}/${place}`);
      else paths.push(...(await this.files.list(`${root}/${place}`)).map((name) => `${root}/${place}/${name}`));
    }
    return paths.filter((path) => detectLanguage(path) === language);
  }
}

/** The rules that look at files of a language, ready for lookup. */
function ruleSetOf(language: Language): RuleSet {
  const known = ruleSets.get(language);
  if (known) return known;
  const rules = ruleSet(rulesOf(language));
  ruleSets.set(language, rules);
  return rules;
}

/** What stands before the path of a file that is not one of this machine, as in `vscode-vfs://github`. */
function fileSystemOf(path: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(path)?.[0] ?? '';
}
