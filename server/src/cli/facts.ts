/** `headroom facts`: the tables as JSON, for tests and other tools. */
import { isVersion } from '../engine/version.ts';
import { choiceOf, type OptionSpecs, readArguments } from './arguments.ts';
import { commandHelp } from './help.ts';
import { exitCode, type Io, UsageError } from './io.ts';
import type { Catalogue } from './tables/catalogue.ts';
import { catalogues } from './tables/index.ts';

const ids = catalogues.map((catalogue) => catalogue.language.id);

const specs = {
  format: { kind: 'value', value: 'json', help: 'the only format' },
  language: { kind: 'value', value: ids.join('|'), help: 'only the facts of this language' },
  haproxy: { kind: 'value', value: 'V', help: 'only the keywords that this version of HAProxy has' },
  kernel: {
    kind: 'value',
    value: 'V',
    help: 'only the keys that this version of the Linux kernel has, with its types and ranges',
  },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

export async function factsCommand(args: readonly string[], io: Io): Promise<number> {
  const { options, positionals } = readArguments(args, specs);
  if (options.help) {
    io.stdout.write(
      commandHelp('headroom facts [options]', 'Prints every key and keyword that is known, by language.', specs),
    );
    return exitCode.fine;
  }
  if (positionals.length > 0) throw new UsageError(`facts takes no arguments, but got '${positionals[0]}'`);
  choiceOf('--format', options.format, ['json']);
  const only = choiceOf('--language', options.language, ids);
  const versions = { haproxy: options.haproxy, kernel: options.kernel };
  for (const [name, version] of Object.entries(versions)) {
    if (version !== undefined && !isVersion(version)) throw new UsageError(`--${name}: '${version}' is no version`);
  }
  const document: Record<string, unknown> = { version: 1 };
  for (const catalogue of catalogues) {
    if (only !== undefined && catalogue.language.id !== only) continue;
    document[catalogue.language.id] = await rowsOf(catalogue, catalogue.version && versions[catalogue.version]);
  }
  io.stdout.write(`${JSON.stringify(document, undefined, 1)}\n`);
  return exitCode.fine;
}

async function rowsOf(catalogue: Catalogue, version: string | undefined): Promise<readonly object[]> {
  const prose = await catalogue.language.prose();
  const rows: object[] = [];
  for (const entry of catalogue.entries()) {
    if (version !== undefined && !catalogue.has(entry.fact, version)) continue;
    rows.push({ ...entry.row(version), prose: Object.hasOwn(prose, entry.fact.id) });
  }
  return rows;
}
