/** `headroom effective`: the sysctl values that are in force once a loader has applied the files of a host. */
import { pathsBelow, procSys } from '../../host/running.node.ts';
import { effectiveValues } from '../../languages/sysctl/loaders/effective.ts';
import { messageText } from '../../languages/sysctl/loaders/message-text.ts';
import { loaderOf } from '../../languages/sysctl/order.ts';
import { commandHelp } from '../help.ts';
import { exitCode, type Io } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { askedKeys, readSysctlHost } from './sysctl-host.ts';
import { readSysctlOptions, sysctlSpecs } from './sysctl-options.ts';
import { sysctlJson, sysctlText } from './sysctl-report.ts';

const usage = 'headroom effective [options] [KEY…]';
const about = `Prints the sysctl values that are in force once a loader has applied the files of a host, and for each the line that
decides and those it overrides. The loader and the distribution are those that headroom.json names, else systemd and what
etc/os-release says. A KEY may be a glob.
Exit code: 0 evaluated, 2 wrong usage or a file that cannot be read.`;

export const sysctlHelp = commandHelp(usage, about, sysctlSpecs);

export async function sysctlEffective(args: readonly string[], io: Io): Promise<number> {
  const options = readSysctlOptions(args);
  if (!options) {
    io.stdout.write(sysctlHelp);
    return exitCode.fine;
  }
  const found = await readSysctlHost(options, io, (host) => loaderOf(host) ?? { program: 'systemd' });
  if (!found) return exitCode.trouble;
  const values = effectiveValues({ ...found, keys: await pathsBelow(found.root + procSys) });
  const isAsked = askedKeys(
    values.keys.map(({ key }) => key),
    options.keys,
    io,
  );
  const keys = values.keys.filter(({ key }) => isAsked(key));
  if (options.format === 'json') {
    for (const message of values.messages) io.stderr.write(`${messageText(message)}\n`);
    io.stdout.write(sysctlJson({ keys }));
  } else {
    io.stdout.write(sysctlText({ ...found, ...values, keys }, painterFor(io.stdout, io.env)));
  }
  return found.doubtful ? exitCode.trouble : exitCode.fine;
}
