/** The keys of sysctl.conf as plain data. */
import { compareVersions } from '../../engine/version.ts';
import { rangeFor, type SysctlFact, sysctlKeys } from '../../languages/sysctl/facts/keys.ts';
import { canonicalKey } from '../../languages/sysctl/key.ts';
import { sysctl } from '../../languages/sysctl/language.ts';
import { type Catalogue, type Entry, isCurrent, sourceRow } from './catalogue.ts';

/** Keys that a kernel as it was released has, or had. */
const released = new Set(['current', 'noop', 'removed']);

export const sysctlCatalogue: Catalogue = {
  language: sysctl,
  kind: 'key',
  version: 'kernel',
  *entries() {
    for (const fact of sysctlKeys.all()) yield entryOf(fact);
  },
  has: (fact, version) => released.has(sysctlKeys.get(fact.id)?.status ?? '') && isCurrent(fact, version),
  find(written) {
    const fact = sysctlKeys.get(canonicalKey(written));
    return fact ? [entryOf(fact)] : [];
  },
};

function entryOf(fact: SysctlFact): Entry {
  return {
    fact,
    row(version) {
      const earlier =
        version === undefined ? undefined : fact.changes.find((change) => compareVersions(version, change.before) < 0);
      const { min, max } = rangeFor(fact, version);
      return {
        key: fact.id,
        status: fact.status,
        type: earlier?.type ?? fact.type ?? null,
        arity: fact.fields,
        min: numberOf(min),
        max: numberOf(max),
        unit: fact.unit ?? null,
        default: fact.default ?? null,
        since: fact.since ?? null,
        until: fact.until ?? null,
        replacedBy: fact.replacedBy ?? null,
        readonly: fact.readOnly,
        namespace: fact.namespace ?? null,
        module: fact.module ?? null,
        combination: fact.combine ?? null,
        source: sourceRow(fact.source),
      };
    },
  };
}

/** A number of JSON, or its digits where a reader would lose some of them. */
function numberOf(value: bigint | undefined): number | string | null {
  if (value === undefined) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
