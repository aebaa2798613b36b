import type { Analysis } from '../../../engine/analysis.ts';
import type { FileView, SettingLine, Settings } from '../../../engine/file-view.ts';
import { isTemplated, noted } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Rule, removeLine } from '../../../engine/rules.ts';
import type { Host } from '../../../host/facts.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { rangeOn, sameVariable } from '../kernel.ts';
import { coveringGlobs, isGlob } from '../key.ts';
import { kernelNumber } from '../kinds.ts';
import { mainFile } from '../loaders/files.ts';
import { linksMainFile } from '../loaders/loader.ts';
import { loaderOf } from '../order.ts';
import { isBehind } from '../settle.ts';

/**
 * Of several lines for one key the last one counts, over all files that are read together. A key that is named beats a glob
 * wherever it stands, so a glob never undoes it; of two globs the later one counts (procps and systemd-sysctl agree).
 */
export const setAgain: Rule = {
  id: 'sysctl/set-again',
  title: 'The key is set again further down',
  severity: 'warning',
  tag: 'unnecessary',
  file(view) {
    const decides = certainty(view);
    const reports: FileReport[] = [];
    const counts = new Map<SettingLine, Counting>();
    for (const { line, last, isLast } of noted(view.shared, 'sysctl/places', () => placesOf(view)).get(view.analysis) ??
      []) {
      if (last && !counts.has(last)) counts.set(last, counting(view, last));
      const counted = last && counts.get(last);
      const report = counted
        ? decides(line, counted.line) && again(line, counted)
        : isLast && elsewhere(view, line, decides);
      if (report) reports.push(report);
    }
    return reports;
  },
};

/** A line among those for its key. */
interface Place {
  readonly line: SettingLine;
  /** The last line behind it that the kernel takes whole: one that it refuses, or takes in part, undoes nothing. */
  readonly last: SettingLine | undefined;
  readonly isLast: boolean;
}

/** The lines of all files that are read together, by file. */
function placesOf(view: FileView): ReadonlyMap<Analysis, readonly Place[]> {
  const settings = view.settings();
  const byFile = new Map<Analysis, Place[]>(view.loaded.map((analysis) => [analysis, []]));
  for (const key of settings.keys()) {
    if (sysctlKeys.get(key)?.action) continue;
    const lines = named(settings, key);
    const taken = lines.findLastIndex((line) => isTaken(line, view.host));
    for (const [index, line] of lines.entries()) {
      const last = index < taken ? lines[taken] : undefined;
      byFile.get(line.analysis)?.push({ line, last, isLast: index === lines.length - 1 });
    }
  }
  return byFile;
}

