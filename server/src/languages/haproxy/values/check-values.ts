/** Values of health checks, as HAProxy's src/tcpcheck.c reads them. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { sample } from './sample.ts';

const none: readonly ValueProblem[] = [];

/** Binary data that a health check sends or expects (`parse_binary`). */
export const bytes: ValueKind = {
  name: 'bytes',
  token: 'string',
  expects: () => 'bytes in hexadecimal, two digits each',
  check(text) {
    const wrong = /[^0-9a-fA-F]/.exec(text)?.[0];
    if (wrong !== undefined) return [{ code: 'malformed', detail: `'${wrong}' is no hexadecimal digit` }];
    return text.length % 2 === 0 ? none : [{ code: 'malformed', detail: 'a byte is two hexadecimal digits' }];
  },
};

/** The port that a check connects to: a number, or an expression that gives one. */
export const checkPort: ValueKind = {
  name: 'check-port',
  token: 'number',
  expects: () => 'a port from 1 to 65535, or a sample expression',
  check(text) {
    if (!/^[\d+-]/.test(text)) return none;
    const port = Number(/^\d+$/.exec(text)?.[0] ?? 0);
    return port >= 1 && port <= 65_535
      ? none
      : [{ code: 'out-of-range', detail: 'a port from 1 to 65535, or a sample expression' }];
  },
  nested(words, spec, context, into) {
    if (!/^[\d+-]/.test(words[0]?.text ?? '')) sample.nested?.(words, spec, context, into);
  },
};

/** As `read_uint` reads them, to which no digits are 0: `-5` goes from 0 to 5, and behind a comma nothing has to stand. */
const status = /^(\d*)(?:-(\d*))?$/;

/** Statuses that a check takes for good: numbers and ranges. */
export const statusCodes: ValueKind = {
  name: 'status-codes',
  token: 'number',
  expects: () => 'status codes and ranges of them such as 200-299, with commas between them',
  check(text) {
    for (const piece of text.split(',')) {
      const [, low, high] = status.exec(piece) ?? [];
      if (low === undefined)
        return [{ code: 'malformed', detail: `'${piece.slice(0, 40)}' is no status code and no range of them` }];
      if (high !== undefined && Number(high) < Number(low))
        return [{ code: 'malformed', detail: `the range '${piece.slice(0, 40)}' ends before it starts` }];
    }
    return none;
  },
};
