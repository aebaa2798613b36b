import type { Block } from '../../../engine/analysis.ts';
import type { Fact } from '../../../engine/facts.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { nameIndex, sharedNames } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Fix, Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import {
  asksUnusedDefaults,
  createSection,
  danglingReferences,
  isLookedUp,
  knowsAllNames,
  missingReport,
  type Reference,
  runningUsers,
} from '../references.ts';
import { resolversOfActions } from '../resolver-names.ts';
import { targetVersion } from '../sections.ts';

/** What is known of the names of one kind of section. */
interface Kind {
  /** Lines that make a new section useful to HAProxy; left out where nobody can write it without knowing addresses. */
  readonly create?: readonly string[];
  /** Names that exist without a section. */
  readonly builtIn?: (name: string, version: string) => boolean;
  /** Whether HAProxy looks for the name that stands there. */
  readonly isAsked?: (view: FileView, reference: Reference) => boolean;
}

/** Where each of these is looked up: see the file named behind it, all in src/ of HAProxy. */
const kinds: Readonly<Record<string, Kind>> = {
  // acme.c
  acme: {},
  // cache.c
  cache: { create: ['total-max-size 64'] },
  // fcgi-app.c
  'fcgi-app': { create: ['docroot /var/www'] },
  // sample.c: a listen section is a frontend too
  frontend: {},
  // tcpcheck.c
  healthcheck: { isAsked: (view, reference) => isServerLine(view, reference) },
  // http_htx.c
  'http-errors': { create: [] },
  // log.c: only the action asks for the profile, a `log` line is silent about it
  'log-profile': { create: [], isAsked: (view, { line }) => view.analysis.statement(line).fact?.name !== 'log' },
  // proxy.c; without the other two HAProxy ignores all of it with a warning
  mailers: {
    isAsked: (view, { block }) =>
      runningUsers(view, block).some((proxy) => proxy.find('email-alert from') && proxy.find('email-alert to')),
  },
  // proxy.c; the peer that HAProxy itself is goes by the name of its machine
  peers: { create: ['peer "$HAPROXY_LOCALPEER" 127.0.0.1:10000'] },
  // resolvers.c
  resolvers: {
    create: ['parse-resolv-conf'],
    builtIn: (name, version) => name === 'default' && compareVersions(version, '2.6') >= 0,
    isAsked: (view, reference) => isServerLine(view, reference),
  },
  // sample.c
  userlist: { create: [] },
};

/** HAProxy looks for most sections by their names when every file is read, and refuses to start without them. */
export const undefinedSection: Rule = {
  id: 'haproxy/undefined-section',
  title: 'No section of this name and kind exists',
  severity: 'error',
  file(view) {
    const reports: FileReport[] = [];
    for (const namespace in kinds) {
      const others = namespace === 'resolvers' ? resolversOfActions(view) : [];
      if (nameIndex(view.analysis, namespace).dangling.size === 0 && others.length === 0) continue;
      if (!knowsAllNames(view, namespace)) continue;
      for (const reference of [...danglingReferences(view, namespace), ...others]) {
        const report = reportOn(view, namespace, kinds[namespace] as Kind, reference);
        if (report) reports.push(report);
      }
    }
    return reports;
  },
};

function reportOn(view: FileView, namespace: string, kind: Kind, reference: Reference): FileReport | undefined {
  const { block, line, it } = reference;
  const { name, start, end } = it;
  const version = targetVersion(view.host);
  if (name === '' || kind.builtIn?.(name, version)) return undefined;
  const candidates = () => sharedNames(view, ...(namespace === 'frontend' ? ['frontend', 'listen'] : [namespace]));
  if (namespace === 'frontend' && isListen(view, name)) return undefined;
  // Before 2.8 the resolvers of servers are looked up in disabled proxies too (`resolvers_finalize_config`).
  const ofServer = view.analysis.blockSummary(block).facts[line - reference.first]?.name.includes('server') === true;
  const always = namespace === 'resolvers' && ofServer && compareVersions(version, '2.8') < 0;
  if (!always && !isLookedUp(view, block, asksUnusedDefaults(view.host))) return undefined;
  if (kind.isAsked && !kind.isAsked(view, reference)) return undefined;
  const told = `No ${namespace === 'frontend' ? 'frontend or listen' : namespace} section is called '${clipped(name)}'`;
  const fixes: readonly Fix[] = kind.create ? [createSection(view.analysis, namespace, name, kind.create)] : [];
  return missingReport(view, { namespace, name, line, start, end, told, candidates, fixes });
}

function isListen(view: FileView, name: string): boolean {
  return view.loaded.some((analysis) =>
    nameIndex(analysis, 'backend')
      .defined.get(name)
      ?.some((block) => block.context.kind === 'listen'),
  );
}

/** Settings of `default-server` are looked up for the servers that take them over: those below it and, of `defaults`, all. */
function isServerLine(view: FileView, { block, first, line }: Reference): boolean {
  if (block.context.kind === 'peers' || block.context.kind === 'ring') return false;
  const { facts } = view.analysis.blockSummary(block);
  if (facts[line - first]?.name !== 'default-server') return true;
  if (block.context.kind !== 'defaults') return takesOver(block, facts, line - first);
  return runningUsers(view, block).some((proxy) => takesOver(proxy.block, proxy.directives(), 0));
}

/** Whether a server below a line gets its resolvers and its health check from elsewhere. */
function takesOver(block: Block, facts: readonly (Fact | undefined)[], above: number): boolean {
  return facts.some(
    (fact, at) =>
      at > above &&
      (fact?.name === 'server' || fact?.name === 'server-template') &&
      !/\s(resolvers|healthcheck)\s/.test(block.lines[at]?.text ?? ''),
  );
}
