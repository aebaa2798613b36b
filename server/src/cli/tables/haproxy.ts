/** The keywords of haproxy.cfg as plain data. */
import type { Fact } from '../../engine/facts.ts';
import { signatureOf } from '../../features/describe.ts';
import { haproxy } from '../../languages/haproxy/language.ts';
import { type Catalogue, type Entry, isCurrent, sourceRow } from './catalogue.ts';

export const haproxyCatalogue: Catalogue = {
  language: haproxy,
  kind: 'keyword',
  version: 'haproxy',
  *entries() {
    for (const fact of haproxy.facts()) yield entryOf(fact);
  },
  has: isCurrent,
  find(written) {
    const name = written
      .replace(/\(.*$/, '')
      .replace(/^no\s+/, '')
      .toLowerCase();
    return [...haproxyCatalogue.entries()].filter((entry) => entry.fact.name === name);
  },
};

function entryOf(fact: Fact): Entry {
  return {
    fact,
    row: () => ({
      id: fact.id,
      name: fact.name,
      kind: fact.id.slice(0, fact.id.indexOf('/')),
      sections: fact.sections ?? null,
      signature: signatureOf(fact) ?? null,
      default: fact.default ?? null,
      since: fact.since ?? null,
      until: fact.until ?? null,
      deprecated: fact.deprecated ?? null,
      replacedBy: fact.replacedBy ?? null,
      source: sourceRow(fact.source),
    }),
  };
}
