import type { Analysis, Block } from '../../../engine/analysis.ts';
import { blockNote, fileNames } from '../../../engine/names.ts';
import type { Rule } from '../../../engine/rules.ts';
import { headersOf, isFragment } from '../proxies.ts';
import { isTemplate } from '../template.ts';

/** Whoever can name a backend elsewhere: an expression in `use_backend`, Lua, and the files of SPOE agents. */
const chosenLater = /^\s*(use_backend\s+\S*[%"$]|lua-load|filter\s+spoe)|\blua\./;

/**
 * A backend that nothing in the file mentions. Only where nobody could choose it otherwise: no expression names backends, no
 * Lua or SPOE agent runs, the file is not one of several, and the backend holds no table that others use or that a person reads.
 */
export const unusedBackend: Rule = {
  id: 'haproxy/unused-backend',
  title: 'No line sends requests to this backend',
  severity: 'information',
  tag: 'unnecessary',
  file({ analysis }) {
    const backends = headersOf(analysis).filter(({ kind }) => kind === 'backend');
    const kinds = new Set(analysis.blocks.map((block) => block.context.kind));
    if (backends.length === 0 || !(kinds.has('frontend') || kinds.has('listen'))) return [];
    if (isFragment(analysis) || isTemplate(analysis) || isChosenLater(analysis)) return [];
    const referred = new Set(fileNames(analysis, 'backend').references.map(({ it }) => it.name));
    return backends.flatMap(({ name, line, start, end }) => {
      const block = analysis.blocks[analysis.blockAt(line)] as Block;
      if (referred.has(name) || holdsTable(block) || isMentioned(analysis, block, name)) return [];
      return [
        { line, start, end, message: `Nothing in this file sends requests to backend '${name}' or speaks of it.` },
      ];
    });
  },
};

function isChosenLater(analysis: Analysis): boolean {
  return analysis.blocks.some((block) =>
    blockNote(analysis, block, 'haproxy/chosen-later', () => block.lines.some((line) => chosenLater.test(line.text))),
  );
}

function holdsTable(block: Block): boolean {
  return block.lines.some(({ text }) => /^\s*(stick-table|stick|dispatch|\.)/.test(text));
}

/** Whether a name stands anywhere outside comments but in the header of its own block, whatever it is there. */
function isMentioned(analysis: Analysis, own: Block, name: string): boolean {
  return analysis.blocks.some((block) =>
    (block === own ? wordsOf(block.lines.slice(1)) : wordsIn(analysis, block)).has(name),
  );
}

function wordsIn(analysis: Analysis, block: Block): ReadonlySet<string> {
  return blockNote(analysis, block, 'haproxy/words', () => wordsOf(block.lines));
}

function wordsOf(lines: Block['lines']): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { text } of lines) {
    for (const [word] of text.replace(/(^|\s)#.*$/, '').matchAll(/[A-Za-z0-9_.:-]+/g)) words.add(word);
  }
  return words;
}
