/** What `all`, `default` and the name of an interface mean in the keys of interfaces, in words. */
import type { ConfCombination } from './facts/row.ts';

/** How `conf.all` and the interface's own entry give the value in force. */
const inForce: Readonly<Record<ConfCombination, string>> = {
  or: 'on for an interface if `all` or its own entry is not 0',
  and: 'on for an interface only if neither `all` nor its own entry is 0',
  max: 'the larger of `all` and its own entry counts for an interface',
  min: 'the smaller of `all` and its own entry counts for an interface',
  'all-first': '`all` counts for every interface, unless it is 0: then the entry of each',
  interface: 'each interface goes by its own entry, and `all` changes none of them',
  'and-when-forwarding': 'an interface that forwards needs `all` and its own entry, any other one of the two',
  copied: 'each interface goes by its own entry, and a write to `all` sets every one of them',
  'all-ignored': 'each interface goes by its own entry, and nothing reads `all`',
};

/** Writes to these go through `ipv4_doint_and_flush` or `devinet_sysctl_forward`, which copy no default (net/ipv4/devinet.c). */
const notCopied =
  /\.(?:forwarding|disable_policy|disable_xfrm|drop_unicast_in_l2_multicast|promote_secondaries|route_localnet)$/;

/**
 * The sentences about a key of interfaces, Markdown; none for any other key.
 * @param key canonical, with the interface's name or without
 */
export function interfaceNotes(key: string, combine: ConfCombination | undefined): readonly string[] {
  const [, family, kind] = /^net\.(ipv[46])\.(conf|neigh)\./.exec(key) ?? [];
  if (kind === undefined) return [];
  const notes = combine ? [`In force: ${inForce[combine]}.`] : [];
  if (kind === 'neigh') return [...notes, `There is no \`all\`. ${copiedDefault}`];
  if (family === 'ipv4' && !notCopied.test(key)) return [...notes, copiedDefault];
  return [...notes, '`default` is what an interface gets when it appears; those that are there keep what they have.'];
}

/** `devinet_copy_dflt_conf` in net/ipv4/devinet.c, `neigh_copy_dflt_parms` in net/core/neighbour.c. */
const copiedDefault =
  '`default` is what an interface gets when it appears; a write sets at once those, too, whose own entry nobody has set.';
