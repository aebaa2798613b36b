/** Opens fixtures for tests of features: the files of a fixture in a workspace, and the place of its cursor. */
import assert from 'node:assert/strict';
import type { FileView } from '../../server/src/engine/file-view.ts';
import { type Rule, ruleSet } from '../../server/src/engine/rules.ts';
import { type Position, Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { detectLanguage, languages } from '../../server/src/languages/index.ts';
import { type FixtureFile, readFixture } from './fixture.ts';

export interface OpenOptions {
  /** The language of files without a path. */
  readonly language?: string;
  readonly rules?: readonly Rule[];
  readonly host?: Host;
  /** Whether the files are loaded together, in their order. */
  readonly together?: boolean;
}

export interface OpenedFixture {
  /** The file with the cursor, or the first one where there is none. */
  readonly file: FixtureFile;
  readonly view: FileView;
  readonly cursor: Position;
}

/** The prose of every fact, so that no test depends on how something is put. */
const prose = { 'vm.swappiness': 'Prose of swappiness.', 'server-option/check': 'Prose of check.' };

export function openFixture(
  fixture: string,
  { language, rules = [], host = {}, together = false }: OpenOptions = {},
): OpenedFixture {
  const workspace = new Workspace();
  const files = readFixture(fixture.replace(/\n$/, ''));
  // One object for each language, for a workspace tells languages apart by their objects.
  const opened = new Map(languages.map((each) => [each.id, { ...each, rules, prose: async () => prose }]));
  const pathOf = (file: FixtureFile) => (file.path === undefined ? '/fixture' : `/${file.path}`);
  const group = together ? { files: files.map(pathOf), nearby: [], whole: true } : undefined;
  for (const file of files) {
    const known = opened.get((file.path === undefined ? language : detectLanguage(file.path)?.id) ?? '');
    assert.ok(known, `no language for ${file.path ?? language}`);
    const environment = { host, rules: ruleSet(rules), group };
    workspace.set(pathOf(file), known, Text.of(file.source), environment).prepare(() => false);
  }
  const file = files.find((each) => each.cursor) ?? files[0];
  assert.ok(file, 'the fixture holds no file');
  return { file, view: workspace.view(pathOf(file)), cursor: file.cursor ?? { line: 0, column: 0 } };
}

/** What a fixture's notes say, in order: `# ^^^ text` and the lines `#     text` that go on with it. */
export function notesOf(fixture: string): string {
  return fixture
    .split('\n')
    .filter((line) => (line === '#' || line.startsWith('# ')) && !line.startsWith('# --- '))
    .join('\n');
}

/** A note: carets below columns, one where there are none, and a text that may have several lines. */
export function note(start: number, end: number, text: string): string {
  const carets = '^'.repeat(Math.max(1, end - start));
  const [first = '', ...rest] = text.split('\n');
  return [`# ${' '.repeat(start)}${carets} ${first}`, ...rest.map((line) => `# ${line}`.trimEnd())].join('\n');
}
