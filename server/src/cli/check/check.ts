/** Checks files: opens them, asks the project for its findings, and applies fixes where that is wanted. */
import { writeFile } from 'node:fs/promises';
import { Text } from '../../engine/text.ts';
import { problemOf } from '../../host/files.node.ts';
import type { Input } from '../inputs/find.ts';
import { type OpenFiles, openFiles } from '../inputs/open.ts';
import type { Io } from '../io.ts';
import { applySafeFixes } from './fixes.ts';
import type { CheckOptions } from './options.ts';
import type { Change, CheckedFile, CheckResult } from './result.ts';

/** Never rejects for what an input holds: what cannot be read or understood is in `troubles`, and the rest is checked. */
export async function check(options: CheckOptions, io: Io): Promise<CheckResult> {
  const { severities, packs } = options;
  const run = new Check(options, await openFiles(options, io, { severities, packs }));
  return run.result();
}

class Check {
  constructor(
    private readonly options: CheckOptions,
    private readonly opened: OpenFiles,
  ) {}

  async result(): Promise<CheckResult> {
    const { opened, options } = this;
    const sound = opened.inputs.filter((input) => this.checked(input) !== undefined);
    const { fixes, changes } = await this.fix(sound.map((input) => input.path));
    return {
      files: sound.flatMap((input) => this.checked(input) ?? []),
      troubles: opened.troubles,
      notes: opened.notes,
      changes,
      fixes,
      failOn: options.failOn,
      show: (path) => opened.show(path),
    };
  }

  private checked({ path, shown }: Input): CheckedFile | undefined {
    const { project } = this.opened;
    try {
      const { language, host, text } = project.workspace.view(path).analysis;
      return {
        path,
        shown,
        language,
        host,
        text,
        findings: project.findingsOf(path),
        fixable: this.opened.isWhole(path),
      };
    } catch (error) {
      this.opened.report(
        path,
        `Headroom failed on this file, which is a mistake in Headroom: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
  }

  private async fix(sound: readonly string[]): Promise<{ fixes: number; changes: readonly Change[] }> {
    const { project } = this.opened;
    if (!this.options.fix) return { fixes: 0, changes: [] };
    const paths = sound.filter((path) => this.opened.isWhole(path));
    const before = paths.map((path) => ({ path, shown: this.opened.show(path), before: this.textOf(path) }));
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
      this.opened.report(path, `could not be fixed: ${problemOf(error).problem}`);
    }
  }

  private textOf(path: string): Text {
    return this.opened.project.workspace.get(path)?.text ?? Text.empty;
  }
}
