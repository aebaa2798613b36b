/** Colours for a terminal. */
import type { Severity } from '../../engine/rules.ts';
import type { Io, Output } from '../io.ts';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

export type Paint = (style: Style, text: string) => string;

export const styleOf: Readonly<Record<Severity, Style>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'cyan',
};

/** Paints on a terminal, unless NO_COLOR says otherwise; FORCE_COLOR paints anywhere and comes before both. */
export function painterFor(output: Output, env: Io['env']): Paint {
  const forced = env.FORCE_COLOR;
  const wanted = forced
    ? forced !== '0' && forced !== 'false'
    : output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return wanted ? (style, text) => `\x1b[${codes[style][0]}m${text}\x1b[${codes[style][1]}m` : (_, text) => text;
}
