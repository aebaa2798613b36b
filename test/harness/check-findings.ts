/** What is found in a fixture, written as a fixture again: places, severities, messages and whether there is a fix. */
import assert from 'node:assert/strict';
import type { Finding, Severities } from '../../server/src/engine/findings.ts';
import type { Fix, Rule } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import type { Workspace } from '../../server/src/engine/workspace.ts';
import { languageById } from '../../server/src/languages/index.ts';
import { type Note, readFixture, writeFixture } from './fixture.ts';
import { findingsIn, type WorldFile, worldOf } from './world.ts';

/** What a fixture is checked with. */
export interface CheckOptions {
  readonly language: string;
  readonly rules: readonly Rule[];
}

/** Writes a fixture's files again with the findings that there really are. */
export function renderFindings(fixture: string, { language, rules }: CheckOptions): string {
  const { files, workspace } = open(fixture, { language, rules });
  return writeFixture(
    files.map((file) => ({
      path: file.shownPath,
      source: file.source,
      notes: findingsIn(workspace, file.path, wanted(rules)).map(noteOf),
    })),
  );
}

/**
 * Applies the first fix of every finding, one after another, and returns the files as a fixture without notes. Fails when a
 * fix leaves its finding, brings a new one or is never done.
 */
export function applyFixes(fixture: string, options: CheckOptions): string {
  const opened = open(fixture, options);
  const severities = wanted(options.rules);
  let { files, workspace } = opened;
  for (let round = 0; ; round++) {
    assert.ok(round < 40, 'the fixes never come to an end');
    const before = files.flatMap((file) =>
      findingsIn(workspace, file.path, severities).map((finding) => ({ file, finding })),
    );
    const next = before.find(({ finding }) => finding.fixes.length > 0);
    if (!next) break;
    const fixed = applyFix(files, next.file.path, next.finding.fixes[0] as Fix);
    const fixedWorld = worldOf(fixed, { rules: options.rules, ...languageOption(options) });
    const after = fixed.flatMap((file) => findingsIn(fixedWorld, file.path, severities));
    const title = `'${next.finding.fixes[0]?.title}'`;
    assert.ok(
      after.length < before.length,
      `${title} did not remove its finding, or added one:\n${after.map((each) => each.message).join('\n')}`,
    );
    files = fixed as typeof files;
    workspace = fixedWorld;
  }
  return writeFixture(files.map((file) => ({ path: shownPath(file, opened.files), source: file.source, notes: [] })));
}

/** The path a file is shown with: a file that a fix has made has none of its own. */
function shownPath(file: OpenFile, opened: readonly OpenFile[]): string | undefined {
  return file.shownPath ?? (opened.some(({ path }) => path === file.path) ? undefined : file.path.slice(1));
}

/** A rule that is off unless somebody wants it speaks where it is looked at by itself. */
function wanted(rules: readonly Rule[]): Severities {
  const [rule, ...others] = rules;
  return rule?.optIn && others.length === 0 ? { [rule.id]: 'on' } : {};
}

interface OpenFile extends WorldFile {
  readonly shownPath: string | undefined;
}

function open(fixture: string, options: CheckOptions): { files: readonly OpenFile[]; workspace: Workspace } {
  const files = readFixture(fixture).map((file) => ({
    path: file.path === undefined ? `/fixture/${options.language}.txt` : `/${file.path}`,
    shownPath: file.path,
    source: file.source,
  }));
  return { files, workspace: worldOf(files, { rules: options.rules, ...languageOption(options) }) };
}

function languageOption({ language }: CheckOptions) {
  const found = languageById(language);
  assert.ok(found, `no language is called '${language}'`);
  return { language: found };
}

/** Files after a fix; a path that is new is made. */
export function applyFix<File extends WorldFile>(files: readonly File[], path: string, fix: Fix): readonly WorldFile[] {
  const result = new Map<string, WorldFile>(files.map((file) => [file.path, file]));
  for (const target of new Set(fix.edits.map((edit) => edit.path ?? path))) {
    const file = result.get(target) ?? { path: target, source: '' };
    const edits = fix.edits.filter((edit) => (edit.path ?? path) === target);
    result.set(target, { ...file, source: Text.of(file.source).editedBy(edits).toString() });
  }
  return [...result.values()];
}

function noteOf(finding: Finding): Note {
  const { line, start, end, severity, message, fixes } = finding;
  return { line, start, end, text: `${severity}: ${message}${fixes.length > 0 ? ' 💡' : ''}` };
}
