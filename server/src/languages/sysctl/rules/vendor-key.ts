import type { Rule } from '../../../engine/rules.ts';
import { insteadOf, keyName, keyOf } from '../kernel.ts';

/** Distributions whose kernels have a key. */
const owners: readonly (readonly [key: RegExp, distribution: RegExp, names: string])[] = [
  [/^kernel\.unprivileged_userns_clone$/, /^(?:debian|ubuntu|arch)/, 'Debian, Ubuntu and Arch'],
  [/^kernel\.apparmor_restrict_/, /^ubuntu/, 'Ubuntu'],
  [/^kernel\.exec-shield/, /^(?:rhel|centos)-[3-6]$/, 'Red Hat for RHEL 3 to 6'],
];

/** No kernel of kernel.org has the key, only patched ones (the table's status `vendor`). */
export const vendorKey: Rule = {
  id: 'sysctl/vendor-key',
  title: 'Only the kernels of some distributions have this key',
  severity: 'information',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (fact?.status !== 'vendor' || !word) return;
    const [, own, names] = owners.find(([key]) => key.test(fact.id)) ?? [];
    if (own?.test(host.distribution?.value ?? '')) return;
    return [
      {
        start: word.start,
        end: word.end,
        message: `'${keyName(statement)}' is a patch${names ? ` of ${names}` : ''}: on a kernel without it the line sets nothing.${insteadOf(fact)}`,
      },
    ];
  },
};
