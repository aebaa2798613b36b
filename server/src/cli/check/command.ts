/** `headroom check`. */
import { commandHelp } from '../help.ts';
import { exitCode, type Io } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { reportGithub } from '../report/github.ts';
import { reportJson } from '../report/json.ts';
import { reportJunit } from '../report/junit.ts';
import { reportSarif } from '../report/sarif.ts';
import { reportText } from '../report/text.ts';
import { check } from './check.ts';
import { unifiedDiff } from './diff.ts';
import { checkSpecs, type Format, readCheckOptions } from './options.ts';
import { type CheckResult, fails, type Reporter } from './result.ts';

const usage = 'headroom check [options] [paths…]';
const about = `Checks files and the configurations in folders; the current folder where no path is given, standard input for '-'.
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or an input that cannot be read.`;

/** Width of an excerpt where the output is no terminal. */
const plainWidth = 120;

export async function checkCommand(args: readonly string[], io: Io): Promise<number> {
  const options = readCheckOptions(args);
  if (!options) {
    io.stdout.write(commandHelp(usage, about, checkSpecs));
    return exitCode.fine;
  }
  const result = await check(options, io);
  for (const note of result.notes) io.stderr.write(`headroom: ${note}\n`);
  if (options.fix === 'show') showChanges(result, io);
  else io.stdout.write(await reporterFor(options.format, io)(result));
  if (result.troubles.length > 0) return exitCode.trouble;
  return result.files.some((file) => file.findings.some((finding) => fails(finding.severity, result.failOn)))
    ? exitCode.findings
    : exitCode.fine;
}

function reporterFor(format: Format, { stdout, env }: Io): Reporter {
  if (format === 'text')
    return (result) => reportText(result, painterFor(stdout, env), Math.max(40, stdout.columns ?? plainWidth));
  return { json: reportJson, sarif: reportSarif, github: reportGithub, junit: reportJunit }[format];
}

/** Nothing but the diff goes to standard output, so that it can be handed to `patch`. */
function showChanges({ changes, fixes, troubles }: CheckResult, io: Io): void {
  for (const { shown, before, after } of changes) io.stdout.write(unifiedDiff(shown, before, after));
  for (const { path, message, line } of troubles)
    io.stderr.write(`headroom: ${path}${line === undefined ? '' : `:${line + 1}`}: ${message}\n`);
  io.stderr.write(
    `headroom: ${fixes} safe ${fixes === 1 ? 'fix' : 'fixes'}, ${changes.length} changed ${changes.length === 1 ? 'file' : 'files'}\n`,
  );
}
