/** The files that a command is about, read and put into a project together with what is read with them. */
import { Text } from '../../engine/text.ts';
import { nodeFiles, readText } from '../../host/files.node.ts';
import { machineFor } from '../../host/machine.node.ts';
import { type Profile, readProfile } from '../../host/profile.ts';
import { type FileSource, Project, type ProjectOptions } from '../../host/project.ts';
import { detectLanguage, languages } from '../../languages/index.ts';
import type { Io } from '../io.ts';
import { absolute, findInputs, type Input, slashes, type Trouble } from './find.ts';
import type { InputOptions } from './options.ts';

/** What decides which findings there are. */
type JudgedBy = Pick<ProjectOptions, 'severities' | 'packs'>;

/** Never rejects for what an input holds: what cannot be read or understood is in `troubles`, and the rest is there. */
export async function openFiles(options: InputOptions, io: Io, rules: JudgedBy = {}): Promise<OpenFiles> {
  const files = new OpenFiles(options, io, rules);
  await files.open();
  return files;
}

export class OpenFiles {
  readonly troubles: Trouble[] = [];
  /** Remarks that change nothing about the outcome; for standard error. */
  readonly notes: string[] = [];
  readonly project: Project;
  /** The inputs that could be read, in their order. */
  readonly inputs: Input[] = [];
  private readonly shown = new Map<string, string>();
  private readonly whole = new Set<string>();

  constructor(
    private readonly options: InputOptions,
    private readonly io: Io,
    rules: JudgedBy,
  ) {
    const { host, profiles, loaded } = options;
    const load = loaded.length > 0 ? { load: loaded.map((given) => absolute(io, given)) } : {};
    this.project = new Project(this.files(), { host, profiles, machine: machineFor, ...rules, ...load });
  }

  async open(): Promise<void> {
    const { files: inputs, troubles, bare, profiles } = await findInputs(this.options, this.io);
    this.troubles.push(...troubles);
    for (const folder of bare) this.notes.push(`nothing to check in ${folder}`);
    for (const { path, shown } of inputs) this.shown.set(path, shown);
    for (const input of inputs) if (await this.openInput(input)) this.inputs.push(input);
    for (const { path } of this.inputs) await this.project.readNearby(path);
    const found = this.inputs.flatMap(({ path }) => this.project.profileOf(path) ?? []);
    const byPath = new Map(
      [...(await this.namedProfiles(profiles)), ...found].map((profile) => [profile.path, profile]),
    );
    for (const profile of byPath.values()) this.reportProfile(profile);
  }

  /** Whether a file can be written back, because it was read without loss. */
  isWhole(path: string): boolean {
    return this.whole.has(path);
  }

  /** Each file has one trouble at most: that it was not read. */
  report(path: string, message: string): void {
    const shown = this.show(path);
    if (!this.troubles.some((trouble) => trouble.path === shown)) this.troubles.push({ path: shown, message });
  }

  /** As the person named it; relative to where they are for what they did not name. */
  show(path: string): string {
    const below = `${slashes(this.io.cwd).replace(/\/$/, '')}/`;
    return this.shown.get(path) ?? (path.startsWith(below) ? path.slice(below.length) : path);
  }

  private async openInput({ path, shown, language: known, read }: Input): Promise<boolean> {
    const file = await read();
    if ('problem' in file) {
      this.report(path, file.problem);
      return false;
    }
    const text = Text.of(file.text);
    const language = known ?? detectLanguage(path, text.line(0).text);
    if (!language) {
      const ids = languages.map((each) => each.id);
      this.report(path, `which language? Neither the name nor the first line says so; use --language ${ids.join('|')}`);
      return false;
    }
    if (file.invalidLine !== undefined) {
      this.notes.push(
        `${shown}:${file.invalidLine + 1}: holds bytes that are not UTF-8; they are read as U+FFFD, and the file is left as it is`,
      );
    } else {
      this.whole.add(path);
    }
    await this.project.open(path, text, language);
    return true;
  }

  /** Files that are read besides those given: profiles, and what is loaded with a file. */
  private files(): FileSource {
    return {
      list: nodeFiles.list,
      isFolder: nodeFiles.isFolder,
      read: async (path, as) => {
        const file = await readText(path);
        if ('text' in file) return file.text;
        if (as === 'input' && !file.missing)
          this.notes.push(`${this.show(path)}: ${file.problem}; what it says is unknown`);
        else if (!file.missing) this.report(path, file.problem);
        return undefined;
      },
    };
  }

  private async namedProfiles(paths: readonly string[]): Promise<readonly Profile[]> {
    const profiles: Profile[] = [];
    for (const path of paths) {
      const file = await readText(path);
      if ('text' in file) profiles.push(readProfile(path, file.text));
      else this.report(path, file.problem);
    }
    return profiles;
  }

  private reportProfile({ path, problems }: Profile): void {
    for (const { line, start, message } of problems)
      this.troubles.push({ path: this.show(path), message, line, column: start });
  }
}
