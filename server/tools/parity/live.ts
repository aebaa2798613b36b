/** Cases made on the spot: configurations of the project and mutants of them, judged by a HAProxy that is at hand. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareVersions } from '../../src/engine/version.ts';
import { projectRoot } from '../process.ts';
import type { Case, Message, Outcome } from './corpus.ts';
import { type Check, check } from './haproxy.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

export interface LiveOptions {
  readonly binary: string;
  readonly version: string;
  /** The same seed makes the same mutants. */
  readonly seed: number;
  readonly perKind: number;
  readonly kinds?: readonly string[];
}

export interface Live {
  readonly cases: readonly Case[];
  /** Configurations that say of themselves that this version accepts them, and what it said instead. */
  readonly refused: readonly string[];
  /** Texts that HAProxy did not judge: it fell over, or stopped at something the machine lacks. */
  readonly undecided: number;
}

export interface OwnConfiguration {
  readonly name: string;
  readonly source: string;
  /** The first and the last version that accept it, as its first line says; undefined where it says nothing. */
  readonly since: string | undefined;
  readonly last: string | undefined;
}

/** The samples, and the configurations written for this comparison, each with `# accepted by: 2.6+` or `2.4-3.2` on top. */
export function ownConfigurations(): readonly OwnConfiguration[] {
  const samples = join(projectRoot, 'test/samples');
  const written = join(projectRoot, 'test/parity/configurations');
  return [
    ...readdirSync(samples, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => own(`samples/${name}`, join(samples, name, 'etc/haproxy/haproxy.cfg'))),
    ...readdirSync(written).map((name) => own(name, join(written, name))),
  ];
}

function own(name: string, path: string): OwnConfiguration {
  const source = readFileSync(path, 'utf8');
  const [, since, last] = /^# accepted by: (\d\.\d)(?:\+|-(\d\.\d))$/m.exec(source) ?? [];
  return { name, source, since, last };
}

/** Runs HAProxy over everything, as many at a time as there are processors, in a temporary folder that is gone at the end. */
export async function live({ binary, version, seed, perKind, kinds }: LiveOptions): Promise<Live> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-parity-'));
  try {
    const ask = (sources: readonly string[]) =>
      inParallel(sources, (source, at) => check(binary, source, join(folder, String(at))));
    const parents = ownConfigurations();
    const checks = await ask(parents.map(({ source }) => source));
    const byName = new Map(parents.map(({ name }, at) => [name, checks[at] as Check]));
    const accepted = parents.filter(({ name }) => byName.get(name)?.accepted);
    const mutants = mutantsOf(accepted, { seed, perKind, ...(kinds && { only: kinds }) });
    const results = await ask(mutants.map(({ source }) => source));
    const judged = mutants.flatMap((mutant, at) =>
      mutantCase(mutant, version, results[at] as Check, byName.get(mutant.parent) as Check),
    );
    const decided = parents.filter(({ name }) => !isUndecided(byName.get(name) as Check));
    return {
      cases: [
        ...decided.map(({ name, source }) => ownCase(name, source, version, byName.get(name) as Check)),
        ...judged,
      ],
      refused: decided
        .filter((each) => isFor(each, version) && !byName.get(each.name)?.accepted)
        .map(({ name }) => `${name}: ${byName.get(name)?.messages.find(({ severity }) => severity === 'ALERT')?.text}`),
      undecided: parents.length - decided.length + mutants.length - judged.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isFor({ since, last }: OwnConfiguration, version: string): boolean {
  return (
    since !== undefined &&
    compareVersions(version, since) >= 0 &&
    (last === undefined || compareVersions(version, last) <= 0)
  );
}

/** HAProxy fell over, or what it refuses is only what the machine lacks. */
function isUndecided({ crashed, accepted, messages }: Check): boolean {
  return crashed || (!accepted && !messages.some(({ severity }) => severity === 'ALERT'));
}

function ownCase(name: string, source: string, version: string, { accepted, messages }: Check): Case {
  const outcome = { accepted, rejected: !accepted, messages };
  return {
    set: 'own',
    file: name,
    source,
    before: [],
    kind: 'own',
    line: undefined,
    outcomes: new Map([[version, outcome]]),
  };
}

function mutantCase({ kind, parent, line, source }: Mutant, version: string, result: Check, before: Check): Case[] {
  if (isUndecided(result)) return [];
  const known = new Set(before.messages.map(gist));
  const messages = result.messages.filter((message) => !known.has(gist(message)));
  const outcome: Outcome = {
    accepted: result.accepted,
    rejected: !result.accepted,
    messages,
    standing: result.messages,
  };
  return [{ set: 'mutants', file: parent, source, before: [], kind, line, outcomes: new Map([[version, outcome]]) }];
}

/** A message without the numbers that move when a line is put in above. */
function gist({ severity, text }: Message): string {
  return `${severity} ${text.replace(/:\d+/g, ':').replace(/line \d+/g, 'line')}`;
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, worker: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (_: unknown, number: number) => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item, number);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
