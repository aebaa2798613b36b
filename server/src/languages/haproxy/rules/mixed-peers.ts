import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import { blockNote, blocksWhere, placed } from '../../../engine/names.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { isConditional } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

/**
 * A peers section that says both with `peer` and with `bind` where HAProxy itself listens: its lines are of the one kind or of
 * the other (`cfg_parse_peers` in HAProxy's src/cfgparse.c).
 */
export const mixedPeers: Rule = {
  id: 'haproxy/mixed-peers',
  title: 'A peers section with both peer and bind lines',
  severity: 'error',
  file({ analysis }) {
    const mixed = analysis.fold(withBoth);
    if (mixed.size === 0 || isTemplate(analysis)) return [];
    return placed(analysis, mixed).flatMap(({ block, first }) => {
      const lines = mixedLines(analysis, block).filter(({ line }) => !isConditional(analysis, first + line));
      const [earliest] = lines;
      const other = lines.find(({ it }) => it.text !== earliest?.it.text);
      if (!earliest || !other) return [];
      const { start, end } = other.it;
      const at = first + earliest.line;
      const advice = "say 'server' in the place of 'peer'.";
      const message = `Beside '${earliest.it.text}' on line ${at + 1} HAProxy takes no '${other.it.text}' in a peers section: ${advice}`;
      const place = { line: at, start: earliest.it.start, end: earliest.it.end, message: 'the first one' };
      return [{ line: first + other.line, start, end, message, related: [place] } satisfies FileReport];
    });
  },
};

/** The `peer` and `bind` lines of a section that has both. */
function mixedLines(analysis: Analysis, block: Block): readonly At<Word>[] {
  return blockNote(analysis, block, 'haproxy/mixed-peers', () => {
    const { facts } = analysis.blockSummary(block);
    const has = (name: string) => facts.some((fact) => fact?.id === `directive/peers/${name}`);
    if (!has('peer') || !has('bind')) return [];
    return block.lines.flatMap(({ text }, line) => {
      const name = facts[line]?.name;
      const it = name === 'peer' || name === 'bind' ? analysis.language.read(text).words[0] : undefined;
      return it ? [{ line, it }] : [];
    });
  });
}

const withBoth = blocksWhere(
  'haproxy/mixed-peers',
  (analysis, block) => block.context.kind === 'peers' && mixedLines(analysis, block).length > 0,
);
