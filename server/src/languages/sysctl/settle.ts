/** Which line decides a key, by the loader of the host; by procps, where nobody says which one it has. */
import type { Analysis } from '../../engine/analysis.ts';
import { linesByKey, type SettingLine, type Settings } from '../../engine/file-view.ts';
import { noted } from '../../engine/names.ts';
import type { Host } from '../../host/facts.ts';
import { sysctlKeys } from './facts/keys.ts';
import { canonicalKey, isGlob } from './key.ts';
import { linkName, mainFile, sysctlFolders } from './loaders/files.ts';
import { keyOfPath, procpsPath } from './loaders/paths.ts';
import { treeOfFacts } from './loaders/tree.ts';
import { presumedLoader } from './order.ts';
import { extentOf, isAssignment } from './syntax.ts';

/** A line `-key`, which keeps globs off the key. */
export interface Exclusion {
  readonly analysis: Analysis;
  readonly line: number;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A key that is named beats a glob wherever it stands, so the lines of globs are put in front of its own; they count for keys that
 * nobody names and no line excludes. For systemd-sysctl an exclusion takes back what was assigned before it.
 */
export function settle(lines: readonly SettingLine[], loaded: readonly Analysis[], host: Host): Settings {
  const program = presumedLoader(host).program;
  const copy = linkedCopy(loaded);
  const known = copy ? lines.filter(({ analysis }) => analysis !== copy) : lines;
  if (program === 'busybox') return linesByKey(known.filter(isBusyboxSetting));
  const excluded = loaded.flatMap(exclusionsIn);
  const settings = linesByKey(known);
  const globs = known.filter(({ setting }) => isGlob(setting.key));
  // The last exclusion of a key takes back whatever an earlier one does.
  const last = new Map(excluded.map((each) => [each.key, each]));
  if (program === 'systemd') for (const each of last.values()) takeBack(settings, each, loaded);
  if (globs.length > 0) addGlobs(settings, globs, last, host);
  return settings;
}

/** The exclusions of a file; worked out once per analysis. */
export function exclusionsIn(analysis: Analysis): readonly Exclusion[] {
  return noted(analysis.notes, 'exclusions', () => {
    const found: Exclusion[] = [];
    for (const [line, { text }] of analysis.text.lines.entries()) {
      if (!text.includes('-') || isAssignment(text)) continue;
      const { start, end } = extentOf(text);
      if (text[start] !== '-' || end === start + 1) continue;
      found.push({ analysis, line, key: canonicalKey(text.slice(start + 1, end)), start, end });
    }
    return found;
  });
}

/** The file that is a link to sysctl.conf by its name and its text. */
function linkedCopy(loaded: readonly Analysis[]): Analysis | undefined {
  const main = loaded.find(({ path }) => path.endsWith(`/${mainFile}`));
  const link = main && loaded.find(({ path }) => path.endsWith(`/${sysctlFolders[0]}/${linkName}`));
  if (!link || link.text.lines.length !== main.text.lines.length) return undefined;
  return link.text.lines.every(({ text }, at) => text === main.text.lines[at]?.text) ? link : undefined;
}

/** busybox knows neither globs nor `-`, and drops a line without a value. */
function isBusyboxSetting({ analysis, line, setting }: SettingLine): boolean {
  const { text } = analysis.statement(line);
  return !isGlob(setting.key) && setting.value !== '' && text[extentOf(text).start] !== '-';
}

function takeBack(settings: Map<string, SettingLine[]>, exclusion: Exclusion, loaded: readonly Analysis[]): void {
  const lines = settings.get(exclusion.key);
  if (!lines) return;
  const left = lines.filter((line) => isBehind(line, exclusion, loaded));
  if (left.length > 0) settings.set(exclusion.key, left);
  else settings.delete(exclusion.key);
}

interface Place {
  readonly analysis: Analysis;
  readonly line: number;
}

/** Whether a line is read after another one. */
export function isBehind(a: Place, b: Place, loaded: readonly Analysis[]): boolean {
  return a.analysis === b.analysis ? a.line > b.line : loaded.indexOf(a.analysis) > loaded.indexOf(b.analysis);
}

/** Different globs of a host; with more of them nobody waits for every key that they match. */
const mostPatterns = 1000;

function addGlobs(
  settings: Map<string, SettingLine[]>,
  globs: readonly SettingLine[],
  excluded: ReadonlyMap<string, Exclusion>,
  host: Host,
): void {
  const tree = treeOfFacts(host, namesOf(settings.keys()));
  const named = new Set(settings.keys());
  const matched = new Map<string, SettingLine[]>();
  const patterns = linesByKey(globs);
  if (patterns.size > mostPatterns) return;
  for (const [pattern, lines] of patterns) {
    for (const path of tree.glob(procpsPath(pattern))) {
      const key = keyOfPath(path);
      if (tree.stat(path) !== 'file' || (excluded.has(key) && !named.has(key))) continue;
      const list = matched.get(key);
      if (list) list.push(...lines);
      else matched.set(key, [...lines]);
    }
  }
  const place = new Map(globs.map((line, at) => [line, at]));
  for (const [key, lines] of matched) {
    lines.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
    settings.set(key, [...lines, ...(settings.get(key) ?? [])]);
  }
}

/** The names of interfaces that keys mention. */
function namesOf(keys: Iterable<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const key of keys) {
    const at = sysctlKeys.get(key)?.name.split('.').indexOf('<name>') ?? -1;
    const name = at < 0 || isGlob(key) ? undefined : key.split('.')[at]?.replaceAll('/', '.');
    if (name) names.add(name);
  }
  return names;
}
