/** What the command line that a unit starts the proxy with says to its capacity. */
import type { HostInput } from '../host/inputs.ts';
import type { ServiceUnit } from '../host/service-unit.ts';
import { startCommand } from '../host/start-command.ts';
import type { UnitWord } from '../host/unit-environment.ts';
import type { UnitModel } from './inputs.ts';
import { known, mostInt, type Place } from './quantity.ts';

type Started = Pick<UnitModel, 'masterWorker' | 'masterSockets' | 'maxconn' | 'memoryLimited'>;

/** Nothing where the unit does not say how it starts the proxy. */
export function startedWith(unit: ServiceUnit, inputs: readonly HostInput[]): Started {
  const command = startCommand(unit, inputs);
  if (!command) return {};
  const { options, masterWorker } = command;
  const number = (option: string) => {
    const word = options.get(option)?.at(-1);
    const digits = /^\d+/.exec(word?.text ?? '')?.[0];
    // What `atol` gives is kept in an `int`; a number that has no room there is none to rely on.
    return word && Number(digits) > 0 && Number(digits) <= mostInt ? { word, digits: digits as string } : undefined;
  };
  const maxconn = number('n');
  return {
    masterWorker,
    masterSockets: options.get('S')?.length ?? 0,
    ...(maxconn && {
      maxconn: known('-n', Number(maxconn.digits), 'connections', {
        from: `-n of ${maxconn.word.name} (${maxconn.word.from})`,
        ...placeOf(maxconn.word, maxconn.digits, inputs),
      }),
    }),
    ...(number('m') && { memoryLimited: true }),
  };
}

/** The columns of a number that an option has, in the lines of the assignment that says it; absent where it is written in several. */
function placeOf({ place }: UnitWord, digits: string, inputs: readonly HostInput[]): { readonly place?: Place } {
  const lines = inputs.find((input) => input.path === place?.path)?.text.split(/\r?\n/) ?? [];
  if (!place) return {};
  for (const pattern of [`(-n["']?\\s+["']?)${digits}(?!\\w)`, `((?<![\\w.-]))${digits}(?![\\w.])`]) {
    const found = assignmentLines(lines, place.line).flatMap(({ text, line }) =>
      Array.from(text.matchAll(new RegExp(pattern, 'g')), (match) => ({
        line,
        start: match.index + (match[1] as string).length,
      })),
    );
    const [only, ...more] = found;
    if (only && more.length === 0) return { place: { path: place.path, ...only, end: only.start + digits.length } };
  }
  return {};
}

/** A line and those behind it up to the next assignment or section. */
function assignmentLines(lines: readonly string[], first: number): readonly { text: string; line: number }[] {
  const length = lines.slice(first + 1).findIndex((text) => /^\s*(?:[A-Za-z_]\w*\s*=|\[|#|;|$)/.test(text));
  return lines
    .slice(first, length < 0 ? undefined : first + 1 + length)
    .map((text, at) => ({ text, line: first + at }));
}
