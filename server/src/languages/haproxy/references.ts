/**
 * References between sections, as HAProxy resolves them once every file is read (`check_config_validity` in its
 * src/cfgparse.c, `proxy_finalize` in src/proxy.c since 3.3).
 */

import type { Analysis, Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blockNames, blockNote, nameIndex, namesMemo, noted, placed } from '../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../engine/nearest.ts';
import { fileNameOf } from '../../engine/path.ts';
import { type FileReport, type Fix, replace } from '../../engine/rules.ts';
import type { Named } from '../../engine/statement.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { type ProxySection, proxiesOf, proxyAt, proxyKinds } from './configuration.ts';
import { isConditional } from './preprocessor.ts';
import { nearbyDefinition } from './proxies.ts';
import { targetVersion } from './sections.ts';
import { isTemplate } from './template.ts';

/** A place of the view's own file that names something. */
export interface Reference {
  readonly block: Block;
  /** The block's first line. */
  readonly first: number;
  readonly line: number;
  readonly it: Named;
}

/** Whether some loaded file defines a name. */
export function isDefined({ loaded }: FileView, namespace: string, name: string): boolean {
  return loaded.some((analysis) => nameIndex(analysis, namespace).defined.has(name));
}

/**
 * Whether every name that the loaded files define is written out in them. A template makes names that nobody sees, and so does
 * a variable of the environment in the name of a section.
 */
export function knowsAllNames(view: FileView, ...namespaces: readonly string[]): boolean {
  if (view.loaded.some(isTemplate)) return false;
  return noted(namesMemo(view), `all ${namespaces.join(' ')}`, () => {
    return !view.loaded.some((analysis) => namespaces.some((namespace) => hasUncertainName(analysis, namespace)));
  });
}

/** Only between double quotes is `$` a variable. */
function hasUncertainName(analysis: Analysis, namespace: string): boolean {
  for (const [name, blocks] of nameIndex(analysis, namespace).defined) {
    if (!name.includes('$')) continue;
    const isUncertain = (block: Block) =>
      blockNames(analysis, block, namespace)
        .definitions.get(name)
        ?.some(({ it }) => it.uncertain) === true;
    if (blocks.some(isUncertain)) return true;
  }
  return false;
}

/**
 * The references of the view's own file to some of the names of a namespace, in the order of the file. Those that only the
 * environment knows and those that the preprocessor may leave out are none.
 */
export function referencesTo({ analysis }: FileView, namespace: string, names: Iterable<string>): readonly Reference[] {
  const wanted = new Set(names);
  if (wanted.size === 0) return none;
  const { referred } = nameIndex(analysis, namespace);
  const blocks = new Set<Block>();
  for (const name of wanted) for (const block of referred.get(name) ?? []) blocks.add(block);
  return placed(analysis, blocks).flatMap(({ block, first }) =>
    blockNames(analysis, block, namespace).references.flatMap(({ line, it }) =>
      it.uncertain || !wanted.has(it.name) || isConditional(analysis, first + line)
        ? []
        : [{ block, first, line: first + line, it }],
    ),
  );
}

const none: readonly Reference[] = [];

/**
 * The references to names that no loaded file defines.
 * @param namespace one whose names count in the whole configuration
 */
export function danglingReferences(view: FileView, namespace: string): readonly Reference[] {
  const { dangling } = nameIndex(view.analysis, namespace);
  if (dangling.size === 0) return none;
  const missing = view.loaded.length > 1 ? [...dangling].filter((name) => !isDefined(view, namespace, name)) : dangling;
  return referencesTo(view, namespace, missing);
}

/**
 * The proxies in whose name HAProxy looks up what a section says: the section itself, or those that take over a `defaults`
 * section. Disabled ones are left out, for HAProxy does not look at them.
 */
export function runningUsers(view: FileView, block: Block): readonly ProxySection[] {
  const { kind } = block.context;
  if (kind === 'defaults') return noted(view.notes, 'haproxy/heirs', () => heirsIn(view)).get(block) ?? nobody;
  if (!proxyKinds.has(kind)) return nobody;
  const { proxy } = proxyAt(view, view.analysis, block);
  return proxy.disabled ? nobody : [proxy];
}

