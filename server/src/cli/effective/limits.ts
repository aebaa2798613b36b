/** `headroom effective --user`: the limits a user gets from the files of limits.conf, as pam_limits reads them. */
import { evaluateLimits } from '../../languages/limits/evaluate.ts';
import { usualOutcome } from '../../languages/limits/outcome-table.ts';
import { commandHelp } from '../help.ts';
import { exitCode, type Io, UsageError } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { findLimitsFiles } from './limits-files.ts';
import { limitsSpecs, readLimitsOptions } from './limits-options.ts';
import { limitsJson, limitsText } from './limits-report.ts';

const usage = 'headroom effective --user NAME [options] FILES…';
const about = `Prints the limits that a user gets at a login, and what pam_limits logs, from limits.conf and limits.d: files, or a folder
such as /etc/security. What is the same with an empty limits.conf is left out.
Exit code: 0 evaluated, whether the login is refused or not, 2 wrong usage or a file that cannot be read.`;

export const limitsHelp = commandHelp(usage, about, limitsSpecs);

export async function limitsEffective(args: readonly string[], io: Io): Promise<number> {
  const options = readLimitsOptions(args);
  if (!options) {
    io.stdout.write(limitsHelp);
    return exitCode.fine;
  }
  const { login, members, paths, format } = options;
  if (paths.length === 0) throw new UsageError(`name files or folders: ${usage}`);
  const { files, ignored, troubles } = await findLimitsFiles(paths, io);
  for (const { path, problem } of troubles) io.stderr.write(`headroom: ${path}: ${problem}\n`);
  if (troubles.length > 0) return exitCode.trouble;
  for (const path of ignored)
    io.stderr.write(`headroom: ${path}: not read; pam_limits takes what ends in .conf and begins with no full stop\n`);
  const unknown = new Set<string>();
  const outcome = evaluateLimits(files, {
    ...login,
    isMember: (user, group) => {
      const known = members.get(group);
      if (!known && user !== login.user.name) unknown.add(group);
      return user === login.user.name || (known?.has(user) ?? true);
    },
  });
  for (const group of unknown)
    io.stderr.write(
      `headroom: everybody logged in counts as a member of ${group}; --members ${group}=USER,… says who is\n`,
    );
  const shown = { outcome, usual: usualOutcome(login), login };
  io.stdout.write(format === 'json' ? limitsJson(shown) : limitsText(shown, painterFor(io.stdout, io.env)));
  return exitCode.fine;
}
