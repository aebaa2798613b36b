/** Where a name is defined, who refers to it, and what renaming it changes. */
import type { Analysis, Block } from '../engine/analysis.ts';
import type { FileView } from '../engine/file-view.ts';
import { nameIndex, placed } from '../engine/names.ts';
import type { FileEdit } from '../engine/rules.ts';
import { type Named, namesOf } from '../engine/statement.ts';
import type { Position } from '../engine/text.ts';

/** Where a name stands. */
export interface NamePlace {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** The places that define the name at a place; several where the language lets them add up, as ACLs do. */
export function definitions(view: FileView, at: Position): readonly NamePlace[] {
  const named = nameAt(view.analysis, at);
  return named ? placesOf(view, at.line, named).flatMap(({ defines, place }) => (defines ? [place] : [])) : [];
}

/** Every place of the name at a place. */
export function references(view: FileView, at: Position, withDefinitions: boolean): readonly NamePlace[] {
  const named = nameAt(view.analysis, at);
  if (!named) return [];
  return placesOf(view, at.line, named).flatMap(({ defines, place }) => (withDefinitions || !defines ? [place] : []));
}

/** The columns of the name at a place, if it can be renamed: somebody has to define it. */
export function renameable(view: FileView, at: Position): NamePlace | undefined {
  const named = nameAt(view.analysis, at);
  if (!named || definitions(view, at).length === 0) return undefined;
  return { path: view.analysis.path, line: at.line, start: named.start, end: named.end };
}

/**
 * The edits that give the name at a place another one, wherever it stands.
 * @returns undefined where there is nothing to rename, or the new name is no single word
 */
export function rename(view: FileView, at: Position, to: string): readonly FileEdit[] | undefined {
  const { words, comment } = view.analysis.language.read(to);
  const isWord = words.length === 1 && comment < 0 && words[0]?.text === to;
  if (!isWord || !renameable(view, at)) return undefined;
  return references(view, at, true).map(({ path, line, start, end }) => ({
    path,
    start: { line, column: start },
    end: { line, column: end },
    text: to,
  }));
}

/** The innermost name that a place is in or at the end of; one that nobody knows yet is none. */
function nameAt(analysis: Analysis, { line, column }: Position): Named | undefined {
  const names = namesOf(analysis.statement(line).slots);
  const here = names.filter(({ start, end, uncertain }) => !uncertain && start <= column && column <= end);
  return here[here.length - 1];
}

interface Occurrence {
  readonly defines: boolean;
  readonly place: NamePlace;
}

/** All places of a name: in its block, or where names count everywhere in all files that are loaded together. */
function placesOf(view: FileView, line: number, named: Named): readonly Occurrence[] {
  const { analysis, loaded } = view;
  if (analysis.language.localNamespaces.has(named.namespace)) {
    const index = analysis.blockAt(line);
    return inBlock(analysis, analysis.blocks[index] as Block, analysis.starts[index] as number, named);
  }
  return loaded.flatMap((each) => {
    const { defined, referred } = nameIndex(each, named.namespace);
    const blocks = new Set([...(defined.get(named.name) ?? []), ...(referred.get(named.name) ?? [])]);
    return placed(each, blocks).flatMap(({ block, first }) => inBlock(each, block, first, named));
  });
}

function inBlock(analysis: Analysis, block: Block, first: number, { namespace, name }: Named): Occurrence[] {
  const found: Occurrence[] = [];
  analysis.eachName(block, (it, line) => {
    if (it.namespace !== namespace || it.name !== name) return;
    const place = { path: analysis.path, line: first + line, start: it.start, end: it.end };
    found.push({ defines: it.defines, place });
  });
  return found;
}
