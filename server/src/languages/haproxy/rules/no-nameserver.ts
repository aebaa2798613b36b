import { blocksWhere, placed } from '../../../engine/names.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

const idle = blocksWhere('haproxy/no-nameserver', (analysis, block) => {
  if (block.context.kind !== 'resolvers' || !block.headed) return false;
  const { facts } = analysis.blockSummary(block);
  return !facts.some((fact) => fact?.name === 'nameserver' || fact?.name === 'parse-resolv-conf');
});

/** The warning about resolvers that ask nobody. */
export const noNameserver: Rule = {
  id: 'haproxy/no-nameserver',
  title: 'Resolvers without a name server',
  severity: 'warning',
  file({ analysis }) {
    const blocks = analysis.fold(idle);
    if (blocks.size === 0 || isTemplate(analysis)) return [];
    return placed(analysis, blocks).flatMap(({ block, first }): FileReport[] => {
      if (block.lines.some((_line, at) => isConditional(analysis, first + at))) return [];
      const { words } = analysis.language.read(block.lines[0]?.text ?? '');
      const start = words[0]?.start ?? 0;
      const end = (words[1] ?? words[0])?.end ?? start;
      return [{ line: first, start, end, message: 'These resolvers ask no name server: every look-up fails.' }];
    });
  },
};
