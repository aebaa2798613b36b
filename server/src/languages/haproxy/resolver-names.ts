/** Names of `resolvers` sections in the parentheses of `do-resolve(variable,resolvers,family)`. */

import type { Analysis, At, Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../engine/marks.ts';
import { blockNote, placed } from '../../engine/names.ts';
import type { Named } from '../../engine/statement.ts';
import { isConditional } from './preprocessor.ts';
import { isDefined, type Reference } from './references.ts';

/** The actions that name resolvers which no loaded file has. */
export function resolversOfActions(view: FileView): readonly Reference[] {
  const { analysis } = view;
  return placed(analysis, analysis.fold(resolving)).flatMap(({ block, first }) =>
    namesIn(analysis, block).flatMap(({ line, it }) =>
      isDefined(view, 'resolvers', it.name) || isConditional(analysis, first + line)
        ? []
        : [{ block, first, line: first + line, it }],
    ),
  );
}

const resolving = markedWhere(
  'haproxy/resolving',
  'do-resolve',
  (analysis, block) => namesIn(analysis, block).length > 0,
);

function namesIn(analysis: Analysis, block: Block): readonly At<Named>[] {
  return blockNote(analysis, block, 'haproxy/resolving', () =>
    linesMarked(analysis, block, 'do-resolve').flatMap(({ line, text }) => {
      const it = nameIn(analysis, text);
      return it ? [{ line, it }] : [];
    }),
  );
}

function nameIn(analysis: Analysis, text: string): Named | undefined {
  const word = analysis.language.read(text).words.find((each) => each.text.startsWith('do-resolve('));
  // Quotes and escapes move the columns; nobody writes them here.
  if (!word || word.uncertain || word.end - word.start !== word.text.length) return undefined;
  const from = word.text.indexOf(',') + 1;
  const found = from > 0 ? /^[^,()]*/.exec(word.text.slice(from))?.[0] : undefined;
  if (!found) return undefined;
  const start = word.start + from;
  return { namespace: 'resolvers', name: found, defines: false, start, end: start + found.length, uncertain: false };
}
