/**
 * Holds Headroom against HAProxy's own verdicts and prints precision and recall: per version, per set, per kind of mutant.
 *
 *   npm run parity -- --live [BINARY] [--seed 1] [--per-kind 40] [--kinds bad-port] [--show all|errors|missed|warnings]
 *     asks a HAProxy (the one on PATH) about the project's own configurations and mutants of them, prints every disagreement and
 *     fails when there is a false error or a missed rejection that `parity/exceptions.ts` does not explain
 *   npm run parity -- [FOLDER] [--versions 2.6,3.4] [--sets wild,mutants] [--kinds bad-port] [--show …]
 *     compares with recorded verdicts: a folder holds sets, each with `verdicts.jsonl`; without one it is the corpus beside the
 *     project
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus } from './parity/corpus.ts';
import { disagreementsOf } from './parity/exceptions.ts';
import { versionOf } from './parity/haproxy.ts';
import { judge, type Verdict } from './parity/judge.ts';
import { live } from './parity/live.ts';
import { printDisagreements, printTables, type Shown } from './parity/print.ts';
import { findOnPath, projectRoot, runAsProgram } from './process.ts';

const defaultVersions = '2.4,2.6,2.8,3.0,3.2,3.3,3.4,3.5-dev5';

async function parity(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      live: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      'per-kind': { type: 'string', default: '40' },
      versions: { type: 'string', default: defaultVersions },
      sets: { type: 'string' },
      kinds: { type: 'string' },
      show: { type: 'string' },
    },
  });
  const kinds = values.kinds?.split(',');
  if (values.live) {
    const binary = positionals[0] ?? findOnPath('haproxy');
    if (binary === undefined)
      throw new Error('there is no haproxy on PATH: name one, `npm run parity -- --live BINARY`');
    const options = { seed: Number(values.seed), perKind: Number(values['per-kind']), ...(kinds && { kinds }) };
    await compareLive(resolve(binary), options, (values.show ?? 'all') as Shown);
    return;
  }
  const folder = resolve(positionals[0] ?? join(projectRoot, '../shared/corpus/haproxy'));
  if (!existsSync(folder)) throw new Error(`no folder of configurations with verdicts: ${folder}`);
  const cases = readCorpus(folder, values.sets?.split(',')).filter(({ kind }) => !kinds || kinds.includes(kind));
  if (cases.length === 0) throw new Error(`nothing to compare in ${folder}`);
  const verdicts: Verdict[] = [];
  for (const version of values.versions.split(',')) {
    for (const each of cases) {
      const verdict = await judge(each, version);
      if (verdict) verdicts.push(verdict);
    }
  }
  if (values.show) printDisagreements(verdicts, values.show as Shown);
  printTables(verdicts);
}

async function compareLive(
  binary: string,
  options: { readonly seed: number; readonly perKind: number; readonly kinds?: readonly string[] },
  shown: Shown,
): Promise<void> {
  const version = await versionOf(binary);
  const { cases, refused, undecided } = await live({ binary, version, ...options });
  const verdicts = (await Promise.all(cases.map((each) => judge(each, version)))).filter((each) => each !== undefined);
  printDisagreements(verdicts, shown);
  printTables(verdicts);
  const wrong = disagreementsOf(verdicts);
  console.log(`\n${binary}: HAProxy ${version}, seed ${options.seed}: ${verdicts.length} configurations compared`);
  if (undecided > 0) console.log(`${undecided} left out: HAProxy fell over, or lacked something on this machine`);
  for (const each of refused) console.log(`not accepted, though its first line says so: ${each}`);
  console.log(`${wrong.length} disagreements that nothing explains`);
  if (wrong.length + refused.length > 0) process.exitCode = 1;
}

runAsProgram(import.meta.url, () => parity(process.argv.slice(2)));
