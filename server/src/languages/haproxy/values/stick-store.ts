/** What a stick table stores (`parse_stick_table` and `stktable_alloc_data_type` in HAProxy's src/stick_table.c). */
import type { JoinContext } from '../../../engine/slots.ts';
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { duration } from './time-and-size.ts';

interface Stored {
  /** The first argument counts the elements, from 1 to 100. */
  readonly array?: true;
  /** The last argument is the time over which a rate is measured. */
  readonly period?: true;
  readonly since?: string;
}

const rate: Stored = { period: true };
const array: Stored = { array: true, since: '2.5' };

const data: Readonly<Record<string, Stored>> = {
  bytes_in_cnt: {},
  bytes_in_rate: rate,
  bytes_out_cnt: {},
  bytes_out_rate: rate,
  conn_cnt: {},
  conn_cur: {},
  conn_rate: rate,
  glitch_cnt: { since: '2.9' },
  glitch_rate: { ...rate, since: '2.9' },
  gpc: array,
  gpc0: {},
  gpc0_rate: rate,
  gpc1: {},
  gpc1_rate: rate,
  gpc_rate: { ...array, ...rate },
  gpt: array,
  gpt0: {},
  http_err_cnt: {},
  http_err_rate: rate,
  http_fail_cnt: {},
  http_fail_rate: rate,
  http_req_cnt: {},
  http_req_rate: rate,
  server_id: {},
  server_key: {},
  sess_cnt: {},
  sess_rate: rate,
};

const mostElements = 100;
const item = /([^,(]*)(?:\(([^)]*)(\))?[^,]*)?(?:,|$)/y;

/** What single words of the list are called, with their arguments left out. */
export function storedNames(text: string): readonly string[] {
  return [...itemsOf(text)].map(([, name = '']) => name);
}

function* itemsOf(text: string): Iterable<RegExpExecArray> {
  for (let at = 0; at < text.length; ) {
    item.lastIndex = at;
    const found = item.exec(text);
    if (!found || found[0] === '') return;
    yield found;
    at += found[0].length;
  }
}

export const stickStore: ValueKind = {
  name: 'stick-store',
  token: 'enumMember',
  expects: () => 'what is stored, such as http_req_rate(10s),conn_cur',
  complete: () => Object.keys(data).map((text) => ({ text })),
  check(text, _spec, context) {
    const seen = new Set<string>();
    let twice = false;
    for (const [, name = '', args, closed] of itemsOf(text)) {
      if (args !== undefined && closed === undefined)
        return malformed(`'${clip(name)}(' lacks its closing parenthesis`);
      const stored = data[name];
      const version = targetVersion(context.host);
      if (!stored || (stored.since !== undefined && compareVersions(version, stored.since) < 0)) {
        const since = stored
          ? `HAProxy ${version} stores no '${name}'`
          : `HAProxy knows no '${clip(name)}' that could be stored`;
        if (stored) return malformed(since);
        return [{ code: 'malformed', detail: since, candidates: () => storable(text, name, version) }];
      }
      // HAProxy warns of what it has already, and does not look at the arguments.
      const reason = seen.has(name) ? undefined : argumentProblem(name, stored, args, context);
      if (reason !== undefined) return malformed(reason);
      twice ||= seen.has(name);
      seen.add(name);
    }
    return twice ? [{ code: 'ignored-value', detail: 'each name once' }] : [];
  },
};

/** The whole word with another name, which the version has, in the place of the one that is unknown. */
function* storable(text: string, name: string, version: string): Iterable<string> {
  for (const [each, { since }] of Object.entries(data))
    if (since === undefined || compareVersions(version, since) >= 0) yield text.replace(name, each);
}

function argumentProblem(
  name: string,
  stored: Stored,
  args: string | undefined,
  context: JoinContext,
): string | undefined {
  const comma = args?.indexOf(',') ?? -1;
  const first = args === undefined || comma < 0 ? args : args.slice(0, comma);
  const second = args === undefined || comma < 0 ? undefined : args.slice(args.lastIndexOf(',') + 1);
  if (stored.array) {
    if (first === undefined) return `'${name}' wants its number of elements in parentheses`;
    const count = Number(/^\s*[+-]?\d+/.exec(first)?.[0] ?? 0);
    if (count < 1 || count > mostElements) return `'${name}' has from 1 to ${mostElements} elements`;
  }
  const rest = stored.array ? second : first;
  if (!stored.period)
    return rest === undefined ? undefined : `'${name}' takes no ${stored.array ? 'second argument' : 'argument'}`;
  if (rest === undefined)
    return `'${name}' wants its period in parentheses, such as ${name}(${stored.array ? '1,' : ''}10s)`;
  const period = { kind: 'duration', words: [], options: { unit: 'ms' } };
  const bad = duration
    .check?.(rest, period, context)
    .some(({ code }) => code === 'invalid-time' || code === 'time-overflow');
  return bad ? `'${clip(rest)}' is no period such as 10s` : undefined;
}

function malformed(detail: string): readonly ValueProblem[] {
  return [{ code: 'malformed', detail }];
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
