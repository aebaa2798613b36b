/** The sections of a file by their names, as whoever looks for duplicates and for missing targets needs them. */
import type { Analysis } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blockNote, nameIndex, noted } from '../../engine/names.ts';

/** A section's header. */
export interface Header {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  /** Columns of the name. */
  readonly start: number;
  readonly end: number;
}

/** The headers that carry a name which is no placeholder, in the order of the file. */
export function headersOf(analysis: Analysis): readonly Header[] {
  return noted(analysis.notes, 'haproxy/headers', () =>
    analysis.blocks.flatMap((block, index) => {
      if (!block.headed || block.context.name === '') return [];
      const line = analysis.starts[index] as number;
      const word = blockNote(
        analysis,
        block,
        'haproxy/name',
        () => analysis.language.read(block.lines[0]?.text ?? '').words[1],
      );
      if (!word || word.uncertain) return [];
      return [{ kind: block.context.kind, name: word.text, line, start: word.start, end: word.end }];
    }),
  );
}

/**
 * The file beside the loaded ones that defines a name, where it may belong to the same configuration: of two files that both
 * have a `global` section each is a configuration of its own.
 */
export function nearbyDefinition(view: FileView, namespace: string, name: string): Analysis | undefined {
  const hasGlobal = (analysis: Analysis) => analysis.blocks.some((block) => block.context.kind === 'global');
  const complete = view.loaded.some(hasGlobal);
  return view.nearby.find((other) => nameIndex(other, namespace).defined.has(name) && !(complete && hasGlobal(other)));
}
