/** The items of limits.conf as plain data. */
import { type LimitItem, limitItems, limitTypes } from '../../languages/limits/facts/items.ts';
import { limits } from '../../languages/limits/language.ts';
import { type Catalogue, type Entry, isCurrent, sourceRow } from './catalogue.ts';

export const limitsCatalogue: Catalogue = {
  language: limits,
  kind: 'item',
  version: undefined,
  *entries() {
    for (const item of limitItems.all()) yield entryOf(item);
  },
  has: isCurrent,
  find(written) {
    const item = limitItems.get(written.toLowerCase());
    if (item) return [entryOf(item)];
    const type = limitTypes.get(written.toLowerCase());
    return type ? [{ fact: type, row: () => ({ type: type.name, source: sourceRow(type.source) }) }] : [];
  },
};

function entryOf(item: LimitItem): Entry {
  return {
    fact: item,
    row: () => ({
      item: item.name,
      rlimit: item.rlimit ?? null,
      unit: item.unit ?? null,
      keywords: item.keywords,
      ignoresType: item.ignoresType,
      lastMatchWins: item.lastMatchWins,
      default: item.default ?? null,
      since: item.since ?? null,
      until: item.until ?? null,
      source: sourceRow(item.source),
    }),
  };
}
