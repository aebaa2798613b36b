import { type Rule, removeLine } from '../../../engine/rules.ts';
import { isNumeric, keyName, keyOf, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';
import { fieldsOf } from '../syntax.ts';

/** Keys whose default the table gives as plain numbers, which are those of every kernel it speaks of. */
export const equalsDefault: Rule = {
  id: 'sysctl/equals-default',
  title: 'The kernel has this value by itself',
  severity: 'information',
  tag: 'unnecessary',
  optIn: true,
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const { setting } = statement;
    const word = statement.words[0];
    if (!fact?.default || !setting || setting.uncertain || !word) return;
    if (!isNumeric(fact) || !takesValues(fact, host) || setting.fields.length !== fact.fields) return;
    const own = fieldsOf(fact.default).map(kernelNumber);
    if (own.length !== fact.fields || own.includes(undefined)) return;
    if (setting.fields.some((field, at) => kernelNumber(field) !== own[at])) return;
    return [
      {
        start: word.start,
        end: setting.end,
        message: `'${keyName(statement)}' is ${fact.default} by default: unless another file sets it, the line changes nothing.`,
        fixes: [{ title: 'Remove the line', safe: false, edits: [removeLine()] }],
      },
    ];
  },
};
