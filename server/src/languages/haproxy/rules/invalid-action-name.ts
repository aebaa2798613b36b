import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { actionNameMistake } from '../action-names.ts';
import { targetVersion } from '../sections.ts';

const rulesets = ['http-request', 'http-response', 'http-after-response', 'quic-initial'].concat(
  ['connection', 'session', 'content'].map((part) => `tcp-request ${part}`),
  'tcp-response content',
);
/** Directives that set a variable themselves, with the name of the action they stand for. */
const setters: Readonly<Record<string, string>> = Object.fromEntries(
  ['http-check', 'tcp-check'].flatMap((family) =>
    ['set-var', 'set-var-fmt', 'unset-var'].flatMap((action) =>
      ['proxy', 'healthcheck'].map((owner) => [`directive/${owner}/${family} ${action}`, action]),
    ),
  ),
);

/** The parentheses of `set-var(txn.x)`, `sc-inc-gpc(0,1)` and their like. */
export const invalidActionName: Rule = {
  id: 'haproxy/invalid-action-name',
  title: 'The parentheses of an action are wrong',
  severity: 'error',
  facts: [...rulesets.map((name) => `directive/proxy/${name}`), ...Object.keys(setters)],
  statement(statement, { host }) {
    const { fact, words, slots } = statement;
    const setter = fact && setters[fact.id];
    const named = slots.find((slot) => slot.role === 'name' && slot.table?.id.startsWith('action/'));
    const action = setter ?? named?.fact?.name;
    const word = action === undefined ? undefined : wordOf(statement, action);
    if (!word || word.uncertain || action === undefined) return undefined;
    // HAProxy names the problem of a word it does not know first.
    if (words.some((each) => each.uncertain && each.start <= word.start)) return undefined;
    const wrong = actionNameMistake(action, word.text.slice(action.length), targetVersion(host));
    if (wrong === undefined) return undefined;
    return [{ start: word.start, end: word.end, message: `'${clipped(word.text)}' is no action: ${wrong}.` }];
  },
};

/** The word that starts with the action's name, among the first ones of the line. */
function wordOf({ words }: Statement, action: string) {
  return words
    .slice(1, 4)
    .find(({ text }) => text === action || text.startsWith(`${action}(`) || /^track-sc\d+$/.test(text));
}
