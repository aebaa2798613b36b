import type { Rule } from '../../../engine/rules.ts';
import { keyName, keyOf, takesValues } from '../kernel.ts';
import { isAssignment } from '../syntax.ts';

/** Keys that other network namespaces do not have, or have without a write bit (measured on Linux 6.18). */
export const initialNamespaceOnly: Rule = {
  id: 'sysctl/initial-namespace-only',
  title: 'The key cannot be set in a container with a network of its own',
  severity: 'information',
  optIn: true,
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (fact?.namespace !== 'initial-net' && fact?.namespace !== 'initial-net-writes') return;
    if (!word || !isAssignment(statement.text) || !takesValues(fact, host)) return;
    const why = fact.namespace === 'initial-net' ? 'is missing' : 'cannot be written';
    const message = `'${keyName(statement)}' ${why} in every network namespace but the first: set it on the host, not in a container.`;
    return [{ start: word.start, end: word.end, message }];
  },
};
