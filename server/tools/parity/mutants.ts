/**
 * Configurations with one mistake each, made of configurations without one. The same seed makes the same mutants: nothing here
 * asks the clock or the machine.
 */
import { changedLines } from './changed-lines.ts';
import { insertedLines } from './inserted-lines.ts';

/** One change of a text: a line replaced, removed (no text) or put in before the line that stands there. */
export interface Edit {
  /** Counts from 0. */
  readonly line: number;
  readonly text: string | undefined;
  readonly inserted?: boolean;
}

/** A configuration taken apart as far as mutations need it. */
export interface Configuration {
  readonly name: string;
  readonly lines: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly kind: string;
  readonly name: string;
  /** The header's line and the line behind the last of the section, from 0. */
  readonly start: number;
  readonly end: number;
}

/** A kind of mistake: every place of a configuration where it can be made. */
export interface MutationKind {
  readonly kind: string;
  edits(configuration: Configuration, random: Random): readonly Edit[];
}

export interface Mutant {
  readonly kind: string;
  /** The configuration it was made of. */
  readonly parent: string;
  /** The line of the mistake; counts from 1. */
  readonly line: number;
  readonly source: string;
}

/** A whole number from 0 up to a limit that is not reached. */
export type Random = (limit: number) => number;

/** Up to `perKind` mutants of each kind, spread over all configurations. */
export function mutantsOf(
  configurations: readonly { readonly name: string; readonly source: string }[],
  { seed, perKind, only }: { readonly seed: number; readonly perKind: number; readonly only?: readonly string[] },
): readonly Mutant[] {
  const read = configurations.map(({ name, source }) => configurationOf(name, source));
  const all = [...changedLines, ...insertedLines];
  const names = [...new Set(all.map(({ kind }) => kind))].filter((kind) => !only || only.includes(kind));
  return names.flatMap((kind) => {
    // Each kind has its own sequence, so that a new kind changes no mutant of the others.
    const random = randomOf(`${seed} ${kind}`);
    const places = all
      .filter((each) => each.kind === kind)
      .flatMap((each) =>
        read.flatMap((configuration) => each.edits(configuration, random).map((edit) => ({ configuration, edit }))),
      );
    return shuffled(places, random)
      .slice(0, perKind)
      .map(({ configuration, edit }) => mutantOf(kind, configuration, edit));
  });
}

function mutantOf(kind: string, { name, lines }: Configuration, { line, text, inserted }: Edit): Mutant {
  const changed = [...lines];
  changed.splice(line, inserted ? 0 : 1, ...(text === undefined ? [] : [text]));
  return { kind, parent: name, line: line + 1, source: changed.join('\n') };
}

const header = /^[ \t]*([a-z_-]+)(?:[ \t]+(\S+))?/;
const sectionNames = new Set(
  (
    'global defaults frontend backend listen userlist peers mailers resolvers cache ring http-errors log-forward log-profile ' +
    'crt-store traces acme healthcheck fcgi-app namespace_list program'
  ).split(' '),
);

function configurationOf(name: string, source: string): Configuration {
  const lines = source.split('\n');
  const headers = lines.flatMap((line, start) => {
    const [, kind, title = ''] = header.exec(line) ?? [];
    // A line of a section is indented in these files; `cache` and its like are keywords too.
    return kind !== undefined && sectionNames.has(kind) && !/^\s/.test(line) ? [{ kind, name: title, start }] : [];
  });
  const sections = headers.map((each, at) => {
    let end = headers[at + 1]?.start ?? lines.length;
    while (end > each.start + 1 && /^\s*(#.*)?$/.test(lines[end - 1] ?? '')) end--;
    return { ...each, end };
  });
  return { name, lines, sections };
}

/** Mulberry32, started from the characters of a text. */
function randomOf(text: string): Random {
  let state = [...text].reduce((sum, character) => Math.imul(sum ^ character.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [all[at], all[other]] = [all[other] as Item, all[at] as Item];
  }
  return all;
}
