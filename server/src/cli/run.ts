/** The command line: finds the command and runs it. */
import { nearest } from '../engine/nearest.ts';
import { reportCommand } from './capacity/command.ts';
import { checkCommand } from './check/command.ts';
import { compareCommand } from './compare/command.ts';
import { effectiveCommand } from './effective/command.ts';
import { explainCommand } from './explain.ts';
import { factsCommand } from './facts.ts';
import { type CommandSummary, overview } from './help.ts';
import { hostCommand } from './host/command.ts';
import { exitCode, type Io, UsageError } from './io.ts';
import { lspCommand } from './lsp.ts';
import { version } from './version.ts';

interface Command extends CommandSummary {
  run(args: readonly string[], io: Io): Promise<number>;
}

const commands: readonly Command[] = [
  { name: 'check', about: 'report what is wrong in files and folders, and fix it', run: checkCommand },
  { name: 'report', about: 'say whether a configuration fits its host, with the arithmetic', run: reportCommand },
  {
    name: 'effective',
    about: 'say which sysctl values are in force, or which limits a user gets',
    run: effectiveCommand,
  },
  { name: 'compare', about: 'say which sysctl values differ from those that run here', run: compareCommand },
  { name: 'host', about: 'describe a host in headroom.json from what its programs print', run: hostCommand },
  { name: 'explain', about: 'say what is known of a key, a keyword or a rule', run: explainCommand },
  { name: 'facts', about: 'print the tables of keys and keywords as JSON', run: factsCommand },
  { name: 'lsp', about: 'run the language server on standard input and output', run: lspCommand },
];

/**
 * Runs the command line.
 * @param argv the arguments behind the program's name
 * @returns the exit code: 0 fine, 1 findings, 2 wrong usage or something that could not be read
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`headroom: ${error.message}\n`);
    return exitCode.trouble;
  }
}

async function dispatch([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(overview(commands));
    return exitCode.fine;
  }
  if (name === '--version' || name === '-V') {
    io.stdout.write(`headroom ${version}\n`);
    return exitCode.fine;
  }
  if (name === undefined) {
    io.stderr.write(overview(commands));
    return exitCode.trouble;
  }
  if (name.startsWith('-'))
    throw new UsageError(`unknown option '${name}'; name a command first: headroom <command> --help`);
  const command = commands.find((each) => each.name === name);
  if (command) return command.run(args, io);
  const names = commands.map((each) => each.name);
  const near = nearest(name, names, 1)[0];
  throw new UsageError(
    `unknown command '${name}'; ${near ? `did you mean '${near}'?` : `known are ${names.join(', ')}`}`,
  );
}
