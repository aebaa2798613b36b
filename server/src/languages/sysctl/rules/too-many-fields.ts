import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { inlineComment } from '../inline-comment.ts';
import { isNumeric, keyName, keyOf, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

/** The kernel stops reading after the last field it wants, whatever stands behind a blank. */
export const tooManyFields: Rule = {
  id: 'sysctl/too-many-fields',
  title: 'More fields than the key has',
  severity: 'warning',
  tag: 'unnecessary',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const { setting, words } = statement;
    if (!fact || !setting || setting.uncertain || !isNumeric(fact) || !takesValues(fact, host)) return;
    // The number of fields is known only where the parser is.
    if (fact.type === 'number' || fact.id === 'vm.lowmem_reserve_ratio') return;
    const first = words[fact.fields + 1];
    const last = words[words.length - 1];
    const before = words[fact.fields];
    if (!first || !last || !before || inlineComment(statement)) return;
    if (words.slice(1, fact.fields + 1).some((word) => kernelNumber(word.text) === undefined)) return;
    const rest = statement.text.slice(first.start, last.end);
    const why =
      rest === '\\'
        ? `A line does not go on in the next one: the kernel ignores the '\\'.`
        : `'${keyName(statement)}' has ${fact.fields === 1 ? 'one field' : `${fact.fields} fields`}: the kernel ignores '${clipped(rest)}'.`;
    return [
      {
        start: first.start,
        end: last.end,
        message: why,
        fixes: [{ title: `Remove '${clipped(rest)}'`, safe: true, edits: [replace(before.end, last.end, '')] }],
      },
    ];
  },
};
