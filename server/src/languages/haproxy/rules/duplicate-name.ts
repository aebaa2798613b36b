import type { Analysis, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { nameIndex } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import { type FileReport, type Fix, type Related, type Rule, replace, type Severity } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { type Header, headersOf } from '../proxies.ts';
import { hasDirective } from '../references.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/** Kinds of section that HAProxy refuses to see twice under one name, each kind for itself. */
const refusedTwice = [
  ...['acme', 'cache', 'fcgi-app', 'healthcheck', 'http-errors', 'log-forward', 'log-profile', 'mailers', 'peers'],
  ...['program', 'resolvers', 'ring'],
];

/** Kinds whose names HAProxy keeps in one place (`cfg_parse_listen` in src/cfgparse-listen.c, `cfg_parse_log_forward` in src/log.c). */
const together = new Set(['frontend', 'backend', 'listen', 'defaults', 'log-forward']);

/** Two sections under one name. ACLs may share a name: any of them may match. */
export const duplicateName: Rule = {
  id: 'haproxy/duplicate-name',
  title: 'Two sections of one kind under one name',
  severity: 'error',
  file(view) {
    if (!sharesNames(view.loaded) || view.loaded.some(isTemplate)) return [];
    const firsts = new Map<string, Place[]>();
    const reports: FileReport[] = [];
    for (const analysis of view.loaded) {
      for (const header of headersOf(analysis)) {
        const key = `${together.has(header.kind) ? '' : header.kind} ${header.name}`;
        const place = { ...header, analysis };
        const earlier = firsts.get(key);
        if (!earlier) firsts.set(key, [place]);
        else {
          const own = analysis === view.analysis;
          for (const report of own ? [reportOn(view, earlier, place), tableReport(view, earlier, place)] : [])
            if (report) reports.push(report);
          earlier.push(place);
        }
      }
      if (analysis === view.analysis) break;
    }
    return reports;
  },
};

interface Place extends Header {
  readonly analysis: Analysis;
}

const namespaces = ['frontend', 'backend', 'defaults', 'userlist', ...refusedTwice];
const oneSpace = ['frontend', 'backend', 'defaults', 'log-forward'];

/** Whether any name may be taken twice: within one kind of section, or by two kinds that share their names. */
function sharesNames(loaded: readonly Analysis[]): boolean {
  const repeated = (analysis: Analysis) => namespaces.some((each) => nameIndex(analysis, each).repeated.size > 0);
  if (loaded.length > 1 || loaded.some(repeated)) return true;
  return loaded.some((analysis) => {
    const indexes = oneSpace.map((namespace) => nameIndex(analysis, namespace).defined);
    return indexes.some((index, at) => {
      const others = indexes.slice(at + 1).filter((other) => other.size > 0);
      if (others.length === 0) return false;
      for (const name of index.keys()) if (others.some((other) => other.has(name))) return true;
      return false;
    });
  });
}

function reportOn(view: FileView, earlier: readonly Place[], header: Place): FileReport | undefined {
  const certain = earlier.filter((other) => !isConditional(other.analysis, other.line));
  if (certain.length === 0 || isConditional(view.analysis, header.line)) return undefined;
  const version = targetVersion(view.host);
  const { kind, name, line, start, end } = header;
  const told = (first: Place, rest: string, severity: Severity = 'error'): FileReport => {
    const where = `${first.analysis === view.analysis ? '' : `in ${fileNameOf(first.analysis.path)} `}on line ${first.line + 1}`;
    const message = `${title(first.kind)} '${clipped(name)}' exists already, ${where}: ${rest}`;
    const fixes = renamed(view, certain, header, first);
    return { line, start, end, severity, message, related: [there(view, first)], fixes };
  };
  if (kind === 'userlist') return told(certain[0] as Place, 'HAProxy ignores this one.', 'warning');
  if (!together.has(kind)) {
    return refusedTwice.includes(kind) ? told(certain[0] as Place, 'HAProxy refuses the second one.') : undefined;
  }
  const refused = certain.find((other) => collides(other.kind, kind, version));
  if (refused) return told(refused, 'HAProxy refuses the second one.');
  const other = certain.find((each) => each.kind !== kind);
  // Two defaults sections may share a name as long as nobody asks for it.
  if (!other) return undefined;
  // A log-forward section behind `defaults` of its name is only warned of (`cfg_parse_log_forward` in src/log.c).
  const severity =
    kind === 'log-forward' && compareVersions(version, '3.3') >= 0 ? 'warning' : sharedNameSeverity(version);
  const pair =
    kind === 'defaults' || other.kind === 'defaults' ? 'a defaults section and a proxy' : 'a frontend and a backend';
  const since =
    kind === 'listen' || other.kind === 'listen'
      ? 'HAProxy 3.2 and later refuse the second one'
      : `since HAProxy 3.3 ${pair} cannot share a name`;
  return told(other, `${since}; this file is for ${describeTarget(view.host)}.`, severity);
}

/** The line that gives a section a table of its own. */
function tableOf({ analysis, line }: Place): number | undefined {
  const index = analysis.blockAt(line);
  const block = analysis.blocks[index] as Block;
  if (!hasDirective(analysis, block, 'stick-table')) return undefined;
  return line + analysis.blockSummary(block).facts.findIndex((fact) => fact?.name === 'stick-table');
}

/** A table is known by the name of its section: where two may share that, only one may have a table. */
function tableReport(view: FileView, earlier: readonly Place[], header: Place): FileReport | undefined {
  const { kind, name } = header;
  if (!together.has(kind) || compareVersions(targetVersion(view.host), '3.3') >= 0) return undefined;
  const line = tableOf(header);
  const first = line === undefined ? undefined : earlier.find((place) => tableOf(place) !== undefined);
  if (line === undefined || !first || isConditional(view.analysis, line) || isConditional(first.analysis, first.line))
    return undefined;
  const word = view.analysis.statement(line).words[0];
  const message = `The ${first.kind} '${clipped(name)}' has a stick-table already, and tables are known by the name of their section.`;
  return { line, start: word?.start ?? 0, end: word?.end ?? 0, message, related: [there(view, first)] };
}

/** The namespaces in which others refer to a section of a kind. */
function namespacesOf(kind: string): readonly string[] {
  if (kind === 'frontend' || kind === 'backend') return [kind, 'table'];
  return kind === 'listen' ? ['backend', 'frontend', 'table'] : [kind];
}

/** Another name for the later section, or for the earlier one where only that can go without breaking what refers to it. */
function renamed(view: FileView, earlier: readonly Place[], header: Place, first: Place): readonly Fix[] {
  const spaces = (place: Place) => namespacesOf(place.kind);
  const referred = (place: Place) =>
    view.loaded.some((each) => spaces(place).some((space) => nameIndex(each, space).referred.has(place.name)));
  const answered = earlier.some((place) => spaces(header).every((space) => spaces(place).includes(space)));
  const free =
    answered || !referred(header) ? header : first.analysis === view.analysis && !referred(first) ? first : undefined;
  if (!free) return [];
  const { name, line, start, end } = free;
  // Quotes and escapes move the columns.
  if (end - start !== name.length) return [];
  const taken = new Set(view.loaded.flatMap((analysis) => headersOf(analysis).map((each) => each.name)));
  const [, stem = name, digits = '1'] = /^(.*?)(\d{1,9})?$/s.exec(name) ?? [];
  let number = Number(digits) + 1;
  while (taken.has(`${stem}${number}`)) number++;
  const text = `${stem}${number}`;
  const title = free === header ? `Rename to '${clipped(text)}'` : `Rename the ${free.kind} to '${clipped(text)}'`;
  return [{ title, safe: false, edits: [replace(start, end, text, line)] }];
}

/** A kind of section with its article; those that are no noun of one thing are called sections. */
function title(kind: string): string {
  return kind === 'frontend' || kind === 'backend'
    ? `A ${kind}`
    : `${/^[aeiou]/.test(kind) ? 'An' : 'A'} ${kind} section`;
}

/** Whether the later of two sections is refused for what both are, whatever release it is that forbids shared names. */
function collides(first: string, second: string, version: string): boolean {
  const listenAndOther = second === 'listen' || first === 'listen';
  const newer = compareVersions(version, '3.2') >= 0;
  if (first === 'defaults' || second === 'defaults') return newer && first === 'log-forward';
  if (first === 'log-forward' || second === 'log-forward' || first === second) return true;
  // Up to 3.1 HAProxy looks for the name of a listen section only among frontends.
  if (second === 'listen' && first === 'backend') return newer;
  return listenAndOther;
}

/** A frontend and a backend of one name: refused since 3.3, warned of in 3.2, not mentioned before. */
function sharedNameSeverity(version: string): Severity {
  if (compareVersions(version, '3.3') >= 0) return 'error';
  return compareVersions(version, '3.2') >= 0 ? 'warning' : 'information';
}

function there(view: FileView, { analysis, kind, name, line, start, end }: Place): Related {
  const path = analysis === view.analysis ? {} : { path: analysis.path };
  return { ...path, line, start, end, message: `the ${kind} '${clipped(name)}'` };
}
