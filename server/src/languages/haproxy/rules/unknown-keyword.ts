import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem } from '../../../engine/syntax.ts';
import { optionTables } from '../facts/signatures/options.ts';
import { directives } from '../facts/tables.ts';
import { invertible } from '../modifiers.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isCurrent, nearCurrent, tableOfUnknown } from '../suggest.ts';

/** A word that should name something and names nothing that any release from 1.4 to 3.5 has. */
export const unknownKeyword: Rule = {
  id: 'haproxy/unknown-keyword',
  title: 'HAProxy knows no such word in this place',
  severity: 'error',
  problems: [
    'unknown-keyword',
    'unknown-action',
    'unknown-bind-option',
    'unknown-server-option',
    'unknown-sample-fetch',
    'unknown-converter',
    'unknown-criterion',
    'unknown-log-format-alias',
    'unknown-filter',
    'unknown-service',
    'unknown-certificate-option',
    'fixed-option',
    ...Object.keys(optionTables).map((table) => `unknown-${table}`),
  ],
  problem(problem, statement, { host }) {
    const { start, end } = wordAt(problem, statement);
    const written = statement.text.slice(start, end);
    if (problem.code === 'fixed-option') return fixedOption(statement, problem, describeTarget(host));
    if ((written === 'no' || written === 'default') && start === statement.words[0]?.start)
      return misplacedModifier(written, start, statement);
    const version = targetVersion(host);
    const near = nearNames(problem, statement, written, version);
    const split = splitUnit(statement, start, end, written);
    if (split) return split;
    const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : elsewhere(problem, written, version);
    return {
      start,
      end,
      message: `HAProxy knows no ${nounOf(problem)} '${clipped(problem.detail ?? written)}'${placeOf(problem, statement)}${hint}`,
      fixes: near.map((name) => ({
        title: `Change to '${name}'`,
        safe: false,
        edits: [replace(start, end, name)],
      })),
    };
  },
};

/** The name alone: what stands in parentheses behind it, and converters behind a comma, are not part of it. */
function wordAt({ start, end, code }: Problem, { text }: Statement): { start: number; end: number } {
  const stop = code === 'unknown-keyword' ? -1 : text.slice(start, end).search(/[(,]/);
  return { start, end: stop > 0 ? start + stop : end };
}

function nounOf({ code }: Problem): string {
  if (code === 'unknown-keyword') return 'keyword';
  return code
    .slice('unknown-'.length)
    .replaceAll('-', ' ')
    .replace(/\b(http|spoe|ssl|uri)\b/, (word) => word.toUpperCase());
}

function placeOf({ code }: Problem, { context }: Statement): string {
  return code === 'unknown-keyword' ? ` in a '${context.kind}' section` : '';
}

/** A keyword of another section that may be meant; it would be wrong here too, so no fix puts it in. */
function elsewhere({ code }: Problem, written: string, version: string): string {
  if (code !== 'unknown-keyword') return '.';
  const names = Array.from(directives.all()).filter((fact) => isCurrent(fact, version));
  const others = names.filter(({ name }) => name !== written).map(({ name }) => name);
  const [best] = nearest(written, others, 1);
  const sections = new Set(names.flatMap(({ name, sections: those }) => (name === best ? (those ?? []) : [])));
  return best && sections.size > 0 ? `; did you mean '${best}', which belongs in ${quotedList([...sections])}?` : '.';
}

/** `maxconn=500` and `mode: http`, as other programs want it: the keyword, and what stands behind the sign. */
const assignment = /^([\w.-]+)[=:](.*)$/;

function nearNames(problem: Problem, statement: Statement, written: string, version: string): readonly string[] {
  const table = tableOfUnknown(statement.slots, problem.start);
  const assigned = problem.code === 'unknown-keyword' ? assignment.exec(written) : null;
  const fact = assigned && table?.get(assigned[1] as string);
  if (assigned && fact && isCurrent(fact, version)) return [`${fact.name} ${assigned[2]}`.trimEnd()];
  const foreign = foreignWords[problem.code]?.[written.toLowerCase()];
  if (foreign) return [foreign];
  const prefix = problem.detail?.endsWith(written) ? problem.detail.slice(0, -written.length) : '';
  return nearCurrent(written, new Set(problem.candidates?.() ?? []), (name) => table?.get(`${prefix}${name}`), version);
}

/** What other programs, and earlier guesses, call what HAProxy calls otherwise. */
const foreignWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'unknown-bind-option': { cert: 'crt', certificate: 'crt', http2: 'proto h2', tls: 'ssl' },
  'unknown-converter': {
    lowercase: 'lower',
    replace: 'regsub',
    substr: 'bytes',
    substring: 'bytes',
    tolower: 'lower',
    toupper: 'upper',
    uppercase: 'upper',
  },
  'unknown-server-option': { http2: 'proto h2', 'ssl-verify': 'verify', tls: 'ssl' },
};

/** `inter 20 ms`: the unit of a time belongs to its number. */
function splitUnit({ words }: Statement, start: number, end: number, written: string): LineReport | undefined {
  const before = /^(?:us|ms|[smhd])$/.test(written) ? words.findLast((word) => word.end <= start) : undefined;
  if (!before || !/^\d+$/.test(before.text)) return undefined;
  const joined = clipped(`${before.text}${written}`);
  return {
    start,
    end,
    message: `'${written}' stands apart from its number: HAProxy reads a time as one word, '${joined}'.`,
    fixes: [{ title: `Write '${joined}'`, safe: false, edits: [replace(before.end, start, '')] }],
  };
}

/** `no` and `default` are words only before a few directives; before any other they are taken for the keyword. */
function misplacedModifier(word: string, start: number, statement: Statement) {
  const next = statement.words[1];
  const names = quotedList([...invertible]);
  const fixes: Fix[] = next
    ? [{ title: `Remove '${word}'`, safe: false, edits: [replace(start, next.start, '')] }]
    : [];
  return { start, end: start + word.length, message: `'${word}' may stand only before ${names}.`, fixes };
}

/** Some options cannot be taken back. */
function fixedOption({ words }: Statement, { start, end, detail = '' }: Problem, target: string): LineReport {
  const [word, next] = words;
  const fixes: Fix[] = next
    ? [{ title: `Remove '${word?.text}'`, safe: false, edits: [replace(start, next.start, '')] }]
    : [];
  return { start, end, message: `${target} takes no '${word?.text}' before '${detail}'.`, fixes };
}
