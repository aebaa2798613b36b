/** Tables and lists of what was found out. */
import { environmentClasses } from './environment.ts';
import type { Point, Verdict } from './judge.ts';

export type Shown = 'all' | 'errors' | 'missed' | 'warnings';

interface Row {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

/**
 * One table per view: versions, sets, kinds of mutant. Recall is told of all that HAProxy says, and beside it of what it says for
 * the text: without what lies in the environment, of which a table of its own tells how much that is and why.
 */
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
  printEnvironment(verdicts);
}

/** How many points each class of the environment takes out; of those how many Headroom meets all the same. */
function printEnvironment(verdicts: readonly Verdict[]): void {
  const kinds = [
    verdicts.flatMap(({ rejection }) => rejection ?? []),
    verdicts.flatMap(({ alerts }) => alerts),
    verdicts.flatMap(({ warnings }) => warnings),
  ];
  const names = [...new Set(environmentClasses.map(({ name }) => name))];
  const rows = names.flatMap((name) => {
    const counts = kinds.map((points) => points.filter(({ environment }) => environment === name));
    if (counts.every(({ length }) => length === 0)) return [];
    const met = counts.flat().filter(({ agreed }) => agreed).length;
    const reason = environmentClasses.find((each) => each.name === name)?.reason ?? '';
    return [[name, ...counts.map(({ length }) => String(length)), String(met), reason]];
  });
  if (rows.length > 0) printCells([['in the environment', 'rejected', 'alerts', 'warnings', 'met', ''], ...rows]);
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
  ...['rejected', 'recall', 'by text', 'recall'],
  ...['alerts', 'recall', 'by text', 'recall'],
  ...['warnings', 'recall', 'by text', 'recall'],
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
  printCells([[title, ...columns.slice(1)], ...cells]);
}

/** Cells under one another: the first and words to the left, numbers to the right. */
function printCells(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const row of rows)
    console.log(
      row
        .map((cell, at) =>
          at === 0 || / [a-z]/.test(cell) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    );
}

function counted(points: readonly Point[]): string[] {
  const ofText = points.filter(({ environment }) => environment === undefined);
  return [points, ofText].flatMap((all) => [
    String(all.length),
    percent(all.filter(({ agreed }) => agreed).length, all.length),
  ]);
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
