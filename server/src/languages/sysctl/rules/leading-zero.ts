import { type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import { formatCount, readBigInt } from '../../../engine/values/quantity.ts';
import { isNumeric, keyOf, takesValues } from '../kernel.ts';
import { kernelNumber, longestNumber } from '../kinds.ts';

/** A leading zero makes the number octal (base 0 of `simple_strtoul`), which hardly anybody means. */
export const leadingZero: Rule = {
  id: 'sysctl/leading-zero',
  title: 'A leading zero makes the number octal',
  severity: 'warning',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    if (!fact || !isNumeric(fact) || !takesValues(fact, host)) return;
    const reports: LineReport[] = [];
    for (const { role, start, end, text, uncertain } of statement.slots) {
      if (role !== 'value' || uncertain || text.length > longestNumber || !/^-?0[0-7]+$/.test(text)) continue;
      const octal = kernelNumber(text) as bigint;
      const decimal = text.replace(/^(-?)0+(?=\d)/, '$1');
      if (octal === readBigInt(decimal)) continue;
      reports.push({
        start,
        end,
        message: `The kernel reads ${text} as octal: the value is ${formatCount(octal)}, not ${formatCount(readBigInt(decimal))}.`,
        fixes: [
          { title: `Write ${decimal}`, safe: false, edits: [replace(start, end, decimal)] },
          { title: `Write ${octal}, today's value`, safe: true, edits: [replace(start, end, String(octal))] },
        ],
      });
    }
    return reports;
  },
};
