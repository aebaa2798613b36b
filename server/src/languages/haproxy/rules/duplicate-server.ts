import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import { type FileView, winner } from '../../../engine/file-view.ts';
import { blockNames, blockNote, blocksWhere, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace, type Severity } from '../../../engine/rules.ts';
import type { Named } from '../../../engine/statement.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { hasDirective, isLookedUp } from '../references.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { commonName, makes, serversOf, type Template } from '../servers.ts';
import { isTemplate } from '../template.ts';

/** Two servers of a section under one name (`check_config_validity`, since 3.5 already `parse_server`). */
export const duplicateServer: Rule = {
  id: 'haproxy/duplicate-server',
  title: 'Two servers of a section under one name',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const named = analysis.fold(withTwins);
    const made = analysis.fold(withMadeTwins);
    if ((named.size === 0 && made.size === 0) || isTemplate(analysis)) return [];
    return [
      ...placed(analysis, named).flatMap(({ block, first }) =>
        twinsIn(analysis, block).flatMap(([, places]) => reportsOn(view, block, first, places)),
      ),
      ...placed(analysis, made).flatMap(({ block, first }) =>
        madeTwinsIn(analysis, block).flatMap(
          ([earlier, later]) => madeReport(view, block, first, earlier, later) ?? [],
        ),
      ),
    ];
  },
};

type Places = readonly At<Named>[];

const namespaces: Readonly<Record<string, string>> = { resolvers: 'nameserver' };

/** The servers and name servers of a section that share their name with another one there. */
function twinsIn(analysis: Analysis, block: Block): readonly (readonly [string, Places])[] {
  return blockNote(analysis, block, 'haproxy/twins', () =>
    [...blockNames(analysis, block, namespaces[block.context.kind] ?? 'server').definitions].filter(
      ([name, places]) => name !== '' && places.length > 1,
    ),
  );
}

const withTwins = blocksWhere('haproxy/twins', hasTwins);

/** Whether there are any; nearly no section has some, and most of a large file are servers. */
function hasTwins(analysis: Analysis, block: Block): boolean {
  const namespace = namespaces[block.context.kind] ?? 'server';
  if (!analysis.blockSummary(block).namespaces.has(namespace)) return false;
  const seen = new Set<string>();
  let twins = false;
  analysis.eachName(block, (named) => {
    if (twins || named.namespace !== namespace || !named.defines || named.name === '') return;
    twins = seen.has(named.name);
    seen.add(named.name);
  });
  return twins;
}

type Pair = readonly [earlier: At<Named>, later: At<Named>];

const withMadeTwins = blocksWhere('haproxy/made-twins', (analysis, block) => madeTwinsIn(analysis, block).length > 0);

const noPairs: readonly Pair[] = [];

/** Lines of which one is a `server-template` that makes a server of a name the other has too; the later one of both last. */
function madeTwinsIn(analysis: Analysis, block: Block): readonly Pair[] {
  if (!analysis.blockSummary(block).facts.some((fact) => fact?.name === 'server-template')) return noPairs;
  const { templates } = serversOf(analysis, block);
  if (templates.length === 0) return noPairs;
  return blockNote(analysis, block, 'haproxy/made-twins', () => {
    const byLine = new Map<number, Pair>();
    const add = (one: At<Named>, other: At<Named>) => {
      const [earlier, later] = one.line < other.line ? [one, other] : [other, one];
      if (!byLine.has(later.line)) byLine.set(later.line, [earlier, later]);
    };
    const madeBy = ({ line, start, end }: Template, name: string): At<Named> => {
      return { line, it: { namespace: 'server', name, defines: true, start, end, uncertain: false } };
    };
    for (const [name, places] of blockNames(analysis, block, 'server').definitions)
      for (const template of templates)
        if (makes(template, name))
          for (const place of places) if (!place.it.uncertain) add(madeBy(template, name), place);
    templates.forEach((template, at) => {
      for (const before of templates.slice(0, at)) {
        const name = commonName(before, template);
        if (name !== undefined) add(madeBy(before, name), madeBy(template, name));
      }
    });
    return [...byLine.values()];
  });
}

function madeReport(
  view: FileView,
  block: Block,
  first: number,
  earlier: At<Named>,
  later: At<Named>,
): FileReport | undefined {
  const [above, line] = [first + earlier.line, first + later.line];
  if (isConditional(view.analysis, line) || isConditional(view.analysis, above)) return undefined;
  const verdict = verdictOn(view, block, [earlier], later);
  if (!verdict) return undefined;
  const { name, start, end } = later.it;
  const message = `Line ${above + 1} makes a server '${clipped(name)}' as well: ${verdict.reason}`;
  const place = { line: above, start: earlier.it.start, end: earlier.it.end };
  const related = [{ ...place, message: `the first '${clipped(name)}'` }];
  return { line, start, end, severity: verdict.severity, message, related };
}

