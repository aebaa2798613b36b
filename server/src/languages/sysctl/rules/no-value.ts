import { type Rule, removeLine } from '../../../engine/rules.ts';
import { isNumeric, keyName, keyOf, refusal, takesValues } from '../kernel.ts';

/** Numbers cannot be empty; texts and port lists can, an empty value clears them. */
export const noValue: Rule = {
  id: 'sysctl/no-value',
  title: 'A number is missing behind the equals sign',
  severity: 'error',
  problems: ['no-value'],
  problem({ start, end }, statement, { host }) {
    const fact = keyOf(statement);
    if (!fact || !isNumeric(fact) || !takesValues(fact, host)) return;
    const default_ = fact.default && /^\d+$/.test(fact.default) ? ` The kernel's default is ${fact.default}.` : '';
    return {
      start,
      end,
      severity: refusal(fact),
      message: `'${keyName(statement)}' has no value: the kernel refuses an empty one (EINVAL) and keeps what it has.${default_}`,
      fixes: [{ title: 'Remove the line', safe: true, edits: [removeLine()] }],
    };
  },
};
