import { quotedList } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { isNumeric, keyName, keyOf, rangeOn, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

/** Sums of bits, and keys whose list of values is not all there is. */
const openLists = new Set([
  'kernel.numa_balancing',
  'kernel.sysrq',
  'net.ipv4.conf.<name>.arp_ignore',
  'net.ipv4.ip_dynaddr',
  'net.ipv4.tcp_fastopen',
  'net.ipv6.conf.<name>.accept_dad',
  'net.ipv6.conf.<name>.use_tempaddr',
  'vm.drop_caches',
  'vm.zone_reclaim_mode',
]);

/** The kernel stores the number, and its documentation gives it no meaning (the lists of the key table). */
export const undocumentedValue: Rule = {
  id: 'sysctl/undocumented-value',
  title: 'The kernel takes the number, but no meaning of it is documented',
  severity: 'warning',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const { setting } = statement;
    const place = statement.slots.find(({ role }) => role === 'value');
    if (!fact?.choices || !setting || setting.uncertain || !place || openLists.has(fact.id)) return;
    if (!isNumeric(fact) || !takesValues(fact, host)) return;
    const value = kernelNumber(place.text);
    if (value === undefined) return;
    const chosen = fact.choices.find((choice) => choice.value === String(value));
    const at = { start: place.start, end: place.end };
    if (chosen) {
      if (!/distribution|Ubuntu/.test(chosen.meaning)) return;
      const message = `'${keyName(statement)}' has ${value} only in the kernels of some distributions; others take it for the highest of their own.`;
      return [{ ...at, message, severity: 'information' }];
    }
    const { min, max } = rangeOn(host, fact);
    if ((min !== undefined && value < min) || (max !== undefined && value > max)) return;
    const known = quotedList(fact.choices.map((choice) => choice.value).sort((a, b) => Number(a) - Number(b)));
    return [
      {
        ...at,
        message: `'${keyName(statement)}' knows ${known}: ${formatCount(value)} is stored, and no meaning of it is documented.`,
      },
    ];
  },
};
