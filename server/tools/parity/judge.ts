/** What Headroom says of a configuration, beside what HAProxy says. */
import type { Finding } from '../../src/engine/findings.ts';
import { Text } from '../../src/engine/text.ts';
import { readHostFact } from '../../src/host/facts.ts';
import { Project } from '../../src/host/project.ts';
import { haproxy } from '../../src/languages/haproxy/language.ts';
import type { Case, Message, Outcome } from './corpus.ts';
import { environmentOf, lineAt } from './environment.ts';

/** One place where the two can agree or not; `line` counts from 1. */
export interface Point {
  readonly line: number | undefined;
  readonly text: string;
  readonly agreed: boolean;
  /** What HAProxy says lies in the environment: the name of its class. */
  readonly environment?: string | undefined;
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
    alerts: each.line === undefined && outcome.rejected ? alertsOf(each, outcome, findings) : [],
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
  return { line, text: alerts[0]?.text ?? '', agreed, environment: commonClass(each, alerts) };
}

/** The class of the first message where the reason of every one lies in the environment. */
function commonClass({ source }: Case, messages: readonly Message[]): string | undefined {
  const classes = messages.map(({ text, line }) => environmentOf(text, lineAt(source, line))?.name);
  return classes.every((name) => name !== undefined) ? classes[0] : undefined;
}

function alertsOf(each: Case, { messages }: Outcome, findings: readonly Finding[]): readonly Point[] {
  return messages
    .filter(({ severity, line }) => severity === 'ALERT' && line !== undefined)
    .map((message) => ({ ...message, environment: commonClass(each, [message]) }))
    .map(({ line, text, environment }) => ({
      line,
      text,
      environment,
      agreed: findings.some((finding) => finding.severity === 'error' && finding.line + 1 === line),
    }));
}

/** A warning without a line is met by one of ours in the section it names, or anywhere where it names none. */
function warned(each: Case, { line, text }: Message, findings: readonly Finding[]): Point {
  const environment = commonClass(each, [{ severity: 'WARNING', line, text }]);
  const serious = findings.filter(({ severity }) => severity === 'warning' || severity === 'error');
  if (line !== undefined)
    return { line, text, environment, agreed: serious.some((finding) => finding.line + 1 === line) };
  const range = sectionNamed(each.source, text);
  const agreed = serious.some((finding) => !finding.rule.advice && finding.line >= range[0] && finding.line < range[1]);
  return { line, text, environment, agreed };
}

const header =
  /^[ \t]*(global|defaults|frontend|backend|listen|userlist|peers|mailers|resolvers|cache|ring|http-errors|log-forward|fcgi-app)\b[ \t]*([^ \t\r]*)/;

/**
 * The lines of the first section that the message names behind its kind; else of the first that has the name, for HAProxy calls
 * a listen section a proxy, and also the half of it that it speaks of; else the whole file.
 */
function sectionNamed(source: string, text: string): readonly [number, number] {
  const [, kind, name] = /(proxy|frontend|backend|listen) '([^']+)'/i.exec(text) ?? [];
  const lines = source.split('\n');
  if (name === undefined) return [0, lines.length];
  const headers = lines.map((line) => header.exec(line));
  const exact = headers.findIndex((found) => found?.[2] === name && found[1] === kind?.toLowerCase());
  const from = exact >= 0 ? exact : headers.findIndex((found) => found?.[2] === name);
  if (from < 0) return [0, lines.length];
  const length = lines.slice(from + 1).findIndex((line) => header.test(line));
  return [from, length < 0 ? lines.length : from + 1 + length];
}
