/** What a machine runs with beside what its files ask for, as a text for a person: itself a sysctl file. */
import type { FileView } from '../../../engine/file-view.ts';
import type { RunningMachine } from '../../../engine/running.ts';
import { filesBeside, headOf } from '../effective-text.ts';
import { placeText } from '../loaders/message-text.ts';
import { compareWithRunning, type Difference } from './compare.ts';

export async function comparisonText(view: FileView, machine: RunningMachine): Promise<string> {
  const { files, loader, named } = filesBeside(view);
  const { differences, same, unreadable, values } = await compareWithRunning(
    { files, loader, host: view.host },
    machine,
  );
  const title = (reader: string, count: string) => `This machine beside what ${reader} makes of ${count}.`;
  const differ = `${keys(differences.length)} ${differences.length === 1 ? 'differs' : 'differ'}`;
  const head = [
    ...headOf(view, title, values.read),
    `# ${differ}, ${keys(same.length)} ${same.length === 1 ? 'holds' : 'hold'} what the files say.`,
    ...unreadable.map((key) => `# The value of ${key} may not be read, so it is not compared.`),
  ];
  const parts = differences.map((each) => partOf({ ...each, winner: named(each.winner) }));
  return `${[head, ...parts].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function partOf({ key, configured, running, winner, reason }: Difference): readonly string[] {
  const here = running === undefined ? 'not here' : `running: ${running.replaceAll('\t', ' ').replaceAll('\n', ' ')}`;
  return [`# ${placeText(winner)}`, `# ${here}${reason ? ` (${reason})` : ''}`, `${key} = ${configured}`];
}

function keys(count: number): string {
  return `${count === 0 ? 'No' : count} ${count === 1 ? 'key' : 'keys'}`;
}
