/** `headroom compare`: the values that the sysctl files of a host ask for beside those that the kernel holds. It only reads. */
import { resolve } from 'node:path';
import { pathsBelow, procSys, runningBelow } from '../../host/running.node.ts';
import { presumedLoader } from '../../languages/sysctl/order.ts';
import { type Comparison, compareWithRunning } from '../../languages/sysctl/running/compare.ts';
import { readArguments } from '../arguments.ts';
import { askedKeys, folderProblem, readSysctlHost } from '../effective/sysctl-host.ts';
import { sysctlOptionsOf, sysctlSpecs } from '../effective/sysctl-options.ts';
import { commandHelp } from '../help.ts';
import { exitCode, type Io, UsageError } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { comparisonJson, comparisonText } from './report.ts';

const specs = {
  ...sysctlSpecs,
  proc: {
    kind: 'value',
    value: 'DIR',
    help: 'the folder that stands for /proc/sys; that of the root, else of this machine, where nothing is said',
  },
} as const;

const usage = 'headroom compare [options] [KEY…]';
const about = `Lists the sysctl keys that hold something else than the files of this machine ask for: what the files say, what the
kernel holds, which line decides, and why, where that can be told. Values are compared as the kernel reads them. Where nobody
says which loader applies the files, it is taken to be procps, as in the editor. Nothing is written. A KEY may be a glob.
Exit code: 0 nothing differs, 1 something does, 2 wrong usage or a file that cannot be read.`;

export async function compareCommand(args: readonly string[], io: Io): Promise<number> {
  const { options, positionals } = readArguments(args, specs);
  if (options.help) {
    io.stdout.write(commandHelp(usage, about, specs));
    return exitCode.fine;
  }
  const file = positionals.find((key) => key.endsWith('.conf'));
  if (file !== undefined)
    throw new UsageError(`'${file}' is no key; --root DIR names the folder whose files are compared`);
  const asked = sysctlOptionsOf(options, positionals);
  const found = await readSysctlHost(asked, io, presumedLoader);
  if (!found) return exitCode.trouble;
  const folder = await runningFolder(options.proc, found.root, io);
  const comparison = await compareWithRunning(found, runningBelow(folder));
  const { differences, same, unreadable } = comparison;
  const all = [...differences.map(({ key }) => key), ...same, ...unreadable];
  const shown = filtered(comparison, askedKeys(all, asked.keys, io));
  for (const key of shown.unreadable)
    io.stderr.write(`headroom: ${key}: its value may not be read, so it is not compared\n`);
  io.stdout.write(
    asked.format === 'json' ? comparisonJson(shown) : comparisonText(shown, found, painterFor(io.stdout, io.env)),
  );
  if (found.doubtful) return exitCode.trouble;
  return shown.differences.length > 0 ? exitCode.findings : exitCode.fine;
}

/** Where the values are read: throws a `UsageError` where there are none. */
async function runningFolder(given: string | undefined, root: string, io: Io): Promise<string> {
  if (given !== undefined) {
    const folder = resolve(io.cwd, given);
    const problem = given === '' ? 'needs a value: --proc DIR' : await folderProblem(folder);
    if (problem) throw new UsageError(given === '' ? `--proc ${problem}` : `--proc ${given}: ${problem}`);
    return folder;
  }
  const own = root + procSys;
  if ((await pathsBelow(own)).length > 0) return own;
  if ((await pathsBelow(procSys)).length > 0) return procSys;
  throw new UsageError('there is no /proc/sys here; --proc DIR names a folder that stands for it');
}

function filtered(comparison: Comparison, isAsked: (key: string) => boolean): Comparison {
  return {
    ...comparison,
    differences: comparison.differences.filter(({ key }) => isAsked(key)),
    same: comparison.same.filter(isAsked),
    unreadable: comparison.unreadable.filter(isAsked),
  };
}
