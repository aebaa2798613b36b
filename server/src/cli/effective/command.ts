/** `headroom effective`: what is in force after all, by the programs' own reading. */
import type { Io } from '../io.ts';
import { UsageError } from '../io.ts';
import { limitsEffective } from './limits.ts';

export async function effectiveCommand(args: readonly string[], io: Io): Promise<number> {
  const isAbout = (option: string) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (isAbout('--user') || isAbout('--help') || isAbout('-h')) return limitsEffective(args, io);
  throw new UsageError('say for whom: headroom effective --user NAME FILES…');
}
