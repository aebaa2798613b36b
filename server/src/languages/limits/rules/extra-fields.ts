import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Word } from '../../../engine/syntax.ts';
import { formatCount, readBigInt } from '../../../engine/values/quantity.ts';
import { type LimitItem, limitItems, limitTypes } from '../facts/items.ts';
import { limitNumber } from '../kinds.ts';
import { meantValues } from '../meant.ts';
import { pamIsSince } from '../pam.ts';

/**
 * Up to 1.5 pam_limits reads four fields and looks no further. From 1.6.0 on the value is the whole rest of the line: of a
 * number still only the digits count, but `unlimited` with anything behind it is no keyword any more.
 */
export const extraFields: Rule = {
  id: 'limits/extra-fields',
  title: 'Something stands behind the value',
  severity: 'warning',
  problems: ['extra-fields'],
  problem({ start, end }, statement, { host }) {
    const { text, words, fact } = statement;
    const item = fact && limitItems.get(fact.name);
    const value = words[3];
    if (!item || !value) return undefined;
    const tail = text.slice(start, end);
    const special = secondLine(statement, start, end) ?? continuedNumber(value, tail, item, end);
    if (special) return { start, end, ...special };
    const keyword = limitNumber(value.text, item.name).value === 'unlimited' || item.name === 'nonewprivs';
    const recent = pamIsSince(host, '1.6.0');
    const fixes: readonly Fix[] = [
      { title: "Put '#' before it", safe: !keyword, edits: [replace(start, start, '# ')] },
    ];
    if (!keyword || recent === false) {
      return {
        start,
        end,
        message: `pam_limits does not look at '${clipped(tail)}': the value of ${item.name} is '${clipped(value.text)}'.`,
        fixes,
      };
    }
    const from = host.pam ? ` (${host.pam.value}, ${host.pam.from})` : '';
    return {
      start,
      end,
      severity: recent ? 'error' : 'warning',
      message: `From 1.6.0 on${from} pam_limits takes '${clipped(`${value.text} ${tail}`)}' as the value of ${item.name} and drops the line.`,
      fixes,
    };
  },
};

type Special = Pick<LineReport, 'message' | 'fixes'>;

/** `soft nofile 1024 hard nofile 4096`: two limits on one line. */
function secondLine({ text, words }: Statement, start: number, end: number): Special | undefined {
  const [domain, , , value] = words as readonly [Word, Word, Word, Word];
  const rest = words.slice(4);
  if (rest.length !== 3 && rest.length !== 4) return undefined;
  const [type, item] = rest.slice(-3) as [Word, Word];
  if (!limitTypes.get(type.text.toLowerCase()) || !limitItems.get(item.text.toLowerCase())) return undefined;
  const second = rest.length === 4 ? text.slice(start, end) : `${domain.text} ${text.slice(start, end)}`;
  return {
    message: `A line sets one limit: pam_limits does not look at '${clipped(text.slice(start, end))}'.`,
    fixes: [{ title: 'Make it a line of its own', safe: false, edits: [replace(value.end, end, `\n${second}`)] }],
  };
}

/** Characters of a number in several words that one may still read. */
const longestNumber = 40;

/** `64 GB` and `65 536`: a number with a blank inside. */
function continuedNumber(value: Word, tail: string, item: LimitItem, end: number): Special | undefined {
  if (value.text.length + tail.length > longestNumber || !/^\d+$/.test(value.text)) return undefined;
  const grouped = /^\d{1,3}$/.test(value.text) && /^\d{3}(?: \d{3})*$/.test(tail);
  const digits = `${value.text}${tail.replaceAll(' ', '')}`;
  const meant = grouped
    ? [{ value: digits, reading: `without blanks it is ${formatCount(readBigInt(digits))}` }]
    : meantValues(`${value.text}${tail}`, item);
  const first = meant[0];
  if (!first) return undefined;
  const unit = item.unit ? ` ${item.unit}` : '';
  return {
    message: `pam_limits reads '${value.text} ${tail}' as ${formatCount(readBigInt(value.text))}${unit}; ${first.reading}.`,
    fixes: meant.map((each) => ({
      title: `Change to ${each.value}`,
      safe: false,
      edits: [replace(value.start, end, each.value)],
    })),
  };
}
