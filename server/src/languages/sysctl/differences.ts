/** Lines of which the loaders make different things, and what each of them makes. */
import type { Analysis } from '../../engine/analysis.ts';
import { type FileView, fileSettings, linesByKey, type SettingLine, type Settings } from '../../engine/file-view.ts';
import { clipped } from '../../engine/nearest.ts';
import { type FileReport, type Related, replace } from '../../engine/rules.ts';
import type { Host } from '../../host/facts.ts';
import { sysctlKeys } from './facts/keys.ts';
import { isGlob } from './key.ts';
import { isAtLeast, type Loader, releaseOf } from './loaders/loader.ts';
import { wildcard } from './loaders/wildcard.ts';
import { loaderOf } from './order.ts';
import { type Exclusion, exclusionsIn, isBehind } from './settle.ts';
import { extentOf, isAssignment } from './syntax.ts';

/** The loader of a host, with the release of its distribution where that is known. */
function loaderOn(host: Host): Loader | undefined {
  const loader = loaderOf(host);
  const distribution = host.distribution?.value;
  return loader && (distribution === undefined ? loader : releaseOf(loader, distribution));
}

/** `;`: systemd-sysctl 262 takes the line for a setting. One finding for all lines of a file, its fix changes them all. */
export function semicolons({ analysis, host }: FileView): readonly FileReport[] {
  const loader = loaderOn(host);
  if (loader && (loader.program !== 'systemd' || isAtLeast(loader, '262') === false)) return [];
  const marks = analysis.text.lines.flatMap(({ text }, line) => {
    const { start } = extentOf(text);
    return text[start] === ';' ? [{ line, start, isSetting: isAssignment(text) }] : [];
  });
  const [first] = marks;
  if (!first) return [];
  const outcome = first.isSetting ? 'for a setting of an unknown key' : 'for a line that is wrong, and fails';
  return [
    {
      line: first.line,
      start: first.start,
      end: first.start + 1,
      message: `systemd-sysctl 262 takes a line with ';' in front ${outcome}; every loader takes '#' for a comment.`,
      fixes: [
        {
          title: "Begin comments with '#'",
          safe: true,
          edits: marks.map(({ line, start }) => replace(start, start + 1, '#', line)),
        },
      ],
    },
  ];
}

