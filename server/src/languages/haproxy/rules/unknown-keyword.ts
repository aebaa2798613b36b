import { clipped, quotedList } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem } from '../../../engine/syntax.ts';
import { optionTables } from '../facts/signatures/options.ts';
import { targetVersion } from '../sections.ts';
import { invertible } from '../statement.ts';
import { nearCurrent, tableOfUnknown } from '../suggest.ts';

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
    ...Object.keys(optionTables).map((table) => `unknown-${table}`),
  ],
  problem(problem, statement, { host }) {
    const { start, end } = wordAt(problem, statement);
    const written = statement.text.slice(start, end);
    if (problem.code === 'unknown-section-option') {
      const address = addressOnHeader(statement, start, end);
      if (address) return address;
    }
    if ((written === 'no' || written === 'default') && start === statement.words[0]?.start)
      return misplacedModifier(written, start, statement);
    const near = nearNames(problem, statement, written, targetVersion(host));
    const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
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
  return code === 'unknown-keyword' ? 'keyword' : code.slice('unknown-'.length).replaceAll('-', ' ');
}

function placeOf({ code }: Problem, { context }: Statement): string {
  return code === 'unknown-keyword' ? ` in a '${context.kind}' section` : '';
}

function nearNames(problem: Problem, statement: Statement, written: string, version: string): readonly string[] {
  const table = tableOfUnknown(statement.slots, problem.start);
  const prefix = problem.detail?.endsWith(written) ? problem.detail.slice(0, -written.length) : '';
  return nearCurrent(written, problem.candidates?.() ?? [], (name) => table?.get(`${prefix}${name}`), version);
}

/** `no` and `default` are words only before a few directives; before any other they are taken for the keyword. */
function misplacedModifier(word: string, start: number, statement: Statement) {
  const next = statement.words[1];
  const names = [...invertible].join(', ');
  const fixes: Fix[] =
    word === 'no' && next ? [{ title: `Remove '${word}'`, safe: false, edits: [replace(start, next.start, '')] }] : [];
  return { start, end: start + word.length, message: `'${word}' may stand only before ${names}.`, fixes };
}

/** Old releases took addresses on the header of a `listen` or `frontend` section; they need `bind` lines now. */
function addressOnHeader({ text, words }: Statement, start: number, end: number): LineReport | undefined {
  const address = text.slice(start, end);
  const name = words[1];
  if (!name || words.length > 3 || !/^[^\s]*:\d[\d-]*(,\S*)?$/.test(address)) return undefined;
  return {
    start,
    end,
    message: `HAProxy takes no address on a '${words[0]?.text}' line any more: it wants a line 'bind ${clipped(address)}' below.`,
    fixes: [
      {
        title: `Write 'bind ${clipped(address)}' on a line of its own`,
        safe: true,
        edits: [replace(name.end, end, `\n    bind ${address}`)],
      },
    ],
  };
}
