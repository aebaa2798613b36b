/** Every key of public sysctl files is one that the table has a word for. The files are no part of the project and may be absent. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { type SysctlFact, sysctlKeys } from '../../server/src/languages/sysctl/facts/keys.ts';
import { canonicalKey, isGlob } from '../../server/src/languages/sysctl/key.ts';
import { procpsPath } from '../../server/src/languages/sysctl/loaders/paths.ts';
import { treeOfFacts } from '../../server/src/languages/sysctl/loaders/tree.ts';
import { meantKey } from '../../server/src/languages/sysctl/meant.ts';
import { readLine } from '../../server/src/languages/sysctl/syntax.ts';
import { shared } from '../harness/shared.ts';

type Class = 'current' | 'removed' | 'renamed' | 'vendor' | 'pattern' | 'typo';

function classOf(written: string): Class | undefined {
  const key = canonicalKey(written);
  const fact = sysctlKeys.get(key);
  if (fact) return classes(fact);
  if (isGlob(key)) return treeOfFacts({}).glob(procpsPath(written)).length > 0 ? 'pattern' : undefined;
  return meantKey(written) ? 'typo' : undefined;
}

function classes({ status, replacedBy }: SysctlFact): Class {
  if (status === 'current' || status === 'noop') return 'current';
  if (status === 'never-existed') return 'typo';
  if (status === 'vendor') return 'vendor';
  return replacedBy === undefined ? 'removed' : 'renamed';
}

const folder = join(shared, 'corpus/sysctl');
const frequencies = join(shared, 'corpus/sysctl-key-frequency.tsv');

test('every key that public sysctl files set is current, removed, renamed, a vendor’s, a pattern or a typo', (t) => {
  if (!existsSync(folder)) return t.diagnostic('there are no public files here: nothing to look at');
  const keys = readdirSync(folder)
    .filter((name) => name.endsWith('.conf'))
    .flatMap((name) => Text.of(readFileSync(join(folder, name), 'utf8')).lines)
    .filter(({ text }) => text.includes('='))
    .flatMap(({ text }) => readLine(text).words[0]?.text ?? [])
    // A line of a log that somebody kept in such a file.
    .filter((key) => /^[\w./*-]+$/.test(key));
  check(t, keys, 1200);
});

test('so is every key that was counted in more of them', (t) => {
  if (!existsSync(frequencies)) return t.diagnostic('there are no counts here: nothing to look at');
  const rows = readFileSync(frequencies, 'utf8').trim().split('\n').slice(1);
  check(
    t,
    rows.map((row) => row.split('\t', 1)[0] as string),
    700,
  );
});

function check(t: { diagnostic(message: string): void }, keys: readonly string[], least: number): void {
  assert.ok(keys.length >= least, `${keys.length} keys`);
  const counts = new Map<string, number>();
  const none: string[] = [];
  for (const key of keys) {
    const found = classOf(key);
    if (found) counts.set(found, (counts.get(found) ?? 0) + 1);
    else none.push(key);
  }
  assert.deepEqual(none, []);
  t.diagnostic([...counts].map(([name, count]) => `${count} ${name}`).join(', '));
}
