import type { Analysis, Block } from '../../../engine/analysis.ts';
import { blockNames, blockNote, blocksWhere, nameIndex, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Related, Rule, Severity } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { type Header, headersOf } from '../proxies.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/** Kinds of section that HAProxy refuses to see twice under one name, each kind for itself (tried on 2.6.12). */
const refusedTwice = new Set([
  'cache',
  'fcgi-app',
  'http-errors',
  'log-forward',
  'mailers',
  'peers',
  'program',
  'resolvers',
  'ring',
]);
const proxyKinds = new Set(['frontend', 'backend', 'listen']);

/** Two sections, or two servers of a backend, under one name. ACLs may share a name: any of them may match. */
export const duplicateName: Rule = {
  id: 'haproxy/duplicate-name',
  title: 'Two things of one kind under one name',
  severity: 'error',
  file({ analysis, host }) {
    const shared = sharesNames(analysis);
    if (!shared && analysis.fold(withTwins).size === 0) return [];
    if (isTemplate(analysis)) return [];
    const firsts = new Map<string, Header[]>();
    const reports: FileReport[] = [];
    for (const header of shared ? headersOf(analysis) : []) {
      const group = proxyKinds.has(header.kind) ? 'proxy' : header.kind;
      const key = `${group} ${header.name}`;
      const earlier = firsts.get(key);
      if (!earlier) firsts.set(key, [header]);
      else if (!isConditional(analysis, header.line)) {
        const report = reportOn(earlier, header, targetVersion(host), describeTarget(host));
        if (report && !isConditional(analysis, (earlier[0] as Header).line)) reports.push(report);
        earlier.push(header);
      }
    }
    return [...reports, ...duplicateServers(analysis, targetVersion(host))];
  },
};

/** Whether any name is taken twice: by sections of one kind, or by a frontend and what requests are sent to. */
function sharesNames(analysis: Analysis): boolean {
  const { defined: frontends } = nameIndex(analysis, 'frontend');
  const { defined: targets } = nameIndex(analysis, 'backend');
  for (const name of frontends.keys()) if (targets.has(name)) return true;
  return namespaces.some((namespace) => nameIndex(analysis, namespace).repeated.size > 0);
}

const namespaces = ['frontend', 'backend', 'userlist', ...refusedTwice];

/** The servers of a section that share their name with another one there. */
function twinsIn(analysis: Analysis, block: Block) {
  return blockNote(analysis, block, 'haproxy/twins', () =>
    [...blockNames(analysis, block, 'server').definitions].filter(([, places]) => places.length > 1),
  );
}

const withTwins = blocksWhere('haproxy/twins', (analysis, block) => twinsIn(analysis, block).length > 0);

function reportOn(earlier: readonly Header[], header: Header, version: string, target: string): FileReport | undefined {
  const { kind, name, line, start, end } = header;
  const clash = earlier.find((other) => kind === other.kind || kind === 'listen' || other.kind === 'listen');
  const first = clash ?? (earlier[0] as Header);
  const place = { line, start, end, related: [there(first)] };
  if (kind === 'userlist') {
    return {
      ...place,
      severity: 'warning',
      message: `A userlist '${clipped(name)}' exists already, on line ${first.line + 1}: HAProxy ignores this one.`,
    };
  }
  if (!proxyKinds.has(kind) && !refusedTwice.has(kind)) return undefined;
  const exists = `A ${first.kind} '${clipped(name)}' exists already, on line ${first.line + 1}`;
  if (clash) return { ...place, message: `${exists}: HAProxy refuses the second one.` };
  return {
    ...place,
    severity: sharedNameSeverity(version),
    message: `${exists}: since HAProxy 3.3 a frontend and a backend cannot share a name; this file is for ${target}.`,
  };
}

/** A frontend and a backend of one name: refused since 3.3, warned of in 3.2, not mentioned before. */
function sharedNameSeverity(version: string): Severity {
  if (compareVersions(version, '3.3') >= 0) return 'error';
  return compareVersions(version, '3.2') >= 0 ? 'warning' : 'information';
}

/**
 * HAProxy 3.4 overlooks a duplicate among three and more servers (seen on 3.4.0); the releases before and after refuse it.
 */
function duplicateServers(analysis: Analysis, version: string): FileReport[] {
  return placed(analysis, analysis.fold(withTwins)).flatMap(({ block, first: base }) => {
    if (block.context.kind !== 'backend' && block.context.kind !== 'listen') return [];
    const { definitions } = blockNames(analysis, block, 'server');
    const reports: FileReport[] = [];
    const count = [...definitions.values()].reduce((sum, places) => sum + places.length, 0);
    const overlooked = count > 2 && compareVersions(version, '3.4') === 0;
    const verdict = overlooked
      ? 'HAProxy 3.4 may overlook it, every other release refuses it'
      : 'HAProxy refuses the second one';
    for (const [name, places] of twinsIn(analysis, block)) {
      const [first, ...others] = places;
      if (!first || isConditional(analysis, base + first.line)) continue;
      for (const { line, it } of others) {
        if (it.uncertain || isConditional(analysis, base + line)) continue;
        reports.push({
          line: base + line,
          start: it.start,
          end: it.end,
          severity: overlooked ? 'warning' : 'error',
          message: `A server '${clipped(name)}' exists already in this section, on line ${base + first.line + 1}: ${verdict}.`,
          related: [
            {
              line: base + first.line,
              start: first.it.start,
              end: first.it.end,
              message: `the first '${clipped(name)}'`,
            },
          ],
        });
      }
    }
    return reports;
  });
}

function there({ kind, name, line, start, end }: Header): Related {
  return { line, start, end, message: `the ${kind} '${clipped(name)}'` };
}
