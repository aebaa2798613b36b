/** What `headroom compare` prints. */
import { placeText } from '../../languages/sysctl/loaders/message-text.ts';
import type { Comparison } from '../../languages/sysctl/running/compare.ts';
import { headOf, place, type ShownValues, tableOf } from '../effective/sysctl-report.ts';
import type { Paint } from '../report/colours.ts';

export function comparisonJson({ differences, same }: Comparison): string {
  const document = {
    version: 1,
    differences: differences.map(({ key, configured, running = null, winner, reason }) => ({
      key,
      configured,
      running,
      winner: place(winner),
      ...(reason && { reason }),
    })),
    same: same.length,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

export function comparisonText(
  { differences, same, values }: Comparison,
  by: Pick<ShownValues, 'loader' | 'distribution'>,
  paint: Paint,
): string {
  const head = headOf({ ...by, read: values.read }, paint);
  const count = `${same.length} ${same.length === 1 ? 'key holds' : 'keys hold'} what the files say`;
  if (differences.length === 0) return `${head}\nNothing differs: ${count}.\n`;
  const rows = differences.map(({ key, configured, running, winner, reason }) => [
    key,
    configured,
    running?.replaceAll('\t', ' ') ?? '(absent)',
    placeText(winner),
    reason ?? '',
  ]);
  return `${head}\n${tableOf([['key', 'configured', 'running', 'set in', 'why'], ...rows], paint)}\n${count}.\n`;
}
