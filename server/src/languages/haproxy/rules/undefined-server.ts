import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { blockNames, blockNote, blocksWhere, nameIndex, placed, sharedNames } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Named } from '../../../engine/statement.ts';
import { isConditional } from '../preprocessor.ts';
import {
  asksUnusedDefaults,
  isDefined,
  isLookedUp,
  knowsAllNames,
  missingReport,
  type Reference,
} from '../references.ts';
import { mayHaveServer, serversOf } from '../servers.ts';

/**
 * `use-server` wants a server of its own section; `track`, `attach-srv` and sample fetches want one too, or one of another
 * section as `backend/server` (`srv_apply_track` in src/server.c, `smp_resolve_args` in src/sample.c).
 */
export const undefinedServer: Rule = {
  id: 'haproxy/undefined-server',
  title: 'No server of this name exists',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const candidates = placed(analysis, analysis.fold(withSuspects));
    if (candidates.length === 0) return [];
    const lost = candidates.flatMap(({ block, first }) =>
      suspectsIn(analysis, block).flatMap(({ line, it }) =>
        isLost(view, it.name) ? [{ block, first, line: first + line, it }] : [],
      ),
    );
    if (lost.length === 0 || !knowsAllNames(view, 'backend')) return [];
    return lost.flatMap((reference) => reportOn(view, reference) ?? []);
  },
};

const withSuspects = blocksWhere(
  'haproxy/server-suspects',
  (analysis, block) => suspectsIn(analysis, block).length > 0,
);

/** The references of a section that its own servers do not answer. */
function suspectsIn(analysis: Analysis, block: Block): readonly At<Named>[] {
  return blockNote(analysis, block, 'haproxy/server-suspects', () =>
    blockNames(analysis, block, 'server').references.filter(
      ({ it: { name, uncertain } }) => !uncertain && name !== '' && !mayHaveServer(serversOf(analysis, block), name),
    ),
  );
}

/** Whether a name answers to no server of another section either. */
function isLost({ loaded }: FileView, name: string): boolean {
  const slash = name.lastIndexOf('/');
  if (slash < 0) return true;
  const server = name.slice(slash + 1);
  return !loaded.some((analysis) =>
    nameIndex(analysis, 'backend')
      .defined.get(name.slice(0, slash))
      ?.some((block) => mayHaveServer(serversOf(analysis, block), server)),
  );
}

function reportOn(view: FileView, reference: Reference): FileReport | undefined {
  const { analysis } = view;
  const { block, line, it } = reference;
  const { name, start, end } = it;
  if (isConditional(analysis, line)) return undefined;
  const directive = analysis.statement(line).fact?.name;
  const useServer = directive === 'use-server';
  // A percent sign starts an expression that only a request can tell.
  if (useServer && name.includes('%')) return undefined;
  const { kind } = block.context;
  const slash = useServer ? -1 : name.lastIndexOf('/');
  // What it gives is looked up for each server that takes it over: see invalid-track.
  if (directive === 'default-server') return undefined;
  if (!isLookedUp(view, block, asksUnusedDefaults(view.host))) return undefined;
  const place = { namespace: 'backend', name, line, start, end };
  if (slash < 0) {
    const told =
      kind === 'defaults'
        ? `A defaults section has no servers: write the section of '${clipped(name)}' before it, as in backend/server`
        : `This ${kind} section has no server called '${clipped(name)}'`;
    return missingReport(view, { ...place, told, candidates: () => serversOf(analysis, block).names, selected: true });
  }
  const owner = name.slice(0, slash);
  const server = name.slice(slash + 1);
  if (!isDefined(view, 'backend', owner)) {
    const told = `No backend or listen section is called '${clipped(owner)}'`;
    const candidates = () => sharedNames(view, 'backend');
    return missingReport(view, { ...place, name: owner, end: start + slash, told, candidates, selected: true });
  }
  const told = `The section '${clipped(owner)}' has no server called '${clipped(server)}'`;
  const candidates = () =>
    view.loaded.flatMap((each) =>
      (nameIndex(each, 'backend').defined.get(owner) ?? []).flatMap((other) => [...serversOf(each, other).names]),
    );
  return missingReport(view, { ...place, name: server, start: start + slash + 1, told, candidates, selected: true });
}
