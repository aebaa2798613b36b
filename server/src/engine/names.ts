/** The name graph: who defines a name and who refers to it, per block and per file. */
import type { Analysis, At, Block } from './analysis.ts';
import type { Named } from './statement.ts';

/** Definitions and references of one namespace in one place, lines counted from the place's first. */
export interface Names {
  readonly definitions: ReadonlyMap<string, readonly At<Named>[]>;
  readonly references: readonly At<Named>[];
}

/** The names of a namespace in a block; worked out once per block. */
export function blockNames(analysis: Analysis, block: Block, namespace: string): Names {
  return blockNote(analysis, block, `names/${namespace}`, () => {
    const definitions = new Map<string, At<Named>[]>();
    const references: At<Named>[] = [];
    for (const at of analysis.blockSummary(block).names) {
      if (at.it.namespace !== namespace) continue;
      if (at.it.defines) append(definitions, at.it.name, at);
      else references.push(at);
    }
    return { definitions, references };
  });
}

/** The names of a namespace in a whole file, with the file's line numbers; worked out once per analysis. */
export function fileNames(analysis: Analysis, namespace: string): Names {
  return noted(analysis.notes, `names/${namespace}`, () => {
    const definitions = new Map<string, At<Named>[]>();
    const references: At<Named>[] = [];
    analysis.blocks.forEach((block, index) => {
      const first = analysis.starts[index] as number;
      const names = blockNames(analysis, block, namespace);
      for (const [name, places] of names.definitions)
        for (const at of places) append(definitions, name, { line: first + at.line, it: at.it });
      for (const at of names.references) references.push({ line: first + at.line, it: at.it });
    });
    return { definitions, references };
  });
}

/** Whether a template makes some line of the file, so that names may exist that nobody sees. */
export function isTemplated(analysis: Analysis): boolean {
  return analysis.blocks.some((block) => analysis.blockSummary(block).placeholder);
}

/** Something about the lines of one block and nothing else, worked out once per block. */
export function blockNote<T>(analysis: Analysis, block: Block, key: string, compute: () => T): T {
  return noted(analysis.blockSummary(block).notes, key, compute);
}

/** The value noted under a key, worked out the first time. */
export function noted<T>(notes: Map<string, unknown>, key: string, compute: () => T): T {
  if (notes.has(key)) return notes.get(key) as T;
  const value = compute();
  notes.set(key, value);
  return value;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
