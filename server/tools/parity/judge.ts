/** What Headroom says of a configuration, beside what HAProxy says. */
import type { Finding } from '../../src/engine/findings.ts';
import { Text } from '../../src/engine/text.ts';
import { readHostFact } from '../../src/host/facts.ts';
import { Project } from '../../src/host/project.ts';
import { haproxy } from '../../src/languages/haproxy/language.ts';
import type { Case, Message, Outcome } from './corpus.ts';

/** One place where the two can agree or not; `line` counts from 1. */
export interface Point {
  readonly line: number | undefined;
  readonly text: string;
  readonly agreed: boolean;
}

export interface Verdict {
  readonly case: Case;
  readonly version: string;
  readonly accepted: boolean;
  /** Errors in a file that HAProxy accepts. */
  readonly falseErrors: readonly Point[];
  /** Warnings that mirror HAProxy's where HAProxy gives none. */
  readonly falseWarnings: readonly Point[];
  /** The rejection of a mutant: whether an error of ours is where the mistake is. */
  readonly rejection: Point | undefined;
  /** ALERTs of other files, line by line. */
  readonly alerts: readonly Point[];
  readonly warnings: readonly Point[];
}

const folder = '/etc/haproxy/';
const path = `${folder}haproxy.cfg`;

/** What Headroom's findings are worth for one version; undefined where HAProxy was not asked. */
export async function judge(each: Case, version: string): Promise<Verdict | undefined> {
  const outcome = each.outcomes.get(version);
  return outcome && verdictOn(each, version, outcome, await findingsFor(each, version));
}

function verdictOn(each: Case, version: string, outcome: Outcome, findings: readonly Finding[]): Verdict {
  return {
    case: each,
    version,
    accepted: outcome.accepted,
    falseErrors: outcome.accepted ? findings.filter(({ severity }) => severity === 'error').map(unwanted) : [],
    falseWarnings: outcome.accepted
      ? findings.filter((finding) => isMirrored(finding) && !hasWarning(outcome, finding.line + 1)).map(unwanted)
      : [],
    rejection:
      each.line !== undefined && outcome.rejected ? rejectionOf(each, each.line, outcome, findings) : undefined,
    alerts: each.line === undefined && outcome.rejected ? alertsOf(outcome, findings) : [],
    warnings: outcome.messages.filter(({ severity }) => severity === 'WARNING').map((it) => warned(each, it, findings)),
  };
}

async function findingsFor(each: Case, version: string): Promise<readonly Finding[]> {
  const read = readHostFact('haproxy', version, 'the target');
  if (!('host' in read)) throw new Error(read.problem);
  const before = new Map(each.before.map(([name, source]) => [folder + name, source]));
  const files = { read: async (other: string) => before.get(other), list: async () => [] };
  const load = [...before.keys(), path];
  const project = new Project(files, { host: read.host, profiles: false, load });
  await project.open(path, Text.of(each.source), haproxy);
  return project.findingsOf(path);
}

/** A warning of a rule that repeats what HAProxy says; advice of our own is nothing that HAProxy could confirm. */
function isMirrored({ rule, severity }: Finding): boolean {
  return severity === 'warning' && !rule.advice;
}

function hasWarning({ messages, standing = [] }: Outcome, line: number): boolean {
  return [...messages, ...standing].some((message) => message.line === undefined || message.line === line);
}

function unwanted({ line, rule, message }: Finding): Point {
  return { line: line + 1, text: `${rule.id}: ${message}`, agreed: false };
}

/** A rejection is met by an error on the mutant's line, on one that HAProxy names, or in the proxy it names without a line. */
function rejectionOf(each: Case, line: number, { messages }: Outcome, findings: readonly Finding[]): Point {
  const alerts = messages.filter(({ severity }) => severity === 'ALERT');
  const lines = new Set([line, ...alerts.flatMap((alert) => alert.line ?? [])]);
  const ranges = alerts.flatMap((alert) => (alert.line === undefined ? [sectionNamed(each.source, alert.text)] : []));
  const agreed = findings.some(
    (finding) =>
      finding.severity === 'error' &&
      (lines.has(finding.line + 1) || ranges.some((range) => finding.line >= range[0] && finding.line < range[1])),
  );
  return { line, text: alerts[0]?.text ?? '', agreed };
}

function alertsOf({ messages }: Outcome, findings: readonly Finding[]): readonly Point[] {
  return messages
    .filter(({ severity, line }) => severity === 'ALERT' && line !== undefined)
    .map(({ line, text }) => ({
      line,
      text,
      agreed: findings.some((finding) => finding.severity === 'error' && finding.line + 1 === line),
    }));
}

/** A warning without a line is met by one of ours in the section it names, or anywhere where it names none. */
function warned(each: Case, { line, text }: Message, findings: readonly Finding[]): Point {
  const serious = findings.filter(({ severity }) => severity === 'warning' || severity === 'error');
  if (line !== undefined) return { line, text, agreed: serious.some((finding) => finding.line + 1 === line) };
  const range = sectionNamed(each.source, text);
  const agreed = serious.some((finding) => !finding.rule.advice && finding.line >= range[0] && finding.line < range[1]);
  return { line, text, agreed };
}

const header =
  /^[ \t]*(global|defaults|frontend|backend|listen|userlist|peers|mailers|resolvers|cache|ring|http-errors|log-forward|fcgi-app)\b[ \t]*([^ \t\r]*)/;

/** The lines of the first section whose name the message quotes behind the word for a proxy; else the whole file. */
function sectionNamed(source: string, text: string): readonly [number, number] {
  const name = /(?:proxy|frontend|backend|listen) '([^']+)'/i.exec(text)?.[1];
  const lines = source.split('\n');
  const from = name === undefined ? -1 : lines.findIndex((line) => header.exec(line)?.[2] === name);
  if (from < 0) return [0, lines.length];
  const length = lines.slice(from + 1).findIndex((line) => header.test(line));
  return [from, length < 0 ? lines.length : from + 1 + length];
}
