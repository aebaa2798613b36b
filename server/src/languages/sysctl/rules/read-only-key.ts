import { type Rule, removeLine } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isGone, keyName, keyOf, tabledKernel } from '../kernel.ts';
import { isAssignment } from '../syntax.ts';

/** Keys that had no write bit before a release, and what sets them there. */
const writableSince: Readonly<Record<string, { readonly release: string; readonly instead: string }>> = {
  'net.netfilter.nf_conntrack_buckets': {
    release: '4.8',
    instead: "'options nf_conntrack hashsize=…' below /etc/modprobe.d sets it",
  },
};

/** The key can be read but not written, by root neither: its mode has no write bit. */
export const readOnlyKey: Rule = {
  id: 'sysctl/read-only-key',
  title: 'The key cannot be written',
  severity: 'error',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (!fact || !word || isGone(fact, host) || !isAssignment(statement.text)) return;
    const later = writableSince[fact.id];
    const kernel = tabledKernel(host);
    const isEarly = later && kernel !== undefined && compareVersions(kernel, later.release) < 0;
    if (!fact.readOnly && !isEarly) return;
    return [
      {
        start: word.start,
        end: word.end,
        message: isEarly
          ? `'${keyName(statement)}' can be written since Linux ${later.release}, and this host runs ${kernel} (${host.kernel?.from}); ${later.instead}.`
          : `'${keyName(statement)}' only shows something: the kernel refuses every write to it (EACCES), root's too.`,
        fixes: [{ title: 'Remove the line', safe: true, edits: [removeLine()] }],
      },
    ];
  },
};
