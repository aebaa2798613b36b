import type { Analysis, At, Block, Fold } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { isMarked, linesMarked } from '../../../engine/marks.ts';
import { blockNote, blocksWhere, NameIndex, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import { type FileReport, type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/**
 * A number given by `id` counts once: among the servers of a section, among its listeners, and among all proxies
 * (`srv_parse_id` in src/server.c, `bind_parse_id` in src/listener.c). A `guid` counts once in the whole configuration
 * (`guid_insert` in src/guid.c).
 */
export const duplicateId: Rule = {
  id: 'haproxy/duplicate-id',
  title: 'Two things under one id',
  severity: 'error',
  file(view) {
    const { analysis, loaded } = view;
    const local = analysis.fold(withLocalTwins);
    const shared = loaded.length > 1 || analysis.fold(sharedIds).repeated.size > 0;
    if ((local.size === 0 && !shared) || loaded.some(isTemplate)) return [];
    const inSections = placed(analysis, local).flatMap(({ block, first }) => localReports(analysis, block, first));
    return [...inSections, ...sharedReports(view)];
  },
};

/** An id where it is given. */
interface Given {
  /** What it has to differ from: things of the same kind in the section, or in all of them. */
  readonly scope: 'server' | 'bind' | 'proxy' | 'guid';
  readonly id: string;
  /** Who has it, as a message says it. */
  readonly owner: string;
  readonly start: number;
  readonly end: number;
}

const noIds: readonly At<Given>[] = [];

function idsIn(analysis: Analysis, block: Block): readonly At<Given>[] {
  if (!isMarked(analysis, block, 'ids')) return noIds;
  return blockNote(analysis, block, 'haproxy/ids', () => {
    const { facts } = analysis.blockSummary(block);
    return linesMarked(analysis, block, 'ids').flatMap(({ line, text }) => {
      const directive = facts[line]?.name;
      if (!directive || line === 0) return noIds;
      return idsOn(analysis, block, text, directive).map((it) => ({ line, it }));
    });
  });
}

const withServers = new Set(['server', 'peer']);
const proxies = new Set(['frontend', 'backend', 'listen']);

function idsOn(analysis: Analysis, block: Block, text: string, directive: string): readonly Given[] {
  const { words } = analysis.language.read(text);
  const { kind, name } = block.context;
  const second = words[1];
  if (!second || words.some((word) => word.uncertain)) return [];
  if (proxies.has(kind) && (directive === 'id' || directive === 'guid')) {
    const id = directive === 'id' ? numberOf(second.text) : second.text;
    const owner = `the ${kind} '${clipped(name)}'`;
    return id
      ? [{ scope: directive === 'id' ? 'proxy' : 'guid', id, owner, start: second.start, end: second.end }]
      : [];
  }
  const scope = withServers.has(directive) ? 'server' : directive === 'bind' ? 'bind' : undefined;
  if (!scope) return [];
  const owner = `${scope === 'bind' ? 'bind' : directive} '${clipped(second.text)}'`;
  const found: Given[] = [];
  let numbered = false;
  for (let at = 2; at + 1 < words.length; at++) {
    const value = words[at + 1];
    const option = words[at]?.text;
    if (!value || (option !== 'id' && !(option === 'guid' && scope === 'server'))) continue;
    const id = option === 'id' ? numberOf(value.text) : value.text;
    // Releases do not agree on what a second number on one line means.
    if (option === 'id' && numbered) return found.filter((it) => it.scope === 'guid');
    numbered ||= option === 'id';
    if (id) found.push({ scope: option === 'id' ? scope : 'guid', id, owner, start: value.start, end: value.end });
  }
  const prefix = scope === 'bind' ? words.findLastIndex(({ text: option }) => option === 'guid-prefix') : -1;
  const value = prefix > 1 ? words[prefix + 1] : undefined;
  // The listeners of the line get the prefix with 0, 1 and so on (`bind_generate_guid` in src/listener.c).
  if (value) found.push({ scope: 'guid', id: `${value.text}-0`, owner, start: value.start, end: value.end });
  return found;
}

/** The number that atol() makes of a word; a number below 1 is a mistake of its own. */
function numberOf(text: string): string | undefined {
  const digits = /^\s*\+?0*([1-9]\d*)/.exec(text)?.[1];
  return digits;
}

const isLocal = ({ it: { scope } }: At<Given>) => scope === 'server' || scope === 'bind';
const keyOf = ({ scope, id }: Given) => `${scope} ${id}`;

const withLocalTwins = blocksWhere('haproxy/local-id-twins', (analysis, block) => {
  const ids = idsIn(analysis, block).filter(isLocal);
  return ids.length > 1 && new Set(ids.map(({ it }) => keyOf(it))).size < ids.length;
});

/** How often each id of a proxy and each guid is given in a file. */
const sharedIds: Fold<NameIndex> = {
  key: 'haproxy/shared-ids',
  start: () => new NameIndex(),
  add: (index, analysis, block) => {
    for (const at of idsIn(analysis, block)) if (!isLocal(at)) index.add(keyOf(at.it), block, true);
  },
  remove: (index, analysis, block) => {
    for (const at of idsIn(analysis, block)) if (!isLocal(at)) index.remove(keyOf(at.it), block, true);
  },
};

function localReports(analysis: Analysis, block: Block, first: number): readonly FileReport[] {
  const seen = new Map<string, At<Given>>();
  return idsIn(analysis, block).flatMap((at) => {
    if (!isLocal(at) || isConditional(analysis, first + at.line)) return [];
    const earlier = seen.get(keyOf(at.it));
    if (!earlier) seen.set(keyOf(at.it), at);
    return earlier ? [reportOn(analysis, first + at.line, at.it, analysis, first + earlier.line, earlier.it)] : [];
  });
}

function sharedReports({ analysis: own, loaded, host }: FileView): readonly FileReport[] {
  const guids = compareVersions(targetVersion(host), '3.0') >= 0;
  const repeated = repeatedKeys(loaded);
  if (repeated.size === 0) return [];
  const seen = new Map<string, { analysis: Analysis; block: Block; line: number; it: Given }>();
  const reports: FileReport[] = [];
  for (const analysis of loaded) {
    const { defined } = analysis.fold(sharedIds);
    const blocks = new Set([...repeated].flatMap((key) => defined.get(key) ?? []));
    for (const { block, first } of placed(analysis, blocks)) {
      for (const at of idsIn(analysis, block)) {
        const key = keyOf(at.it);
        const line = first + at.line;
        if (isLocal(at) || !repeated.has(key) || isConditional(analysis, line)) continue;
        if (at.it.scope === 'guid' && !guids) continue;
        const earlier = seen.get(key);
        if (!earlier) seen.set(key, { analysis, block, line, it: at.it });
        // A section may say its guid twice; of a second id speaks the rule about directives.
        else if (analysis === own && !(earlier.it.owner === at.it.owner && earlier.block === block))
          reports.push(reportOn(own, line, at.it, earlier.analysis, earlier.line, earlier.it));
      }
    }
    if (analysis === own) break;
  }
  return reports;
}

function repeatedKeys(loaded: readonly Analysis[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const analysis of loaded) {
    const index = analysis.fold(sharedIds);
    for (const key of index.repeated) found.add(key);
    if (loaded.length === 1) continue;
    for (const key of index.defined.keys())
      if (loaded.some((other) => other !== analysis && other.fold(sharedIds).defined.has(key))) found.add(key);
  }
  return found;
}

function reportOn(
  analysis: Analysis,
  line: number,
  { scope, id, start, end }: Given,
  place: Analysis,
  earlier: number,
  first: Given,
): FileReport {
  const elsewhere = place !== analysis;
  const where = `${elsewhere ? `in ${fileNameOf(place.path)} ` : ''}on line ${earlier + 1}`;
  const noun = scope === 'guid' ? 'guid' : 'id';
  const free = scope === 'guid' ? undefined : freeNumber(analysis, line, scope);
  return {
    line,
    start,
    end,
    message: `The ${noun} '${clipped(id)}' is taken already, by ${first.owner} ${where}: HAProxy refuses the second one.`,
    related: [
      {
        ...(elsewhere ? { path: place.path } : {}),
        line: earlier,
        start: first.start,
        end: first.end,
        message: `the first '${clipped(id)}'`,
      },
    ],
    fixes:
      free === undefined
        ? []
        : [{ title: `Change to ${free}`, safe: false, edits: [replace(start, end, `${free}`, line)] }],
  };
}

/** The number above all that the scope has. */
function freeNumber(analysis: Analysis, line: number, scope: Given['scope']): number | undefined {
  const blocks = scope === 'proxy' ? analysis.blocks : [analysis.blocks[analysis.blockAt(line)] as Block];
  let highest = 0;
  for (const block of blocks)
    for (const { it } of idsIn(analysis, block)) if (it.scope === scope) highest = Math.max(highest, Number(it.id));
  return highest < mostId ? highest + 1 : undefined;
}

/** Ids are signed 32-bit numbers. */
const mostId = 2_147_483_647;
