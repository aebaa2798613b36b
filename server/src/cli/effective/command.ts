/** `headroom effective`: what is in force after all, by the programs' own reading. */
import { exitCode, type Io } from '../io.ts';
import { limitsEffective, limitsHelp } from './limits.ts';
import { sysctlEffective, sysctlHelp } from './sysctl.ts';

export async function effectiveCommand(args: readonly string[], io: Io): Promise<number> {
  const isAbout = (option: string) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (isAbout('--user')) return limitsEffective(args, io);
  if (!isAbout('--help') && !isAbout('-h')) return sysctlEffective(args, io);
  io.stdout.write(`${limitsHelp}\n${sysctlHelp}`);
  return exitCode.fine;
}
