import type { Rule } from '../../../engine/rules.ts';
import { isNumeric, keyName, keyOf, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

/** Keys that people set by their first fields on purpose, or whose number of fields depends on the machine. */
const leadingFieldsDo = new Set(['kernel.acct', 'kernel.printk', 'vm.lowmem_reserve_ratio']);

/** The kernel stores the fields it is given and leaves the others alone (`do_proc_dointvec` in kernel/sysctl.c). */
export const tooFewFields: Rule = {
  id: 'sysctl/too-few-fields',
  title: 'Fewer fields than the key has',
  severity: 'warning',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const { setting } = statement;
    if (!fact || !setting || setting.uncertain || !isNumeric(fact) || !takesValues(fact, host)) return;
    const given = setting.fields.length;
    if (given >= fact.fields || leadingFieldsDo.has(fact.id)) return;
    if (setting.fields.some((field) => kernelNumber(field) === undefined)) return;
    const names = (fact.params ?? []).map((param) => param.name);
    const left = names.slice(given).map((name) => `'${name}'`);
    return [
      {
        start: setting.start,
        end: setting.end,
        message:
          `'${keyName(statement)}' has ${fact.fields} fields (${names.join(', ')}) and the line gives ${given}: ` +
          `${left.join(' and ')} ${left.length === 1 ? 'stays' : 'stay'} as ${left.length === 1 ? 'it was' : 'they were'}.`,
      },
    ];
  },
};
