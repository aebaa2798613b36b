/** `headroom host import`: what programs of a host printed, as a headroom.json. */
import { writeFile } from 'node:fs/promises';
import { clipped } from '../../engine/nearest.ts';
import { hostFacts } from '../../host/fact-kinds.ts';
import { problemOf, readText } from '../../host/files.node.ts';
import { commandsFor, type Learned, learnFrom } from '../../host/import/learn.ts';
import { mergeProfile, type Replaced } from '../../host/import/merge.ts';
import { profileName, readProfile } from '../../host/profile.ts';
import { type OptionSpecs, readArguments } from '../arguments.ts';
import { commandHelp } from '../help.ts';
import { absolute } from '../inputs/find.ts';
import { exitCode, type Io, type Output, UsageError } from '../io.ts';
import { gatherTexts, textsOfThisMachine } from './texts.ts';

const specs = {
  'from-this-machine': { kind: 'flag', help: 'ask this machine; nothing on it is changed' },
  output: {
    kind: 'value',
    short: 'o',
    value: 'PATH|-',
    help: `the file that is written or added to, or - for standard output; ${profileName} where nothing is said`,
  },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

const usage = 'headroom host import [options] [FILE|FOLDER|-]…';
const about = `Reads what programs of a host printed and writes what it says into ${profileName}; comments and all else there stay.
Known are sysctl -a, /proc/meminfo, /proc/cmdline, /etc/os-release, nproc, lscpu, uname, getconf PAGESIZE, haproxy -vv and
systemctl show haproxy: each in a file of its own, or all in one text with the commands above them.
Exit code: 0 fine, 1 some outputs contradict each other, 2 wrong usage, nothing learned or a file that cannot be read.`;

export async function hostCommand([verb, ...args]: readonly string[], io: Io): Promise<number> {
  if (verb === '--help' || verb === '-h') {
    io.stdout.write(commandHelp(usage, about, specs));
    return exitCode.fine;
  }
  if (verb !== 'import') throw new UsageError(`headroom host knows 'import' only: ${usage}`);
  const { options, positionals } = readArguments(args, specs);
  if (options.help) {
    io.stdout.write(commandHelp(usage, about, specs));
    return exitCode.fine;
  }
  const own = options['from-this-machine'];
  if (positionals.length === 0 && !own)
    throw new UsageError(
      'name files with what programs of the host printed, - for standard input, or --from-this-machine',
    );
  return importHost(positionals, own, options.output ?? profileName, io);
}

async function importHost(given: readonly string[], own: boolean, output: string, io: Io): Promise<number> {
  const { texts, troubles } = await gatherTexts(given, io);
  for (const { path, problem } of troubles) io.stderr.write(`headroom: ${path}: ${problem}\n`);
  const learned = learnFrom([...(own ? await textsOfThisMachine() : []), ...texts]);
  const report = output === '-' ? io.stderr : io.stdout;
  for (const doubt of learned.doubts) io.stderr.write(`headroom: ${doubt}\n`);
  if (learned.facts.length === 0 && learned.conflicts.length === 0) {
    io.stderr.write('headroom: nothing was learned of a host\n');
    return exitCode.trouble;
  }
  const path = output === '-' ? undefined : absolute(io, output);
  const before = path === undefined ? undefined : await readText(path);
  if (before && 'problem' in before && !before.missing) return refused(io, output, before.problem);
  const source = before && 'text' in before ? before.text : undefined;
  const merged = mergeProfile(source, learned.facts);
  if ('problem' in merged) return refused(io, output, merged.problem);
  if (path === undefined) io.stdout.write(merged.text);
  else if (merged.text !== source) {
    try {
      await writeFile(path, merged.text);
    } catch (error) {
      return refused(io, output, problemOf(error, 'written').problem);
    }
  }
  print(report, output, merged.text, learned, merged.replaced);
  if (troubles.length > 0) return exitCode.trouble;
  return learned.conflicts.length > 0 ? exitCode.findings : exitCode.fine;
}

function refused(io: Io, output: string, problem: string): number {
  io.stderr.write(`headroom: ${output}: ${problem}\n`);
  return exitCode.trouble;
}

function print(out: Output, output: string, text: string, learned: Learned, replaced: readonly Replaced[]): void {
  const { facts, conflicts } = learned;
  const { host } = readProfile(profileName, text);
  const names = [...Object.keys(hostFacts).filter(isAsked), 'unit'];
  const missing = names.filter((name) => !(name in host) && !conflicts.some((conflict) => conflict.name === name));
  const width = Math.max(
    ...[...facts, ...conflicts].map(({ name }) => name.length),
    ...missing.map(({ length }) => length),
  );
  const row = (name: string, said: string) => out.write(`  ${name.padEnd(width)}  ${said}\n`);
  const was = new Map(replaced.map(({ name, before }) => [name, `, was ${clipped(before)}`]));
  out.write(`${output === '-' ? profileName : output}: ${facts.length} ${facts.length === 1 ? 'fact' : 'facts'}\n`);
  for (const { name, text, from } of facts) row(name, `${clipped(text)}${was.get(name) ?? ''}  (${from})`);
  for (const { name, said } of conflicts)
    row(name, `not taken: ${said.map(({ text, from }) => `${clipped(text)} (${from})`).join(', but ')}`);
  for (const name of missing) {
    const command = commandsFor[name as keyof typeof commandsFor];
    row(name, `unknown${command ? `; '${command}' tells it` : ''}`);
  }
}

/** What is expected of a host no program can tell. */
function isAsked(name: string): boolean {
  return hostFacts[name as keyof typeof hostFacts].part === 'host';
}
