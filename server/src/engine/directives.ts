/**
 * Directives in comments: `headroom: ignore <rule>… -- reason`, `headroom: ignore-file <rule>… -- reason` and
 * `headroom: host memory=4GiB kernel=6.1`.
 */
import { type Host, readHostFact, withFacts } from '../host/facts.ts';
import type { LineSyntax } from './syntax.ts';

export interface Directive {
  readonly kind: 'ignore' | 'ignore-file' | 'host' | 'invalid';
  /** Columns of the directive, from `headroom:` on. */
  readonly start: number;
  readonly end: number;
  /** Rules that are ignored. */
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  /** Stands on a line of its own and so speaks of the next statement. */
  readonly ownLine: boolean;
  readonly host: Host;
  /** What is wrong with it. */
  readonly problem: string | undefined;
}

const mark = 'headroom:';
/** Where the facts of a file's own directive come from. */
export const hostOrigin = '# headroom: host';

/** Whether a line may hold a directive at all; cheap. */
export function mayHoldDirective(line: string): boolean {
  return line.includes(mark);
}

/** The directive in a line's comment, if there is one. */
export function readDirective(line: string, syntax: LineSyntax): Directive | undefined {
  if (syntax.comment < 0) return undefined;
  const comment = line.slice(syntax.comment);
  if (!/^[#;]\s*headroom:/.test(comment)) return undefined;
  const start = line.indexOf(mark, syntax.comment);
  const end = line.trimEnd().length;
  const place = { start, end, ownLine: syntax.words.length === 0 };
  const said = line.slice(start + mark.length, end);
  const dashes = /\s--(?:\s|$)/.exec(said);
  const [verb = '', ...words] = (dashes ? said.slice(0, dashes.index) : said)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const reason = dashes ? said.slice(dashes.index + dashes[0].length).trim() : '';
  const base = { ...place, rules: [], host: {}, reason: reason || undefined, problem: undefined };
  if (verb === 'ignore' || verb === 'ignore-file') {
    if (words.length === 0) return { ...base, kind: 'invalid', problem: `name the rules that '${verb}' is for` };
    return { ...base, kind: verb, rules: words };
  }
  if (verb === 'host') return hostDirective(base, words);
  if (/^language=/.test(verb)) return undefined;
  return { ...base, kind: 'invalid', problem: `unknown directive '${verb}'; known are ignore, ignore-file and host` };
}

/** The text of a directive that ignores rules, from `headroom:` on. */
export function ignoreText({ kind, reason }: Pick<Directive, 'kind' | 'reason'>, rules: readonly string[]): string {
  return `${mark} ${kind} ${rules.join(' ')}${reason ? ` -- ${reason}` : ''}`;
}

function hostDirective(base: Omit<Directive, 'kind'>, words: readonly string[]): Directive {
  let host: Host = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) return { ...base, kind: 'invalid', problem: `'${word}' is not of the form fact=value` };
    const read = readHostFact(word.slice(0, equals), word.slice(equals + 1), hostOrigin);
    if ('problem' in read) return { ...base, kind: 'invalid', problem: read.problem };
    host = withFacts(host, read.host);
  }
  if (words.length === 0) return { ...base, kind: 'invalid', problem: 'name at least one fact, as in memory=4GiB' };
  return { ...base, kind: 'host', host };
}
