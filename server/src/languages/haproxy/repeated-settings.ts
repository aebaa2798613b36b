/** Directives of `global` that count once, alone or with another one (`cfg_parse_global` in HAProxy's src/cfgparse-global.c). */

import type { FileView, SettingLine } from '../../engine/file-view.ts';
import { clipped } from '../../engine/nearest.ts';
import { fileNameOf } from '../../engine/path.ts';
import { type FileReport, removeLine } from '../../engine/rules.ts';
import type { Setting } from '../../engine/statement.ts';
import { compareVersions } from '../../engine/version.ts';
import { isConditional } from './preprocessor.ts';
import { targetVersion } from './sections.ts';

/** Directives of `global` of which HAProxy keeps the first, with an alert or a warning (`cfg_parse_global`). */
const keptFirst = new Set([
  ...['chroot', 'cluster-secret', 'fd-hard-limit', 'log-send-hostname', 'maxconn', 'maxconnrate', 'maxpipes'],
  ...['maxsessrate', 'maxsslrate', 'pidfile', 'server-state-base', 'server-state-file', 'spread-checks', 'stats-file'],
  ...['tune.maxaccept', 'tune.maxpollevents', 'tune.runqueue-depth', 'ulimit-n'],
  ...['client', 'server'].flatMap((side) =>
    ['rcvbuf', 'sndbuf', 'notsent-lowat'].map((buffer) => `tune.${buffer}.${side}`),
  ),
  ...['frontend', 'backend'].flatMap((side) => ['rcvbuf', 'sndbuf'].map((buffer) => `tune.${buffer}.${side}`)),
]);

/** Whether HAProxy keeps the first of several lines about a directive of `global`, and not the last. */
export function keepsFirst(directive: string): boolean {
  return keptFirst.has(directive);
}

/** What HAProxy says of directives of `global` that are written again, in the view's own file. */
export function repeatedSettings(view: FileView): readonly FileReport[] {
  const settings = view.settings();
  const reports: FileReport[] = [];
  for (const [key, lines] of settings)
    if (lines.length > 1 && keptFirst.has(key.slice('global '.length))) reports.push(...settingReports(view, lines));
  for (const [byNumber, byName] of accounts) {
    const lines = [...(settings.get(`global ${byNumber}`) ?? []), ...(settings.get(`global ${byName}`) ?? [])];
    if (lines.length > 1) reports.push(...settingReports(view, inOrder(view, lines)));
  }
  const prefixes = settings.get('global unix-bind');
  if (prefixes) reports.push(...prefixReports(view, prefixes));
  const groups = settings.get('global thread-group');
  if (groups && groups.length > 1) reports.push(...groupReports(view, groups));
  return reports;
}

/** Whom HAProxy runs as is given by number or by name, once. */
const accounts = [
  ['uid', 'user'],
  ['gid', 'group'],
] as const;

function inOrder({ loaded }: FileView, lines: readonly SettingLine[]): readonly SettingLine[] {
  return [...lines].sort((a, b) => loaded.indexOf(a.analysis) - loaded.indexOf(b.analysis) || a.line - b.line);
}

function settingReports({ analysis, host }: FileView, lines: readonly SettingLine[]): readonly FileReport[] {
  const newer = compareVersions(targetVersion(host), '3.3') >= 0;
  const certain = lines.filter((each) => !isConditional(each.analysis, each.line));
  const at = certain.findIndex(({ setting }) => !isUnset(setting, newer));
  const first = at < 0 ? undefined : certain[at];
  if (!first) return [];
  return certain.slice(at + 1).flatMap((each) => {
    if (each.analysis !== analysis) return [];
    const directive = each.setting.key.slice('global '.length);
    const elsewhere = first.analysis !== analysis;
    const where = `${elsewhere ? `in ${fileNameOf(first.analysis.path)} ` : ''}on line ${first.line + 1}`;
    const { start, end } = each.setting;
    const other = first.setting.key.slice('global '.length);
    const told =
      other === directive ? `'${directive}' is set already` : `'${directive}' says what '${other}' has said already`;
    return [
      {
        line: each.line,
        start,
        end,
        severity: 'warning',
        message: `${told}, ${where}: HAProxy keeps the first value and ignores this one.`,
        related: [
          {
            ...(elsewhere ? { path: first.analysis.path } : {}),
            line: first.line,
            start: first.setting.start,
            end: first.setting.end,
            message: 'the value that counts',
          },
        ],
        fixes: [{ title: 'Remove the line', safe: true, edits: [removeLine(each.line)] }],
      } satisfies FileReport,
    ];
  });
}

/** A number that is 0 leaves the directive unset; since 3.3 an account of that number is one. */
function isUnset({ key, fields: [value], uncertain }: Setting, newer: boolean): boolean {
  if (uncertain) return false;
  const account = accounts.some((pair) => pair.some((name) => key === `global ${name}`));
  return value === '0' ? !(account && newer) : account && value === 'root' && !newer;
}

/** `unix-bind` takes several options with a value each; only `prefix` may not be given again. */
function prefixReports({ analysis }: FileView, lines: readonly SettingLine[]): readonly FileReport[] {
  const reports: FileReport[] = [];
  let given = false;
  for (const { analysis: own, line, setting } of lines) {
    if (setting.uncertain || isConditional(own, line)) continue;
    for (let at = 0; at < setting.fields.length; at += 2) {
      if (setting.fields[at] !== 'prefix') continue;
      const word = own.statement(line).words[at + 1];
      if (given && own === analysis && word) {
        const message = "'unix-bind prefix' is set already: HAProxy keeps the first one and ignores this one.";
        reports.push({ line, start: word.start, end: word.end, severity: 'warning', message });
      }
      given = true;
    }
  }
  return reports;
}

/** The highest number of a thread (`MAX_THREADS`). */
const mostThreads = 4096;

/** A thread is in one group, the last one that names it (`cfg_parse_thread_group` in src/thread.c). */
function groupReports({ analysis }: FileView, lines: readonly SettingLine[]): readonly FileReport[] {
  const groupOf = new Map<number, string>();
  const reports: FileReport[] = [];
  for (const { analysis: own, line, setting } of lines) {
    const [group = '', ...sets] = setting.fields;
    if (setting.uncertain || isConditional(own, line)) continue;
    const threads = sets.flatMap(threadsIn);
    const taken = threads.find((thread) => groupOf.has(thread));
    const again = [...groupOf.values()].includes(group);
    if ((again || taken !== undefined) && own === analysis) {
      const message = again
        ? `'thread-group ${clipped(group)}' is set already: HAProxy takes this one in its place.`
        : `Thread ${taken} is in group ${clipped(groupOf.get(taken as number) ?? '')} already: HAProxy moves it to this one.`;
      reports.push({ line, start: setting.start, end: setting.end, severity: 'warning', message });
    }
    for (const thread of threads) groupOf.set(thread, group);
  }
  return reports;
}

function threadsIn(set: string): readonly number[] {
  const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(set) ?? [];
  if (first === '') return [];
  const [low, high] = [Number(first), Math.min(Number(last), mostThreads)];
  return low <= high ? Array.from({ length: high - low + 1 }, (_each, at) => low + at) : [];
}
