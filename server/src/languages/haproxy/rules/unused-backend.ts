import type { Analysis, Block } from '../../../engine/analysis.ts';
import { blockNames, blocksWhere, nameIndex, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { isTemplate } from '../template.ts';

/** Whoever can name a backend elsewhere: an expression in `use_backend`, Lua, and the files of SPOE agents. */
const choosing = /^\s*(use_backend\s+\S*[%"$]|lua-load|filter\s+spoe)|\blua\./;

/**
 * A backend that nothing in the file mentions. Only where nobody could choose it otherwise: no expression names backends, no
 * Lua or SPOE agent runs, the file is not one of several, and the backend holds no table that others use or that a person reads.
 */
export const unusedBackend: Rule = {
  id: 'haproxy/unused-backend',
  title: 'No line sends requests to this backend',
  severity: 'information',
  advice: true,
  tag: 'unnecessary',
  file({ analysis, whole }) {
    const { idle, defined } = nameIndex(analysis, 'backend');
    if (idle.size === 0 || idle.size > tooMany || idle.size * analysis.text.lines.length > tooLong) return [];
    if (!whole || isTemplate(analysis)) return [];
    if (analysis.fold(chosenLater).size > 0 || !analysis.blocks.some(({ context }) => receiving.has(context.kind)))
      return [];
    const candidates = placed(analysis, new Set([...idle].flatMap((name) => defined.get(name) ?? [])));
    return candidates.flatMap(({ block, first }) => {
      const { kind, name } = block.context;
      const place =
        block.headed && kind === 'backend'
          ? blockNames(analysis, block, 'backend').definitions.get(name)?.[0]
          : undefined;
      if (!place || place.it.uncertain || holdsTable(block) || isMentioned(analysis, block, name)) return [];
      const message = `Nothing in this file sends requests to backend '${clipped(name)}' or speaks of it.`;
      return [{ line: first + place.line, start: place.it.start, end: place.it.end, message }];
    });
  },
};

const receiving = new Set(['frontend', 'listen']);
/** Where so many backends go without mention, something outside of the file chooses among them. */
const tooMany = 50;

/** Each of them is looked for on every line; beyond so many looks a person would wait. */
const tooLong = 1_000_000;

const chosenLater = blocksWhere('haproxy/chosen-later', (_analysis, block) =>
  block.lines.some(({ text }) => choosing.test(text)),
);

function holdsTable(block: Block): boolean {
  return block.lines.some(({ text }) => /^\s*(stick-table|stick|dispatch|\.)/.test(text));
}

/** Whether a name stands anywhere outside comments but in the header of its own block, whatever it is there. */
function isMentioned(analysis: Analysis, own: Block, name: string): boolean {
  const mentioning = analysis.fold(
    blocksWhere(`haproxy/mentions ${name}`, (_analysis, block) => mentions(block.lines, name)),
  );
  return mentioning.size > 1 || mentions(own.lines.slice(1), name);
}

function mentions(lines: Block['lines'], name: string): boolean {
  return lines.some(({ text }) => text.includes(name) && wordsOf(text).includes(name));
}

function wordsOf(line: string): readonly string[] {
  return line.replace(/(^|\s)#.*$/, '').match(/[A-Za-z0-9_.:-]+/g) ?? [];
}