/** Lines that end in a backslash, which busybox alone joins with the next one. */
export function continuations({ analysis, host }: FileView): readonly FileReport[] {
  const { lines } = analysis.text;
  const joins = loaderOf(host)?.program === 'busybox';
  return lines.flatMap(({ text, end }, line): readonly FileReport[] => {
    if (!text.endsWith('\\') || (joins && (end !== '\n' || line === lines.length - 1))) return [];
    const isComment = /[#;]/.test(text[extentOf(text).start] ?? '');
    // Nobody means to go on behind a comment; elsewhere it is what was meant, if busybox reads it.
    if (isComment !== joins) return [];
    const place = { line, start: text.length - 1, end: text.length };
    const edits = [replace(text.trimEnd().replace(/\s*\\$/, '').length, text.length, '', line)];
    const fixes = [{ title: 'Remove the backslash', safe: isComment, edits }];
    if (joins) {
      const message = "busybox joins the next line to this comment, so that it is none of its own: take the '\\' away.";
      return [{ ...place, severity: 'warning', message, fixes }];
    }
    const message =
      "Only busybox joins lines at a '\\'; procps and systemd-sysctl hand it to the kernel as part of the value.";
    return isAssignment(text) ? [{ ...place, message, fixes }] : [];
  });
}

/** Exclusions that hold a glob, and those that take a line back, or seem to. */
export function exclusions(view: FileView): readonly FileReport[] {
  const loader = loaderOf(view.host)?.program;
  if (loader === 'busybox') return [];
  const own = exclusionsIn(view.analysis);
  if (own.length === 0) return [];
  const lines = linesByKey(view.loaded.flatMap(fileSettings));
  return own.flatMap((exclusion): readonly FileReport[] => {
    const { key, line, start, end } = exclusion;
    if (isGlob(key)) {
      const message = `An exclusion names one key; '${clipped(key)}' is compared as it stands and keeps no glob off anything.`;
      return [{ line, start, end, severity: 'warning', message }];
    }
    const taken = loader === 'procps' ? undefined : takenBack(view, exclusion, lines);
    if (!taken && isIdle(key, lines)) {
      const message = `An exclusion keeps globs off a key, and no line here has one that matches '${clipped(key)}'.`;
      return [{ line, start, end, message }];
    }
    if (!taken) return [];
    const others = loader ? '' : '; procps applies it all the same';
    return [
      {
        line,
        start,
        end,
        ...(loader && { severity: 'warning' }),
        message: `For systemd-sysctl this takes back what ${placeOf(view, taken)} sets '${clipped(key)}' to${others}.`,
        related: [related(view, taken, 'This line is taken back.')],
      },
    ];
  });
}

/** Whether nothing may match a key that a line excludes; files that nobody sees have globs for interfaces. */
function isIdle(key: string, lines: Settings): boolean {
  const fact = sysctlKeys.get(key);
  if (!fact || fact.name !== key) return false;
  return ![...lines.keys()].some((each) => isGlob(each) && wildcard(each)(key));
}

/** The last line in front of an exclusion that sets its key, if none behind it does. */
function takenBack({ loaded }: FileView, exclusion: Exclusion, all: Settings): SettingLine | undefined {
  const last = all.get(exclusion.key)?.at(-1);
  return last && isBehind(exclusion, last, loaded) ? last : undefined;
}

function placeOf(view: FileView, { analysis, line }: SettingLine): string {
  return analysis === view.analysis ? `line ${line + 1}` : `${nameOf(analysis)}, line ${line + 1}`;
}

function related(view: FileView, { analysis, line, setting: { start, end } }: SettingLine, message: string): Related {
  return { ...(analysis !== view.analysis && { path: analysis.path }), line, start, end, message };
}

/** Globs: none for busybox, and no help against a key that is named in front of them. */
export function globs(view: FileView): readonly FileReport[] {
  const own = fileSettings(view.analysis).filter(({ setting }) => isGlob(setting.key));
  if (own.length === 0) return [];
  const keyPlace = ({ line, setting, analysis }: SettingLine) => {
    const word = analysis.statement(line).words[0];
    return { line, start: word?.start ?? setting.start, end: word?.end ?? setting.end };
  };
  if (loaderOf(view.host)?.program === 'busybox') {
    const message = 'busybox expands no globs: it looks for a key of this very name and sets nothing.';
    return own.map((line) => ({ ...keyPlace(line), severity: 'warning' as const, message }));
  }
  const kept = keptBy(view);
  return own.flatMap((line): readonly FileReport[] => {
    const named = kept.get(line);
    if (!named) return [];
    const { key, value } = named.setting;
    const message = `'${clipped(key)}' stays ${clipped(value) || 'empty'}, as in ${placeOf(view, named)}: a key that is named beats a glob wherever it stands.`;
    return [{ ...keyPlace(line), message, related: [related(view, named, 'This line counts for its key.')] }];
  });
}

/** For each glob the first key, by the order in which keys are set, that is named in front of it and has another value. */
function keptBy(view: FileView): ReadonlyMap<SettingLine, SettingLine> {
  const kept = new Map<SettingLine, SettingLine>();
  for (const [key, lines] of view.settings()) {
    const named = lines.at(-1);
    if (!named || named.setting.key !== key || isGlob(key) || named.setting.uncertain) continue;
    for (const line of lines) {
      if (line.setting.key === key) break;
      const isOther = !line.setting.uncertain && line.setting.value !== named.setting.value;
      if (isOther && !kept.has(line) && isBehind(line, named, view.loaded)) kept.set(line, named);
    }
  }
  return kept;
}

/** `-key = value`, where the loader does not do what it is there for. */
export function dashes({ analysis, host }: FileView): readonly FileReport[] {
  const loader = loaderOn(host);
  if (!loader || loader.program === 'systemd') return [];
  const isNew = isAtLeast(loader, '4.0.5');
  const message =
    loader.program === 'busybox'
      ? "busybox takes the '-' for a part of the key, finds no such key and sets nothing."
      : `procps ${isNew === undefined ? 'up to 4.0.4' : loader.version} fails at a refused value in spite of the '-'.`;
  if (loader.program === 'procps' && isNew) return [];
  return fileSettings(analysis).flatMap(({ line }): readonly FileReport[] => {
    const { text } = analysis.statement(line);
    const { start } = extentOf(text);
    if (text[start] !== '-') return [];
    return [{ line, start, end: start + 1, message, ...(loader.program === 'busybox' && { severity: 'warning' }) }];
  });
}

function nameOf({ path, language }: Analysis): string {
  return path.slice(language.loading.root(path)?.length ?? 0);
}