/** A line that counts, with all that is said of it whatever it undoes. */
interface Counting {
  readonly line: SettingLine;
  readonly place: string;
  readonly span: Span;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function counting(view: FileView, line: SettingLine): Counting {
  return { line, place: placeOf(view, line), span: span(line) };
}

/** The lines that name a key; those of globs that match it stand elsewhere under the name of the glob. */
function named(settings: Settings, key: string): readonly SettingLine[] {
  const lines = settings.get(key) ?? [];
  return lines.some(({ setting }) => setting.key !== key) ? lines.filter(({ setting }) => setting.key === key) : lines;
}

function isTaken({ setting: { key, fields } }: SettingLine, host: Host): boolean {
  const fact = sysctlKeys.get(key);
  if (!fact || fact.type === undefined || fact.type === 'string' || fact.type === 'portlist') return true;
  const { min, max } = rangeOn(host, fact);
  return (
    fields.length >= fact.fields &&
    fields.slice(0, fact.fields).every((field) => {
      const number = kernelNumber(field);
      return number !== undefined && (min === undefined || number >= min) && (max === undefined || number <= max);
    })
  );
}

/** The line and a later one for the same key. */
function again(line: SettingLine, last: Counting): FileReport {
  const key = `'${clipped(line.setting.key)}'`;
  if (sameValue(line, last.line)) {
    const message = `${key} is set to the same value again ${last.place}; this line has no effect.`;
    return { ...report(line, last, message), severity: 'information' };
  }
  return report(line, last, `${key} is ${outcome(last.line)} ${last.place}; this line has no effect.`);
}

/** The last line for a key, undone under another name of the variable or by a wider glob. */
function elsewhere(view: FileView, line: SettingLine, decides: Certainty): FileReport | undefined {
  const { key } = line.setting;
  const settings = view.settings();
  const others = isGlob(key)
    ? noted(view.shared, 'sysctl/covering globs', () => coveringGlobs(settings.keys()))(key)
    : (sameVariable.find((names) => names.includes(key)) ?? []).filter((other) => other !== key);
  for (const other of others) {
    const last = named(settings, other).at(-1);
    if (!last || !isBehind(last, line, view.loaded) || !decides(line, last) || sameValue(line, last)) continue;
    const how = isGlob(key)
      ? `'${clipped(other)}' covers '${clipped(key)}' and is`
      : `'${other}' is the same variable as '${key}' and is`;
    const counts = counting(view, last);
    return report(line, counts, `${how} ${outcome(last)} ${counts.place}; this line has no effect.`);
  }
  return undefined;
}

function outcome({ setting: { value } }: SettingLine): string {
  return value === '' ? 'emptied' : `set to ${clipped(value)}`;
}

function report(line: SettingLine, { line: last, span: place }: Counting, message: string): FileReport {
  const sameFile = last.analysis === line.analysis;
  return {
    line: line.line,
    ...span(line),
    message,
    related: [
      {
        ...(!sameFile && { path: last.analysis.path }),
        line: last.line,
        ...place,
        message: 'This line counts.',
        counts: true,
      },
    ],
    // Another file may be read without this one, by `sysctl -p`.
    fixes: [{ title: 'Remove this line', safe: sameFile, edits: [removeLine(line.line)] }],
  };
}

/** Whether it is sure that two lines are both read. */
type Certainty = (line: SettingLine, last: SettingLine) => boolean;

/** Lines are read for sure where neither is made by a template, and the program reads both files. */
function certainty({ host, loaded }: FileView): Certainty {
  const templates = new Set(loaded.filter(isTemplated));
  // Whether sysctl.conf is read at all depends on the loader, where nothing links to it.
  const readsMain = loaderOf(host) !== undefined || linksMainFile(host.distribution?.value) !== false;
  return (line, last) =>
    !line.setting.uncertain &&
    !last.setting.uncertain &&
    !templates.has(line.analysis) &&
    !templates.has(last.analysis) &&
    (readsMain || isMain(line) === isMain(last));
}

function isMain({ analysis }: SettingLine): boolean {
  return analysis.path.endsWith(`/${mainFile}`);
}

function sameValue({ setting: a }: SettingLine, { setting: b }: SettingLine): boolean {
  if (a.fields.length !== b.fields.length) return false;
  return a.fields.every((field, at) => {
    const other = b.fields[at] as string;
    const number = kernelNumber(field);
    return field === other || (number !== undefined && number === kernelNumber(other));
  });
}

/** From the key to the end of the value. */
function span({ analysis, line, setting }: SettingLine): Span {
  const { text } = analysis.text.line(line);
  return { start: analysis.language.read(text).words[0]?.start ?? setting.start, end: setting.end };
}

function placeOf(view: FileView, { analysis, line }: SettingLine): string {
  if (analysis === view.analysis) return `in line ${line + 1}`;
  const root = analysis.language.loading.root(analysis.path) ?? '';
  const path = analysis.path.slice(root.length);
  const why =
    path === '/etc/sysctl.conf' && loaderOf(view.host)?.program !== 'systemd'
      ? ', which sysctl --system reads last'
      : '';
  return `in ${path}, line ${line + 1}${why}`;
}