/** How many names the servers of a section have, as far as it matters: one or more. */
function hasSeveralNames(analysis: Analysis, block: Block): boolean {
  const { names, templates } = serversOf(analysis, block);
  const found = new Set(names);
  for (const { prefix, low, high } of templates)
    for (let number = low; number <= Math.min(high, low + 1); number++) found.add(`${prefix}${number}`);
  return found.size > 1;
}

/** What HAProxy does about a server that shares its name. */
interface Verdict {
  readonly severity: Severity;
  readonly reason: string;
}

const refused: Verdict = { severity: 'error', reason: 'HAProxy refuses the second one.' };

function reportsOn(view: FileView, block: Block, first: number, places: Places): readonly FileReport[] {
  const { analysis } = view;
  const known = places.filter(({ line, it }) => !it.uncertain && !isConditional(analysis, first + line));
  const [earliest, ...others] = known;
  if (!earliest) return [];
  const noun = block.context.kind === 'resolvers' ? 'name server' : block.context.kind === 'peers' ? 'peer' : 'server';
  return others.flatMap((place, at) => {
    const verdict = verdictOn(view, block, known.slice(0, at + 1), place);
    if (!verdict) return [];
    const { line, it } = place;
    const message = `A ${noun} '${clipped(it.name)}' exists already in this section, on line ${first + earliest.line + 1}: ${verdict.reason}`;
    const related = [
      {
        line: first + earliest.line,
        start: earliest.it.start,
        end: earliest.it.end,
        message: `the first '${clipped(it.name)}'`,
      },
    ];
    const fixes = block.context.kind === 'peers' ? [] : [rename(analysis, block, first + line, it)];
    return [{ line: first + line, start: it.start, end: it.end, severity: verdict.severity, message, related, fixes }];
  });
}

/** Another name for a server: its own with the next number that none has. References keep meaning the first one. */
function rename(analysis: Analysis, block: Block, line: number, { name, start, end }: Named): Fix {
  const [, stem = name, digits = '1'] = /^(.*?)(\d{1,9})?$/s.exec(name) ?? [];
  const taken = blockNames(analysis, block, namespaces[block.context.kind] ?? 'server').definitions;
  let number = Number(digits) + 1;
  for (const { prefix, high } of serversOf(analysis, block).templates)
    if (prefix === stem) number = Math.max(number, high + 1);
  while (taken.has(`${stem}${number}`)) number++;
  const text = `${stem}${number}`;
  return { title: `Rename to '${clipped(text)}'`, safe: false, edits: [replace(start, end, text, line)] };
}

function verdictOn(view: FileView, block: Block, before: Places, place: At<Named>): Verdict | undefined {
  const { analysis, host } = view;
  const { kind } = block.context;
  const version = targetVersion(host);
  const since = (release: string) => compareVersions(version, release) >= 0;
  const later = (release: string): Verdict => ({
    severity: 'information',
    reason: `HAProxy ${release} and later refuse the second one; this file is for ${describeTarget(host)}.`,
  });
  if (kind === 'resolvers' || since('3.5')) return refused;
  if (kind === 'ring' && !since('2.6')) return later('2.6');
  if (kind === 'peers') return since('3.0') ? peersVerdict(view, block) : later('3.0');
  if (!isLookedUp(view, block, false)) return undefined;
  // Until 3.1 a number of its own tells a server from another of its name; 3.2 warns.
  const numbered = (at: At<Named>) => hasNumber(analysis, block.lines[at.line]?.text ?? '');
  if (!since('3.3') && (numbered(place) || before.every(numbered))) {
    return since('3.2')
      ? { severity: 'warning', reason: 'HAProxy 3.3 and later refuse the second one.' }
      : later('3.3');
  }
  // 3.3 and 3.4 notice it only where no server of the section has another name.
  if (since('3.3') && hasSeveralNames(analysis, block)) {
    return { severity: 'information', reason: 'HAProxy 3.3 and 3.4 may overlook it, every other release refuses it.' };
  }
  return refused;
}

/**
 * From 3.0 to 3.4 HAProxy compares the peers of a section only where it finds itself among them. Its own name is that of the
 * machine unless `localpeer` says another.
 */
function peersVerdict(view: FileView, block: Block): Verdict | undefined {
  if (hasDirective(view.analysis, block, 'disabled')) return undefined;
  const setting = winner(view.settings(), 'global localpeer')?.setting;
  const local = setting && !setting.uncertain ? setting.value : undefined;
  const peers = blockNames(view.analysis, block, 'server').definitions;
  if (local !== undefined && peers.has(local)) return refused;
  return {
    severity: 'information',
    reason: 'HAProxy refuses the second one where it is a peer of this section itself.',
  };
}

const mayHaveNumber = /\sid\s/;

function hasNumber(analysis: Analysis, text: string): boolean {
  return mayHaveNumber.test(text) && analysis.language.read(text).words.some((word) => word.text === 'id');
}
