/** Numbers of the `global` section for the capacity model, each with the line that decides it. */
import type { GlobalModel } from '../../capacity/proxy-model.ts';
import { known, type Quantity, type Unit, unknown } from '../../capacity/quantity.ts';
import type { Analysis } from '../../engine/analysis.ts';
import type { FileView, SettingLine } from '../../engine/file-view.ts';
import { compareVersions } from '../../engine/version.ts';
import { readNumber } from './capacity-section.ts';
import { globalSections } from './global-sections.ts';
import { isConditional } from './preprocessor.ts';
import { keepsFirst } from './repeated-settings.ts';
import { targetVersion } from './sections.ts';
import { isTemplate } from './template.ts';

export function globalModel(view: FileView): GlobalModel {
  const release = targetVersion(view.host);
  const number = (directive: string, unit: Unit) => globalNumber(view, directive, unit);
  const older = (version: string) => compareVersions(release, version) < 0;
  const buffer = (side: string, way: string) => number(`tune.${way}buf.${side}`, 'bytes');
  const model: { [name in keyof GlobalModel]: GlobalModel[name] | undefined } = {
    maxconn: number('maxconn', 'connections'),
    nbthread: number('nbthread', 'threads'),
    nbproc: older('2.5') ? number('nbproc', 'processes') : undefined,
    ulimitN: number('ulimit-n', 'descriptors'),
    maxpipes: number('maxpipes', ''),
    fdHardLimit: number('fd-hard-limit', 'descriptors'),
    bufsize: number('tune.bufsize', 'bytes'),
    maxsslconn: number('maxsslconn', 'connections'),
    maxconnrate: number('maxconnrate', 'per second'),
    maxsessrate: number('maxsessrate', 'per second'),
    maxsslrate: number('maxsslrate', 'per second'),
    sslCachesize: number('tune.ssl.cachesize', 'entries'),
    receiveBufferClient: buffer('client', 'rcv'),
    receiveBufferServer: buffer('server', 'rcv'),
    sendBufferClient: buffer('client', 'snd'),
    sendBufferServer: buffer('server', 'snd'),
    statsMaxconn: number('stats maxconn', 'connections'),
    hasCommandLine: ['stats socket', 'stats maxconn', 'stats timeout'].some((each) => linesOf(view, each).length > 0),
    strictLimits: isStrict(view, release),
    user: linesOf(view, 'user')[0]?.setting.fields[0] ?? linesOf(view, 'uid')[0]?.setting.fields[0],
    masterWorker: linesOf(view, 'master-worker').length > 0,
    asyncEngines: linesOf(view, 'ssl-mode-async').length > 0 ? linesOf(view, 'ssl-engine').length : 0,
  };
  return Object.fromEntries(Object.entries(model).filter(([, value]) => value !== undefined)) as unknown as GlobalModel;
}

/** The lines of the global sections about a directive. */
export function linesOf(view: FileView, directive: string): readonly SettingLine[] {
  return view.settings().get(`global ${directive}`) ?? [];
}

/** A number of the global section; undefined where it is not set. */
export function globalNumber(view: FileView, directive: string, unit: Unit): Quantity | undefined {
  const line = decidingLine(view, directive, unit);
  if (line === 'conditional') return unknown(directive, unit, `${directive}, which an '.if' may leave out`);
  if (!line)
    return mayBeElsewhere(view) ? unknown(directive, unit, `${directive} in the files that are not seen`) : undefined;
  const { setting, analysis } = line;
  const value = setting.uncertain ? undefined : numberOf(setting.fields[0] ?? '', unit);
  if (value === undefined) return unknown(directive, unit, `${directive} ${setting.value}`);
  const place = { path: analysis.path, line: line.line, start: setting.start, end: setting.end };
  return known(directive, value, unit, { from: directive, place });
}

/**
 * The line that decides a number of the global section. HAProxy keeps the first of some and the last of the others, and takes 0
 * for not set.
 */
export function decidingLine(view: FileView, directive: string, unit: Unit): SettingLine | 'conditional' | undefined {
  const lines = linesOf(view, directive);
  if (lines.some(({ analysis, line }) => isConditional(analysis, line))) return 'conditional';
  const set = lines.filter(({ setting }) => setting.uncertain || numberOf(setting.fields[0] ?? '', unit) !== 0);
  return keepsFirst(directive) ? set[0] : set[set.length - 1];
}

const shifts: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Sizes may have a unit; what follows the digits of any other number is dropped. */
function numberOf(text: string, unit: Unit): number | undefined {
  const value = readNumber(text);
  const suffix = unit === 'bytes' ? /^\d+([kmg])$/i.exec(text)?.[1] : undefined;
  return value === undefined ? undefined : value * (shifts[suffix?.toLowerCase() ?? ''] ?? 1);
}

/** `tune.listener.default-shards`, or what it is when a line is read; undefined where only the environment knows. */
export function defaultShards(
  view: FileView,
  before?: { readonly analysis: Analysis; readonly line: number },
): string | undefined {
  const precedes = ({ analysis, line }: SettingLine): boolean => {
    if (!before) return true;
    if (analysis === before.analysis) return line < before.line;
    return view.loaded.indexOf(analysis) < view.loaded.indexOf(before.analysis);
  };
  const last = linesOf(view, 'tune.listener.default-shards').findLast(precedes);
  if (!last) return 'by-group';
  return last.setting.uncertain ? undefined : last.setting.value;
}

/** Whether lines of the global section may exist that nobody sees. */
export function mayBeElsewhere(view: FileView): boolean {
  return view.loaded.some(isTemplate) || (!view.whole && globalSections(view).length === 0);
}

/** Before this release HAProxy went on with what it had where nobody asked for `strict-limits`. */
const strictSince = '2.3';

function isStrict(view: FileView, release: string): boolean {
  let strict = compareVersions(release, strictSince) >= 0;
  for (const { section } of globalSections(view)) {
    for (const line of section.lines('strict-limits')) {
      const word = section.words(line)[0]?.text;
      strict = word === 'strict-limits' || (word === 'default' && compareVersions(release, strictSince) >= 0);
    }
  }
  return strict;
}
