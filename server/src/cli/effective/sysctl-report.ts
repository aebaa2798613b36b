/** What `headroom effective` prints of sysctl keys. */
import type { EffectiveKey } from '../../languages/sysctl/loaders/effective.ts';
import type { Loader } from '../../languages/sysctl/loaders/loader.ts';
import { messageText, placeText } from '../../languages/sysctl/loaders/message-text.ts';
import type { Message, Origin } from '../../languages/sysctl/loaders/run.ts';
import type { Paint } from '../report/colours.ts';

export interface ShownValues {
  readonly loader: Loader;
  readonly distribution: string | undefined;
  /** The files in reading order. */
  readonly read: readonly string[];
  readonly keys: readonly EffectiveKey[];
  readonly messages: readonly Message[];
}

export function sysctlJson({ keys }: Pick<ShownValues, 'keys'>): string {
  const document = {
    version: 1,
    keys: keys.map(({ key, value, winner, through, overridden }) => ({
      key,
      value,
      winner: place(winner),
      ...(through && { through }),
      overridden: overridden.map((each) => ({ ...place(each.origin), value: each.value })),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

export function sysctlText({ loader, distribution, read, keys, messages }: ShownValues, paint: Paint): string {
  const head = headOf({ loader, distribution, read }, paint);
  const rows = keys.map(({ key, value, winner, through, overridden }) => [
    key,
    value,
    through ? `${placeText(winner)}, through ${through}` : placeText(winner),
    overridden.map((each) => `${each.value} (${placeText(each.origin)})`).join(', '),
  ]);
  const table =
    rows.length > 0 ? tableOf([['key', 'value', 'set in', 'instead of'], ...rows], paint) : 'No key is set.\n';
  const lost = messages.map((message) => `  ${messageText(message)}\n`).join('');
  return `${head}\n${table}${lost && `\nWithout effect:\n${lost}`}`;
}

/** Which program reads which files. */
export function headOf(
  { loader, distribution, read }: Pick<ShownValues, 'loader' | 'distribution' | 'read'>,
  paint: Paint,
): string {
  const by = `${loader.program} ${loader.version}${distribution ? ` on ${distribution}` : ''}`;
  const from = read.length > 0 ? `, ${read.length} ${read.length === 1 ? 'file' : 'files'}` : '';
  return `${paint('bold', by)}${from}\n${[...new Set(read)].map((path) => `  ${path}\n`).join('')}`;
}

/** As a person counts: from 1. */
export function place({ path, line }: Origin): { readonly path: string; readonly line: number } {
  return { path, line: line + 1 };
}

/** Rows below the names of their columns. */
export function tableOf(rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row, index) => {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd();
      return `${index === 0 ? paint('dim', line) : line}\n`;
    })
    .join('');
}
