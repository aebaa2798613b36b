/**
 * Holds Headroom against HAProxy's own verdicts and prints precision and recall: per version, per set, per kind of mutant.
 *   npm run parity -- [folder] [--versions 2.6,3.4] [--sets wild,mutants] [--kinds bad-port] [--show all|errors|missed|warnings]
 * A folder holds sets, each with `verdicts.jsonl`; without one it is the corpus beside the project.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus } from './parity/corpus.ts';
import { judge, type Verdict } from './parity/judge.ts';
import { printDisagreements, printTables, type Shown } from './parity/print.ts';
import { projectRoot, runAsProgram } from './process.ts';

const defaultVersions = '2.4,2.6,2.8,3.0,3.2,3.3,3.4,3.5-dev5';

export async function parity(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      versions: { type: 'string', default: defaultVersions },
      sets: { type: 'string' },
      kinds: { type: 'string' },
      show: { type: 'string' },
    },
  });
  const folder = resolve(positionals[0] ?? join(projectRoot, '../shared/corpus/haproxy'));
  if (!existsSync(folder)) throw new Error(`no folder of configurations with verdicts: ${folder}`);
  const kinds = values.kinds?.split(',');
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

runAsProgram(import.meta.url, () => parity(process.argv.slice(2)));
