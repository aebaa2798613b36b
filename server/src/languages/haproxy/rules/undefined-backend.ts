import type { Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { nameIndex, sharedNames } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { inheritanceOf } from '../inheritance.ts';
import {
  asksUnusedDefaults,
  createSection,
  danglingReferences,
  isDefined,
  isLookedUp,
  knowsAllNames,
  missingReport,
  type Reference,
  runningUsers,
} from '../references.ts';
import { routesOf } from '../routes.ts';

/** `use_backend`, `default_backend` and some sample fetches want the name of a backend or listen section. */
export const undefinedBackend: Rule = {
  id: 'haproxy/undefined-backend',
  title: 'No backend of this name exists',
  severity: 'error',
  file(view) {
    if (nameIndex(view.analysis, 'backend').dangling.size === 0 || !knowsAllNames(view, 'backend')) return [];
    return danglingReferences(view, 'backend').flatMap((reference) => reportOn(view, reference) ?? []);
  },
};

function reportOn(view: FileView, reference: Reference): FileReport | undefined {
  const { block, first, line, it } = reference;
  const { name, start, end } = it;
  const directive = view.analysis.blockSummary(block).facts[line - first]?.name;
  // A percent sign starts an expression that only a request can tell.
  if (name === '' || (directive === 'use_backend' && name.includes('%'))) return undefined;
  if (!isAsked(view, reference, directive)) return undefined;
  const frontend = isDefined(view, 'frontend', name);
  const told = frontend
    ? `'${clipped(name)}' is a frontend, and only a backend or listen section ${directive?.includes('_backend') ? 'can take the requests' : 'can stand here'}`
    : `No backend or listen section is called '${clipped(name)}'`;
  const fixes =
    frontend || block.context.kind === '' ? [] : [createSection(view.analysis, 'backend', name, modeFor(view, block))];
  const candidates = () => sharedNames(view, 'backend');
  return missingReport(view, { namespace: 'backend', name, line, start, end, told, candidates, fixes });
}

/** The mode of who sends the requests, where the last `defaults` of the file do not give it to a new section anyway. */
function modeFor(view: FileView, block: Block): readonly string[] {
  const mode = runningUsers(view, block)[0]?.mode;
  const last = inheritanceOf(view).lastOf(view.analysis);
  return mode === undefined || mode === (last ? last.mode : 'tcp') ? [] : [`mode ${mode}`];
}

/** Whether HAProxy looks for the name: a route counts that a running frontend takes, and of `default_backend` the last. */
function isAsked(view: FileView, { block, first, line }: Reference, directive: string | undefined): boolean {
  if (directive !== 'default_backend' && directive !== 'use_backend')
    return isLookedUp(view, block, asksUnusedDefaults(view.host));
  return runningUsers(view, block).some((proxy) =>
    routesOf(proxy).some((route) => route.section.block === block && route.line === line - first),
  );
}
