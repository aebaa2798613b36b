import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import type { Statement } from '../../../engine/statement.ts';

const rulesets = ['http-request', 'http-response', 'http-after-response'];

/** Options of actions and filters that lack, or rule out, one another, and those that a section has no use for. */
export const actionOptions: Rule = {
  id: 'haproxy/action-options',
  title: 'An action or a filter lacks an option, or has one that it cannot have here',
  severity: 'error',
  facts: [...rulesets, 'filter'].map((name) => `directive/proxy/${name}`),
  statement(statement) {
    const { fact, problems, words, slots } = statement;
    if (!fact || problems.some(({ code }) => code !== 'time-without-unit' && code !== 'number-junk')) return undefined;
    if (words.some(({ uncertain }) => uncertain)) return undefined;
    const name = slots[1];
    const report = name?.role === 'name' ? checks[name.fact?.id ?? '']?.(name, statement) : undefined;
    if (!report) return undefined;
    const { start, end } = report.at;
    return [{ start, end, message: `${report.sentence}.` }];
  },
};

interface Mistake {
  readonly at: Slot;
  /** Without its full stop. */
  readonly sentence: string;
}

type Check = (name: Slot, statement: Statement) => Mistake | undefined;

const checks: Readonly<Record<string, Check>> = {
  'action/capture': capture,
  'action/set-retries': (name, { context }) =>
    context.kind === 'frontend' || context.kind === 'defaults'
      ? { at: name, sentence: "'set-retries' is for sections that have servers" }
      : undefined,
  'action/set-timeout': timeoutSetting,
  'action/wait-for-body': (name, { slots }) =>
    has(slots, 'time')
      ? undefined
      : { at: name, sentence: "'wait-for-body' needs to know how long to wait: 'time' is missing" },
  'filter/bwlim-in': bandwidthLimit,
  'filter/bwlim-out': bandwidthLimit,
  'filter/spoe': (name, { slots }) =>
    has(slots, 'config')
      ? undefined
      : { at: name, sentence: "The filter needs the file of its agent: 'config' is missing" },
};

function has(slots: readonly Slot[], option: string): boolean {
  return slots.some(({ role, text }) => role === 'name' && text === option);
}

/** A response is captured in a slot that was declared (`parse_http_res_capture` in HAProxy's src/http_act.c). */
function capture(_name: Slot, { fact, slots }: Statement): Mistake | undefined {
  const len =
    fact?.name === 'http-request' ? undefined : slots.find(({ role, text }) => role === 'name' && text === 'len');
  return (
    len && { at: len, sentence: `In '${fact?.name}' a capture goes to a slot that is declared: 'id' and its number` }
  );
}

/** Timeouts of the one side of a proxy that the section has (`cfg_parse_rule_set_timeout` in src/proxy.c). */
function timeoutSetting(_name: Slot, { context, slots }: Statement): Mistake | undefined {
  const timer = slots.find(({ param }) => param === 'timer');
  if (!timer || timer.text === 'tarpit') return undefined;
  const wrong = context.kind === (timer.text === 'client' ? 'backend' : 'frontend');
  return wrong
    ? { at: timer, sentence: `A ${context.kind} section has no '${clipped(timer.text)}' timeout that could be set` }
    : undefined;
}

const shared = ['key', 'table', 'limit'];
const perStream = ['default-limit', 'default-period'];

/** A limit for each stream or one for all that have a key in common (`parse_bwlim_flt` in src/flt_bwlim.c). */
function bandwidthLimit(name: Slot, { slots }: Statement): Mistake | undefined {
  const options = slots.slice(2).filter(({ role }) => role === 'name');
  const first = options.find(({ text }) => shared.includes(text) || perStream.includes(text));
  const own = first !== undefined && shared.includes(first.text) ? shared : perStream;
  const other = options.find(({ text }) => (own === shared ? perStream : shared).includes(text));
  if (first && other)
    return {
      at: other,
      sentence: `'${other.text}' does not go with '${first.text}': a limit is for each stream or for all with the same key`,
    };
  const missing = (own === shared ? ['key', 'limit'] : ['default-period', 'default-limit']).find(
    (option) => !has(options, option),
  );
  return missing === undefined
    ? undefined
    : { at: name, sentence: `The limit lacks something: '${missing}' is missing` };
}
