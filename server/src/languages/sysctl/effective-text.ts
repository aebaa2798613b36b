/** The sysctl values that are in force once the loader of the host has run, as a text for a person: itself a sysctl file. */
import type { Analysis } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { isTemplated } from '../../engine/names.ts';
import { hostPath } from '../host-root.ts';
import { type EffectiveKey, effectiveValues, type HostFile } from './loaders/effective.ts';
import { mainFile, sysctlFolders } from './loaders/files.ts';
import { type Loader, releaseOf } from './loaders/loader.ts';
import { messageText, placeText } from './loaders/message-text.ts';
import type { Message, Origin } from './loaders/run.ts';
import { loaderOf, presumedLoader } from './order.ts';

export function effectiveText(view: FileView): string {
  const { files, loader, named } = filesBeside(view);
  const { read, keys, messages } = effectiveValues({ files, loader, host: view.host });
  const head = headOf(view, (reader, count) => `The values in force once ${reader} has read ${count}.`, read);
  const parts = [head, ...keys.map((key) => partOf(key, named))];
  if (keys.length === 0) parts.push(['# No key is set.']);
  if (messages.length > 0) parts.push(lost(messages, named));
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export interface FilesBeside {
  readonly files: readonly HostFile[];
  readonly loader: Required<Loader>;
  /** A place as a person knows it. */
  named(origin: Origin): Origin;
}

/** The files of the host of a file, which is looked at as if it were the only one where it belongs to none. */
export function filesBeside({ analysis, beside, host }: FileView): FilesBeside {
  const loader = releaseOf(presumedLoader(host), host.distribution?.value);
  const alone = beside.length === 0;
  return {
    files: alone ? [fileAt(standIn(loader), analysis)] : beside.map((each) => fileAt(hostPath(each.path), each)),
    loader,
    named: ({ path, line }) => ({ path: alone ? hostPath(analysis.path) : path, line }),
  };
}

/**
 * The lines above everything else: what follows, by which loader, from which files.
 * @param title a sentence about the loader and the number of files
 * @param read the files in reading order
 */
export function headOf(
  view: FileView,
  title: (loader: string, count: string) => string,
  read: readonly string[],
): string[] {
  const { analysis, beside, host } = view;
  const { loader } = filesBeside(view);
  const distribution = host.distribution?.value;
  const reader = `${loader.program} ${loader.version}${distribution ? ` of ${distribution}` : ''}`;
  return [
    `# ${title(reader, `${read.length} ${read.length === 1 ? 'file' : 'files'}`)}`,
    ...(loaderOf(host)
      ? []
      : ['# Which loader the host has is not known: procps is what order and rules are taken from.']),
    ...(beside.length === 0 ? [] : [...new Set(read)].map((path) => `#   ${path}`)),
    ...(beside.some(isTemplated) || isTemplated(analysis)
      ? ['# A template makes some of the lines; they are taken as they are written.']
      : []),
  ];
}

function partOf(
  { key, value, winner, through, overridden }: EffectiveKey,
  named: (origin: Origin) => Origin,
): string[] {
  return [
    `# ${placeText(named(winner))}${through ? `, through ${through}` : ''}`,
    ...overridden.map((each) => `# overridden: ${placeText(named(each.origin))}: ${key} = ${each.value}`),
    `${key} = ${value}`,
  ];
}

function lost(messages: readonly Message[], named: (origin: Origin) => Origin): string[] {
  return [
    '# Without effect:',
    ...messages.map((message) => `#   ${messageText({ ...message, origin: named(message.origin) })}`),
  ];
}

function fileAt(path: string, { text }: Analysis): HostFile {
  return { path, text: text.toString() };
}

/** Where a file would have to lie for the loader to read it. */
function standIn({ program }: Loader): string {
  return program === 'busybox' ? `/${mainFile}` : `/${sysctlFolders[0]}/file.conf`;
}
