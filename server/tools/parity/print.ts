/** Tables and lists of what was found out. */
import type { Point, Verdict } from './judge.ts';

export type Shown = 'all' | 'errors' | 'missed' | 'warnings';

interface Row {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

/** One table per view: versions, sets, kinds of mutant. */
export function printTables(verdicts: readonly Verdict[]): void {
  print(
    'version',
    groups(verdicts, ({ version }) => version),
  );
  print(
    'set',
    groups(verdicts, (verdict) => verdict.case.set),
  );
  const mutants = verdicts.filter((verdict) => verdict.case.line !== undefined);
  if (mutants.length > 0)
    print(
      'mutants',
      groups(mutants, (verdict) => verdict.case.kind),
    );
}

/** Every disagreement with file and line, one per line. */
export function printDisagreements(verdicts: readonly Verdict[], shown: Shown): void {
  const show = (verdict: Verdict, what: string, points: readonly (Point | undefined)[]) => {
    for (const point of points) {
      if (!point || point.agreed) continue;
      const line = point.line === undefined ? '' : `:${point.line}`;
      const source = point.line === undefined ? '' : (verdict.case.source.split('\n')[point.line - 1] ?? '').trim();
      const { set, file } = verdict.case;
      console.log(
        `${verdict.version} ${set}/${file}${line} ${what}: ${point.text}${source && `\n    ${source.slice(0, 160)}`}`,
      );
    }
  };
  for (const verdict of verdicts) {
    if (shown === 'all' || shown === 'errors') show(verdict, 'false error', verdict.falseErrors);
    if (shown === 'all' || shown === 'missed') show(verdict, 'missed', [verdict.rejection, ...verdict.alerts]);
    if (shown === 'all' || shown === 'warnings') {
      show(verdict, 'false warning', verdict.falseWarnings);
      show(verdict, 'missed warning', verdict.warnings);
    }
  }
}

const columns = [
  '',
  'accepted',
  'clean',
  'false err',
  'false warn',
  'rejected',
  'recall',
  'alerts',
  'recall',
  'warnings',
  'recall',
];

function print(title: string, rows: readonly Row[]): void {
  const cells = rows.map(({ name, verdicts }) => {
    const accepted = verdicts.filter((verdict) => verdict.accepted);
    const rejections = verdicts.flatMap(({ rejection }) => rejection ?? []);
    const alerts = verdicts.flatMap((verdict) => verdict.alerts);
    const warnings = verdicts.flatMap((verdict) => verdict.warnings);
    return [
      name,
      String(accepted.length),
      percent(accepted.filter(({ falseErrors }) => falseErrors.length === 0).length, accepted.length),
      String(accepted.flatMap(({ falseErrors }) => falseErrors).length),
      String(accepted.flatMap(({ falseWarnings }) => falseWarnings).length),
      ...counted(rejections),
      ...counted(alerts),
      ...counted(warnings),
    ];
  });
  const all = [[title, ...columns.slice(1)], ...cells];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const row of all)
    console.log(
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    );
}

function counted(points: readonly Point[]): [string, string] {
  return [String(points.length), percent(points.filter(({ agreed }) => agreed).length, points.length)];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

function groups(verdicts: readonly Verdict[], key: (verdict: Verdict) => string): readonly Row[] {
  const rows = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const row = rows.get(key(verdict));
    if (row) row.push(verdict);
    else rows.set(key(verdict), [verdict]);
  }
  return [...rows].map(([name, group]) => ({ name, verdicts: group }));
}
