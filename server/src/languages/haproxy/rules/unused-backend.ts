import type { Analysis, Block } from '../../../engine/analysis.ts';
import { noted } from '../../../engine/names.ts';
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
    const mentions = mentionsIn(analysis);
    return backends.flatMap(({ name, line, start, end }) => {
      const block = analysis.blocks[analysis.blockAt(line)] as Block;
      if ((mentions.get(name) ?? 0) > 1 || holdsTable(block)) return [];
      return [
        { line, start, end, message: `Nothing in this file sends requests to backend '${name}' or speaks of it.` },
      ];
    });
  },
};

function isChosenLater({ text }: Analysis): boolean {
  return text.lines.some((line) => chosenLater.test(line.text));
}

function holdsTable(block: Block): boolean {
  return block.lines.some(({ text }) => /^\s*(stick-table|stick|dispatch|\.)/.test(text));
}

/** How often each name stands anywhere in the file outside comments, whatever it is there. */
function mentionsIn(analysis: Analysis): ReadonlyMap<string, number> {
  return noted(analysis.notes, 'haproxy/mentions', () => {
    const counts = new Map<string, number>();
    for (const { text } of analysis.text.lines) {
      const code = text.replace(/(^|\s)#.*$/, '');
      for (const [name] of code.matchAll(/[A-Za-z0-9_.:-]+/g)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  });
}
