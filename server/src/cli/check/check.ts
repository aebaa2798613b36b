/** Checks files: reads them, asks the project for its findings, and applies fixes where that is wanted. */
import { writeFile } from 'node:fs/promises';
import { Text } from '../../engine/text.ts';
import { nodeFiles, problemOf, readText } from '../../host/files.node.ts';
import { isHostInput } from '../../host/inputs.ts';
import { machineFor } from '../../host/machine.node.ts';
import { type Profile, readProfile } from '../../host/profile.ts';
import { type FileSource, Project } from '../../host/project.ts';
import { detectLanguage, languages } from '../../languages/index.ts';
import type { Io } from '../io.ts';
import { applySafeFixes } from './fixes.ts';
import { absolute, findInputs, type Input, slashes } from './inputs.ts';
import type { CheckOptions } from './options.ts';
import type { Change, CheckedFile, CheckResult, Trouble } from './result.ts';

/** Never rejects for what an input holds: what cannot be read or understood is in `troubles`, and the rest is checked. */
export async function check(options: CheckOptions, io: Io): Promise<CheckResult> {
  const run = new Check(options, io);
  return run.result();
}

class Check {
  private readonly troubles: Trouble[] = [];
  private readonly notes: string[] = [];
  private readonly shown = new Map<string, string>();
  private readonly project: Project;
  /** Files that can be written back, because they were read without loss. */
  private readonly whole = new Set<string>();

  constructor(
    private readonly options: CheckOptions,
    private readonly io: Io,
  ) {
    const { host, severities, packs, profiles, loaded } = options;
    const load = loaded.length > 0 ? { load: loaded.map((given) => absolute(io, given)) } : {};
    this.project = new Project(this.files(), { host, severities, packs, profiles, machine: machineFor, ...load });
  }

  async result(): Promise<CheckResult> {
    const { files: inputs, troubles, bare, profiles } = await findInputs(this.options, this.io);
    this.troubles.push(...troubles);
    for (const folder of bare) this.notes.push(`nothing to check in ${folder}`);
    for (const { path, shown } of inputs) this.shown.set(path, shown);
    const opened: Input[] = [];
    for (const input of inputs) if (await this.open(input)) opened.push(input);
    for (const { path } of opened) await this.project.readNearby(path);
    const found = opened.flatMap(({ path }) => this.project.profileOf(path) ?? []);
    const byPath = new Map(
      [...(await this.namedProfiles(profiles)), ...found].map((profile) => [profile.path, profile]),
    );
    for (const profile of byPath.values()) this.reportProfile(profile);
    const sound = opened.filter((input) => this.checked(input) !== undefined);
    const { fixes, changes } = await this.fix(sound.map((input) => input.path));
    return {
      files: sound.flatMap((input) => this.checked(input) ?? []),
      troubles: this.troubles,
      notes: this.notes,
      changes,
      fixes,
      failOn: this.options.failOn,
      show: (path) => this.show(path),
    };
  }

  private async open({ path, shown, language: known, read }: Input): Promise<boolean> {
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

  private checked({ path, shown }: Input): CheckedFile | undefined {
    try {
      const { language, host, text } = this.project.workspace.view(path).analysis;
      return {
        path,
        shown,
        language,
        host,
        text,
        findings: this.project.findingsOf(path),
        fixable: this.whole.has(path),
      };
    } catch (error) {
      this.report(
        path,
        `Headroom failed on this file, which is a mistake in Headroom: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
  }

  private async fix(sound: readonly string[]): Promise<{ fixes: number; changes: readonly Change[] }> {
    const { project } = this;
    if (!this.options.fix) return { fixes: 0, changes: [] };
    const paths = sound.filter((path) => this.whole.has(path));
    const before = paths.map((path) => ({ path, shown: this.show(path), before: this.textOf(path) }));
    const fixes = applySafeFixes(project, paths);
    const changes = before
      .map((file) => ({ ...file, after: this.textOf(file.path) }))
      .filter((file) => file.after !== file.before && file.after.toString() !== file.before.toString());
    if (this.options.fix === 'write') {
      for (const change of changes) await this.write(change);
    } else {
      for (const { path, before } of changes) project.change(path, before);
    }
    return { fixes, changes };
  }

  /** Writes into the file that is there, so that its owner, mode and links stay as they are. */
  private async write({ path, after }: Change): Promise<void> {
    try {
      await writeFile(path, after.toString());
    } catch (error) {
      this.report(path, `could not be fixed: ${problemOf(error).problem}`);
    }
  }

  private textOf(path: string): Text {
    return this.project.workspace.get(path)?.text ?? Text.empty;
  }

  /** Files that are read besides those given: profiles, and what is loaded with a file. */
  private files(): FileSource {
    return {
      list: nodeFiles.list,
      read: async (path) => {
        const file = await readText(path);
        if ('text' in file) return file.text;
        if (isHostInput(path) && !file.missing)
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

  /** Each file has one trouble at most: that it was not read. */
  private report(path: string, message: string): void {
    const shown = this.show(path);
    if (!this.troubles.some((trouble) => trouble.path === shown)) this.troubles.push({ path: shown, message });
  }

  /** As the person named it; relative to where they are for what they did not name. */
  private show(path: string): string {
    const below = `${slashes(this.io.cwd).replace(/\/$/, '')}/`;
    return this.shown.get(path) ?? (path.startsWith(below) ? path.slice(below.length) : path);
  }
}
