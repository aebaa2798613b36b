import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cisRows, type HardeningRow, ksppRows } from '../../server/src/languages/sysctl/facts/hardening.ts';
import { rangeFor, sysctlKeys } from '../../server/src/languages/sysctl/facts/keys.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../server/src/languages/sysctl/rules/${name}.md`, import.meta.url), 'utf8');
const wantedOf = ({ value }: HardeningRow) => (typeof value === 'string' ? value : value({}));

describe('the keys of hardening guides', () => {
  for (const [name, rows] of Object.entries({ kspp: ksppRows, cis: cisRows })) {
    it(`${name}: exist, once each, and take what is wanted`, () => {
      assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
      for (const row of rows) {
        const fact = sysctlKeys.get(row.key);
        assert.equal(fact?.status, 'current', row.key);
        assert.equal(fact.readOnly, false, row.key);
        const { min, max } = rangeFor(fact);
        const value = BigInt(wantedOf(row));
        assert.ok((min === undefined || value >= min) && (max === undefined || value <= max), row.key);
      }
    });

    it(`${name}: stand on the page in the same order`, () => {
      const shown = [...page(name).matchAll(/^\| ([a-z][\w.]+\.\w+) \| (\d+)/gm)].map(
        ([, key, value]) => `${key} ${value}`,
      );
      assert.deepEqual(
        shown,
        rows.map((row) => `${row.key} ${wantedOf(row)}`),
      );
    });
  }

  it('cis: stand on the page with their sections', () => {
    for (const { key, sections } of cisRows) {
      const cells = page('cis').match(
        new RegExp(`^\\| ${key.replaceAll('.', '\\.')} \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|$`, 'm'),
      );
      assert.equal(cells?.[1], three(sections), key);
      assert.equal(cells?.[2], sections?.['debian-13'], key);
    }
  });
});

/** The cell of the three benchmarks that number alike. */
function three(sections: HardeningRow['sections']): string {
  const section = sections?.['debian-12'];
  assert.equal(section, sections?.['ubuntu-24.04']);
  if (section === undefined) return '–';
  return sections?.['rhel-9'] === section ? section : `${section} (not RHEL 9)`;
}
