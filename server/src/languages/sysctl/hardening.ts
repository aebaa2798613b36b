/** Rules made of a hardening guide: what a line sets otherwise, and what no line of the host sets. */
import type { FileView } from '../../engine/file-view.ts';
import type { FileReport, Fix } from '../../engine/rules.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { type Benchmark, benchmarks, type HardeningRow } from './facts/hardening.ts';
import { sysctlKeys } from './facts/keys.ts';
import { deciding, inForce, isSettled, numbersOf, valueSpanOf, writeValue } from './in-force.ts';
import { isGone } from './kernel.ts';
import { isGlob } from './key.ts';
import { kernelNumber } from './kinds.ts';
import { extentOf } from './syntax.ts';

export interface HardeningGuide {
  readonly name: string;
  readonly rows: readonly HardeningRow[];
}

/** A row as it stands for one host. */
interface Wanted {
  readonly row: HardeningRow;
  readonly value: string;
  /** Guide and section, for messages and comments. */
  readonly reference: string;
}

/**
 * What a guide has to say of a file: each line that decides a key of the guide otherwise, and, in the file that is read last,
 * the keys that no line of the host sets. What is put there counts, whatever stands before.
 */
export function hardeningReports(view: FileView, guide: HardeningGuide): readonly FileReport[] {
  if (!isSettled(view)) return [];
  const wanted = wantedOn(view, guide);
  const reports = wanted.flatMap((each) => otherwise(view, each));
  const missing = wanted.filter(({ row }) => !deciding(view, row.key));
  if (missing.length > 0 && view.loaded.at(-1) === view.analysis) reports.push(unset(view, guide, wanted, missing));
  return reports;
}

/** Where a guide says what a row says: the section of the host's benchmark, or of all where that is none of them. */
function referenceOf({ name }: HardeningGuide, { sections }: HardeningRow, { distribution }: Host): string {
  if (!sections) return name;
  const own = sections[distribution?.value as Benchmark];
  if (own) return `${name} ${benchmarks[distribution?.value as Benchmark]}, ${own}`;
  const bySection = new Map<string, string[]>();
  for (const [benchmark, section] of Object.entries(sections)) {
    const title = benchmarks[benchmark as Benchmark];
    bySection.set(section, [...(bySection.get(section) ?? []), title]);
  }
  return `${name} ${[...bySection].map(([section, titles]) => `${section} (${titles.join(', ')})`).join(', ')}`;
}

/** The rows that concern a host: its benchmark has them, its kernel has the key, and it speaks the protocol. */
function wantedOn(view: FileView, guide: HardeningGuide): readonly Wanted[] {
  const { host } = view;
  const without6 = inForce(view, 'net.ipv6.conf.all.disable_ipv6')?.numbers[0] === 1n;
  return guide.rows.flatMap((row) => {
    const fact = sysctlKeys.get(row.key);
    const isNewer = host.kernel && fact?.since && compareVersions(host.kernel.value, fact.since) < 0;
    if (!fact || isNewer || isGone(fact, host) || (without6 && row.key.startsWith('net.ipv6.'))) return [];
    const own = host.distribution?.value ?? '';
    if (row.sections && own in benchmarks && !(own in row.sections)) return [];
    const value = typeof row.value === 'string' ? row.value : row.value(host);
    return [{ row, value, reference: referenceOf(guide, row, host) }];
  });
}

function otherwise(view: FileView, { row, value, reference }: Wanted): FileReport[] {
  const line = deciding(view, row.key);
  if (line?.analysis !== view.analysis) return [];
  const number = numbersOf(line)?.[0];
  if (number === undefined || isFine(row, value, number)) return [];
  // What else a glob sets, nobody knows.
  const only = !isGlob(line.setting.key);
  return [
    {
      ...valueSpanOf(line),
      severity: 'warning',
      message: `${reference} wants ${value}${row.fine === 'more' ? ' or more' : ''} for '${only ? line.setting.key : row.key}', not ${number}: ${row.why}.`,
      fixes: only ? [writeValue(view, line, value)] : [],
    },
  ];
}

function isFine({ fine }: HardeningRow, value: string, number: bigint): boolean {
  const wanted = kernelNumber(value) as bigint;
  return number === wanted || (fine === 'more' ? number > wanted : fine?.includes(String(number)) === true);
}

/** Keys that are named before the rest is counted. */
const named = 3;

function unset(
  view: FileView,
  { name }: HardeningGuide,
  wanted: readonly Wanted[],
  missing: readonly Wanted[],
): FileReport {
  const { start, end } = extentOf(view.analysis.text.line(0).text);
  const shown = missing.slice(0, named).map(({ row, value }) => `${row.key} = ${value}`);
  if (missing.length > named) shown.push(`${missing.length - named} more`);
  const list = shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown[0];
  return {
    line: 0,
    start,
    end,
    message: `Of the ${wanted.length} keys that ${name} recommends for this host no line sets ${missing.length}: ${list}.`,
    fixes: [appending(view, missing)],
  };
}

/** The lines at the end of the file, below the section that asks for them. */
function appending({ analysis }: FileView, missing: readonly Wanted[]): Fix {
  const lines: string[] = [];
  for (const [at, { row, value, reference }] of missing.entries()) {
    if (reference !== missing[at - 1]?.reference) lines.push(`# ${reference}`);
    lines.push(`${row.key} = ${value}`);
  }
  const line = analysis.text.lines.length - 1;
  const { text } = analysis.text.line(line);
  const at = { line, column: text.length };
  const title = missing.length === 1 ? 'Append the line' : `Append the ${missing.length} lines`;
  return {
    title,
    safe: false,
    edits: [{ start: at, end: at, text: `${text === '' ? '' : '\n'}${lines.join('\n')}\n` }],
  };
}
