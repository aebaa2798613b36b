/** A small world for tests: files put into a workspace and analysed with some of the rules. */
import assert from 'node:assert/strict';
import type { Environment } from '../../server/src/engine/analysis.ts';
import { type Finding, findingsOf, type Severities } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { type Rule, ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { type Host, withFacts } from '../../server/src/host/facts.ts';
import { type HostInput, isHostInput } from '../../server/src/host/inputs.ts';
import { profileFor, profileName, readProfile } from '../../server/src/host/profile.ts';
import { hostRoot } from '../../server/src/languages/host-root.ts';
import { detectLanguage } from '../../server/src/languages/index.ts';

export interface WorldFile {
  readonly path: string;
  readonly source: string;
}

export interface WorldOptions {
  readonly host?: Host;
  /** The language of every file; otherwise that of its path. */
  readonly language?: Language;
  /** Whether the files are loaded together, in their order, as haproxy.cfg files are only where somebody says so. */
  readonly together?: boolean;
  /** The rules that may speak; otherwise all of the language. */
  readonly rules?: readonly Rule[];
}

/**
 * Analyses files together, with those among them that are inputs, for the host that a `headroom.json` among them describes.
 * Throws for any other file whose path says no language.
 */
export function worldOf(files: readonly WorldFile[], options: WorldOptions = {}): Workspace {
  const workspace = new Workspace();
  const inputs = new Map<string, HostInput[]>();
  for (const { path, source } of files.filter((file) => isHostInput(file.path))) {
    const root = hostRoot(path) as string;
    inputs.set(root, [...(inputs.get(root) ?? []), { path, text: source }]);
  }
  for (const [root, each] of inputs) workspace.setInputs(root, each);
  const profile = files.find(({ path }) => isProfile(path));
  const described = profile && readProfile(profile.path, profile.source);
  if (described) assert.deepEqual(described.problems, [], 'the profile makes sense');
  for (const { path, source } of files) {
    if (isNeverJudged(path)) continue;
    const language = detectLanguage(path) ?? options.language;
    if (!language) throw new Error(`no language for ${path}`);
    const group = options.together ? { files: files.map((file) => file.path), nearby: [], whole: true } : undefined;
    const environment: Environment = {
      host: withFacts(options.host ?? {}, described && profileFor(described, path).host),
      rules: ruleSet(options.rules ?? language.rules),
      group,
    };
    workspace.set(path, language, Text.of(source), environment);
  }
  return workspace;
}

/** The findings of one file of a world; none in a profile or an input file. */
export function findingsIn(workspace: Workspace, path: string, severities?: Severities): readonly Finding[] {
  return isNeverJudged(path) ? [] : findingsOf(workspace.view(path), severities);
}

function isProfile(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1) === profileName;
}

function isNeverJudged(path: string): boolean {
  return isProfile(path) || isHostInput(path);
}
