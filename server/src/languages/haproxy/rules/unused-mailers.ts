import { blocksWhere, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { type ProxySection, proxiesOf } from '../configuration.ts';
import { isConditional } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

const mailers = blocksWhere('haproxy/mailers', (_analysis, block) => block.context.kind === 'mailers' && block.headed);

/** The warning about a `mailers` section that HAProxy drops, because no running proxy sends alerts through it. */
export const unusedMailers: Rule = {
  id: 'haproxy/unused-mailers',
  title: 'Mailers that no proxy sends alerts through',
  severity: 'warning',
  file(view) {
    const { analysis } = view;
    const blocks = analysis.fold(mailers);
    if (blocks.size === 0 || isTemplate(analysis) || !view.whole) return [];
    const used = new Set(proxiesOf(view).flatMap(({ proxy }) => mailersOf(proxy) ?? []));
    if (used.has('')) return [];
    return placed(analysis, blocks).flatMap(({ block, first }): FileReport[] => {
      const { words } = analysis.language.read(block.lines[0]?.text ?? '');
      const name = words[1];
      if (!name || name.uncertain || used.has(name.text) || isConditional(analysis, first)) return [];
      const message = `No proxy sends alerts through mailers '${clipped(name.text)}': HAProxy drops the section.`;
      return [{ line: first, start: words[0]?.start ?? 0, end: name.end, message }];
    });
  },
};

/** The mailers of a proxy whose e-mail alerts are complete; an empty name where nobody can tell. */
function mailersOf(proxy: ProxySection): string | undefined {
  if (proxy.kind === 'defaults' || proxy.disabled) return undefined;
  const word = proxy.find('email-alert mailers')?.statement.words[2];
  if (!word || !proxy.find('email-alert from') || !proxy.find('email-alert to')) return undefined;
  return word.uncertain ? '' : word.text;
}