const nobody: readonly ProxySection[] = [];

/** The running proxies that take over each `defaults` section. */
function heirsIn(view: FileView): ReadonlyMap<Block, readonly ProxySection[]> {
  const byBlock = new Map<Block, ProxySection[]>();
  for (const { proxy } of proxiesOf(view)) {
    if (proxy.kind === 'defaults' || proxy.disabled) continue;
    for (let base = proxy.defaults; base; base = base.defaults) {
      const known = byBlock.get(base.block);
      if (known) known.push(proxy);
      else byBlock.set(base.block, [proxy]);
    }
  }
  return byBlock;
}

/** Whether HAProxy looks up what `defaults` sections say that nobody takes over: 3.4 and later do. */
export function asksUnusedDefaults(host: Host): boolean {
  return compareVersions(targetVersion(host), '3.4') >= 0;
}

/** Whether HAProxy looks up what a section says; of `defaults` that nobody takes over only where it asks those. */
export function isLookedUp(view: FileView, block: Block, unusedDefaults: boolean): boolean {
  const { kind } = block.context;
  if (kind === 'defaults' && unusedDefaults) return true;
  return (kind !== 'defaults' && !proxyKinds.has(kind)) || runningUsers(view, block).length > 0;
}

/** Something that is named and does not exist. */
export interface Missing {
  readonly namespace: string;
  readonly name: string;
  /** Where the name stands. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The sentence that says so, without its full stop. */
  readonly told: string;
  /** Names that exist. */
  readonly candidates: () => Iterable<string>;
  /** Which of them count depends on more than their names. */
  readonly selected?: true;
  /** Turns a name that exists into the text to write. */
  readonly write?: (name: string) => string;
  readonly fixes?: readonly Fix[];
}

/** An error with the nearest names; a hint where a file that nobody shows may define what is missing. */
export function missingReport(view: FileView, missing: Missing): FileReport {
  const { namespace, name, line, start, end, told, candidates, selected, write, fixes = [] } = missing;
  const beside = nearbyDefinition(view, namespace, name);
  if (beside && view.listedBy !== undefined && view.whole) {
    const message = `${told}: ${fileNameOf(beside.path)} has it, but ${view.listedBy} does not load that file.`;
    return { line, start, end, message, fixes };
  }
  if (beside) {
    const message = `${told} in this file; ${fileNameOf(beside.path)} has it: if HAProxy loads both, list them under 'haproxy.load' in headroom.json.`;
    return { line, start, end, severity: 'hint', message };
  }
  if (!view.whole) {
    return { line, start, end, severity: 'hint', message: `${told} in this file; it has to come from another.` };
  }
  const find = () => nearest(name, new Set(candidates()));
  const near = selected ? find() : noted(namesMemo(view), `${namespace} ${name}`, find);
  const hint = near.length > 0 ? `; did you mean ${quotedList(near.map(clipped))}?` : '.';
  const changes = near.map((each): Fix => {
    const text = write?.(each) ?? each;
    return { title: `Change to '${clipped(text)}'`, safe: false, edits: [replace(start, end, text, line)] };
  });
  return { line, start, end, message: `${told}${hint}`, fixes: [...changes, ...fixes] };
}

/** A section behind all other lines of a file. */
export function createSection({ text }: Analysis, kind: string, name: string, lines: readonly string[] = []): Fix {
  const line = text.lines.length - 1;
  const column = text.line(line).text.length;
  const place = { line, column };
  const before = column > 0 ? '\n\n' : '\n';
  const body = lines.map((each) => `    ${each}\n`).join('');
  return {
    title: `Create ${kind} '${clipped(name)}'`,
    safe: false,
    edits: [{ start: place, end: place, text: `${before}${kind} ${name}\n${body}` }],
  };
}

/** Whether a section has a line about a directive. */
export function hasDirective(analysis: Analysis, block: Block, directive: string): boolean {
  return blockNote(analysis, block, `haproxy/has ${directive}`, () =>
    analysis.blockSummary(block).facts.some((fact) => fact?.name === directive),
  );
}
