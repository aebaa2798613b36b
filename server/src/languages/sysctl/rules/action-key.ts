import { type Rule, removeLine } from '../../../engine/rules.ts';
import { keyName, keyOf, takesValues } from '../kernel.ts';
import { isAssignment } from '../syntax.ts';

const does: Readonly<Record<string, string>> = {
  'net.ipv4.route.flush': 'drops what the kernel has learnt about routes, once, before there is any traffic',
  'net.ipv6.route.flush': 'drops what the kernel has learnt about routes, once, before there is any traffic',
  'vm.compact_memory': 'moves pages together, once, while memory is still empty',
  'vm.drop_caches': 'throws the page cache away, once, and everything is read from disk again',
};

/** A write to these does something; there is no value that stays. */
export const actionKey: Rule = {
  id: 'sysctl/action-key',
  title: 'The key does something once and keeps no value',
  severity: 'warning',
  facts: Object.keys(does),
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (!fact || !word || !takesValues(fact, host) || !isAssignment(statement.text)) return;
    return [
      {
        start: word.start,
        end: word.end,
        message: `'${keyName(statement)}' is an action, not a setting: at boot the line ${does[fact.id]}.`,
        fixes: [{ title: 'Remove the line', safe: false, edits: [removeLine()] }],
      },
    ];
  },
};
