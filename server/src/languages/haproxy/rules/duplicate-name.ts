import type { Analysis } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { nameIndex } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Related, Rule, Severity } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { type Header, headersOf } from '../proxies.ts';
import { fileName } from '../references.ts';
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
          const report = analysis === view.analysis ? reportOn(view, earlier, place) : undefined;
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
    const where = `${first.analysis === view.analysis ? '' : `in ${fileName(first.analysis)} `}on line ${first.line + 1}`;
    const message = `A ${first.kind} '${clipped(name)}' exists already, ${where}: ${rest}`;
    return { line, start, end, severity, message, related: [there(view, first)] };
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
  const severity = sharedNameSeverity(version);
  const pair =
    kind === 'defaults' || other.kind === 'defaults' ? 'a defaults section and a proxy' : 'a frontend and a backend';
  const since =
    kind === 'listen' || other.kind === 'listen'
      ? 'HAProxy 3.2 and later refuse the second one'
      : `since HAProxy 3.3 ${pair} cannot share a name`;
  return told(other, `${since}; this file is for ${describeTarget(view.host)}.`, severity);
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
