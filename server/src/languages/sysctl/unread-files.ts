/** Files that a loader does not read, or reads elsewhere than their names suggest. */

import type { Analysis } from '../../engine/analysis.ts';
import { type FileView, fileSettings } from '../../engine/file-view.ts';
import { noted } from '../../engine/names.ts';
import { fileNameOf } from '../../engine/path.ts';
import type { FileReport, Severity } from '../../engine/rules.ts';
import { linksMainFile } from './loaders/loader.ts';
import { loaderOf, sysctlLoading } from './order.ts';

/** What is wrong with a file as a whole is said on its first setting. */
export function unreadFile(view: FileView): readonly FileReport[] {
  const { analysis } = view;
  const [first] = fileSettings(analysis);
  const found = first && sysctlLoading.root(analysis.path) !== undefined ? verdict(view) : undefined;
  if (!first || !found) return [];
  const start = analysis.statement(first.line).words[0]?.start ?? first.setting.start;
  return [{ line: first.line, start, end: first.setting.end, ...found }];
}

interface Verdict {
  readonly severity?: Severity;
  readonly message: string;
}

function verdict(view: FileView): Verdict | undefined {
  const { analysis, host } = view;
  const path = shown(analysis);
  if (path === '/etc/sysctl.conf') return mainVerdict(view);
  const name = fileNameOf(path);
  if (!name.endsWith('.conf') && /\/sysctl\.d\/[^/]+$/.test(path)) {
    const message = "Of a folder only files whose names end in '.conf' are read: nothing here is applied.";
    return { severity: 'warning', message };
  }
  if (name.startsWith('.')) {
    const program = loaderOf(host)?.program;
    if (program === 'procps' || program === 'busybox') return undefined;
    const message = 'systemd-sysctl reads no hidden files';
    return program
      ? { severity: 'warning', message: `${message}, so nothing here is applied.` }
      : { message: `${message}, procps does.` };
  }
  if (loaderOf(host)?.program === 'busybox') return undefined;
  return maskVerdict(view, name) ?? orderVerdict(view, name);
}

function mainVerdict(view: FileView): Verdict | undefined {
  const { host, loaded } = view;
  const program = loaderOf(host)?.program;
  const paths = loaded.map(({ path }) => path);
  const links = linksMainFile(host.distribution?.value);
  if (program === 'systemd' && sysctlLoading.order(paths, host).includes(view.analysis.path)) return undefined;
  if (program === 'systemd' && links === false) {
    const message = `systemd-sysctl does not read /etc/sysctl.conf, and ${host.distribution?.value} has no link to it: nothing here is applied. Move it to /etc/sysctl.d.`;
    return { severity: 'warning', message };
  }
  if (program === 'systemd')
    return { message: 'systemd-sysctl reads /etc/sysctl.conf only where a link in sysctl.d leads to it.' };
  if (program === undefined && links === false)
    return {
      message: `Only procps reads /etc/sysctl.conf on ${host.distribution?.value}; systemd-sysctl, which runs at boot, does not.`,
    };
  return undefined;
}

/** The file of the same name that hides this one. */
function maskVerdict({ analysis, beside, host }: FileView, name: string): Verdict | undefined {
  const same = beside.filter((each) => each !== analysis && each.path.endsWith(`/${name}`));
  const paths = [analysis, ...same].map(({ path }) => path);
  const [read] = sysctlLoading.order(paths, host);
  const winner = same.find(({ path }) => path === read);
  return winner && { message: `${shown(winner)} has the same name and is read in place of this file.` };
}

/** A file with fewer digits in front than another one that it seems to precede, and is read behind. */
function orderVerdict({ analysis, loaded, shared }: FileView, name: string): Verdict | undefined {
  const number = numberOf(name);
  if (number === undefined) return undefined;
  const numbers = noted(shared, 'sysctl/file numbers', () => loaded.map(({ path }) => numberOf(fileNameOf(path))));
  const keys = new Set(fileSettings(analysis).map(({ setting }) => setting.key));
  const at = loaded.indexOf(analysis);
  const earlier = loaded.find((each, index) => {
    const other = numbers[index];
    if (other === undefined || index >= at || other <= number) return false;
    return fileSettings(each).some(({ setting }) => keys.has(setting.key));
  });
  return (
    earlier && { message: `This file is read behind ${shown(earlier)}: names are compared character by character.` }
  );
}

/** The number that the name of a file starts with. */
function numberOf(name: string): number | undefined {
  const digits = /^\d+/.exec(name)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function shown({ path }: Analysis): string {
  return path.slice(sysctlLoading.root(path)?.length ?? 0);
}
