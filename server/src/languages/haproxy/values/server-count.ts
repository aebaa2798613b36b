/** How many servers a `server-template` line makes (`_srv_parse_tmpl_range` in HAProxy's src/server.c). */
import type { ValueKind } from '../../../engine/values/kind.ts';

const leading = /^\s*[+-]?\d+/;

/** As `atoi` reads it. */
function read(text: string): number {
  return Number(leading.exec(text)?.[0] ?? 0) | 0;
}

const expected = 'how many servers there will be, or their numbers from and to, such as 1-10';

export const serverCount: ValueKind = {
  name: 'server-count',
  token: 'number',
  expects: () => expected,
  check(text) {
    const dash = text.indexOf('-');
    const low = dash < 0 ? 1 : read(text.slice(0, dash));
    const high = read(dash < 0 ? text : text.slice(dash + 1));
    if (high >= low) return [];
    const swapped = /^(\d+)-(\d+)$/.exec(text);
    return [
      {
        code: 'unknown-value',
        detail: expected,
        ...(swapped ? { suggestion: `${swapped[2]}-${swapped[1]}` } : {}),
      },
    ];
  },
};
