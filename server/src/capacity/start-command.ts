/** What the command line that a unit starts the proxy with says to its capacity (`init_args` in HAProxy's src/haproxy.c). */
import type { ServiceUnit } from '../host/service-unit.ts';
import type { UnitModel } from './inputs.ts';
import { known } from './quantity.ts';

type StartCommand = Pick<UnitModel, 'masterWorker' | 'masterSockets' | 'maxconn' | 'memoryLimited'>;

/** Nothing where the unit does not say how it starts the proxy. What a file of variables adds is not seen. */
export function startCommand({ settings }: ServiceUnit): StartCommand {
  const start = settings.get('ExecStart')?.at(-1);
  if (!start) return {};
  const variables = new Map(
    (settings.get('Environment') ?? []).flatMap(({ value }) =>
      quotedWords(value).map((each): [string, string] => {
        const sign = each.indexOf('=');
        return [each.slice(0, sign), each.slice(sign + 1)];
      }),
    ),
  );
  // A variable that is a word of its own stands for as many words as it holds.
  const words = quotedWords(start.value).flatMap((word) => {
    const name = /^\$(\w+)$/.exec(word)?.[1];
    return name === undefined ? [word] : (variables.get(name) ?? '').split(/\s+/);
  });
  const number = (option: string) => {
    const text = words[words.lastIndexOf(option) + 1];
    return words.includes(option) && /^\d+$/.test(text ?? '') ? Number(text) : 0;
  };
  const maxconn = number('-n');
  return {
    masterWorker: words.includes('-W') || words.includes('-Ws'),
    masterSockets: words.filter((word) => word === '-S').length,
    ...(maxconn > 0 && { maxconn: known('-n', maxconn, 'connections', { from: `-n of ExecStart (${start.from})` }) }),
    ...(number('-m') > 0 && { memoryLimited: true }),
  };
}

function quotedWords(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}
