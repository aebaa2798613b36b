/** The servers of a section by their names, those that `server-template` makes included. */
import type { Analysis, Block } from '../../engine/analysis.ts';
import { blockNames, recentNote } from '../../engine/names.ts';

/** What one `server-template` line makes: servers called by the prefix and each number of the range. */
export interface Template {
  /** Counted from the section's header. */
  readonly line: number;
  /** Columns of the prefix. */
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
  readonly low: number;
  readonly high: number;
}

export interface Servers {
  /** Those written out. */
  readonly names: ReadonlySet<string>;
  readonly templates: readonly Template[];
  /** Some name is only known to the environment. */
  readonly uncertain: boolean;
}

export function serversOf(analysis: Analysis, block: Block): Servers {
  return recentNote(analysis, block, 'haproxy/servers', () => {
    const { definitions } = blockNames(analysis, block, 'server');
    const { facts } = analysis.blockSummary(block);
    const templates: Template[] = [];
    let uncertain = false;
    for (const places of definitions.values()) uncertain ||= places.some(({ it }) => it.uncertain);
    block.lines.forEach(({ text }, line) => {
      if (facts[line]?.name !== 'server-template') return;
      const [, prefix, count] = analysis.language.read(text).words;
      const range = rangeOf(count?.text ?? '');
      uncertain ||= prefix?.uncertain === true || count?.uncertain === true;
      if (!prefix || !range) return;
      const { text: name, start, end } = prefix;
      templates.push({ line, start, end, prefix: name, low: range[0], high: range[1] });
    });
    return { names: new Set(definitions.keys()), templates, uncertain };
  });
}

/** Whether a section has a server of this name, or may have one. */
export function mayHaveServer({ names, templates, uncertain }: Servers, name: string): boolean {
  return uncertain || names.has(name) || templates.some((template) => makes(template, name));
}

/** A name that two templates both make. */
export function commonName(one: Template, other: Template): string | undefined {
  const [short, long] = one.prefix.length <= other.prefix.length ? [one, other] : [other, one];
  if (!long.prefix.startsWith(short.prefix)) return undefined;
  const digits = long.prefix.slice(short.prefix.length);
  if (digits !== '' && !/^[1-9]\d*$/.test(digits)) return undefined;
  // What stands behind the longer prefix has some number of digits; with each, the two make ranges of numbers.
  for (let width = 1; width <= `${long.high}`.length; width++) {
    const from = Math.max(long.low, width === 1 ? 0 : 10 ** (width - 1));
    const to = Math.min(long.high, 10 ** width - 1);
    const base = Number(digits) * 10 ** width;
    const number = Math.max(short.low, base + from);
    if (from <= to && number <= Math.min(short.high, base + to)) return `${short.prefix}${number}`;
  }
  return undefined;
}

/** Whether a template makes a server of this name. */
export function makes({ prefix, low, high }: Template, name: string): boolean {
  if (!name.startsWith(prefix)) return false;
  const digits = name.slice(prefix.length);
  return /^(0|[1-9]\d*)$/.test(digits) && Number(digits) >= low && Number(digits) <= high;
}

/** The first and last number of `server-template name 5 …` and `server-template name 3-7 …`. */
export function rangeOf(count: string): readonly [low: number, high: number] | undefined {
  const found = /^(\d+)(?:-(\d+))?/.exec(count);
  if (!found) return undefined;
  const first = Number(found[1]);
  return found[2] === undefined ? [1, first] : [first, Number(found[2])];
}
