/** What the kernel of a host makes of a key: whether it has it, and which integers it takes. */

import { clipped } from '../../engine/nearest.ts';
import type { Statement } from '../../engine/statement.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { type Range, rangeFor, type SysctlFact } from './facts/keys.ts';

/** Releases whose tree the key table was not made from: what came or went in one of them is dated to the next. */
const unreadReleases = new Set('4.0 4.17 5.1 5.5 5.13 5.16 6.7 6.11 6.15 6.16 7.0 7.1'.split(' '));

/** Distributions whose kernels carry much newer keys than their version says. */
const backporting = /^(rhel|centos|rocky|alma|ol-|oracle|amzn|sles|opensuse-leap)/;

/** Names of one and the same variable. */
export const sameVariable: readonly (readonly string[])[] = [
  ['net.nf_conntrack_max', 'net.netfilter.nf_conntrack_max'],
  ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'],
];

/** Two keys for one limit: a write to one sets the other to 0 (tried on Linux 6.18). */
export const exclusivePairs: readonly (readonly [string, string])[] = [
  ['vm.dirty_ratio', 'vm.dirty_bytes'],
  ['vm.dirty_background_ratio', 'vm.dirty_background_bytes'],
  ['vm.overcommit_ratio', 'vm.overcommit_kbytes'],
];

/** The fact a statement is about; every fact of this language is one about a key. */
export function keyOf(statement: Statement): SysctlFact | undefined {
  return statement.fact as SysctlFact | undefined;
}

/** The key a statement is about in its canonical spelling, the interface's name included, for a message. */
export function keyName(statement: Statement): string {
  return clipped(statement.slots[0]?.text ?? '');
}

/** The host's kernel where the table says exactly what it has; undefined where it is unknown, unread or patched. */
export function tabledKernel(host: Host): string | undefined {
  const version = host.kernel?.value;
  if (version === undefined || /\.el\d|\.amzn|uek/.test(version)) return undefined;
  if (host.distribution && backporting.test(host.distribution.value)) return undefined;
  return unreadReleases.has(/^\d+\.\d+/.exec(version)?.[0] ?? '') ? undefined : version;
}

/** Whether a key is gone from the host's kernel, or from every newer one where that is unknown. */
export function isGone(fact: SysctlFact, host: Host): boolean {
  if (fact.status !== 'removed' && fact.status !== 'removed-ancient') return false;
  return !host.kernel || fact.until === undefined || compareVersions(host.kernel.value, fact.until) >= 0;
}

/** Whether a value of the key is worth a look: the kernel may have the key, and a line may set it. */
export function takesValues(fact: SysctlFact, host: Host): boolean {
  return fact.status !== 'never-existed' && !fact.readOnly && !isGone(fact, host);
}

/** Whether the kernel reads the value as integers. */
export function isNumeric(fact: SysctlFact): boolean {
  return fact.type !== undefined && fact.type !== 'string' && fact.type !== 'portlist';
}

/** How much a value that cannot be an integer weighs: where nobody has read the key's parser, only a warning. */
export function refusal(fact: SysctlFact): 'error' | 'warning' {
  return fact.type === 'number' ? 'warning' : 'error';
}

/** The oldest kernel that a host of unknown kernel is taken to run: that of the oldest distribution still paid for. */
export const oldestKernel = '3.10';

/** Ranges by kernel: every line that sets a key asks for the same one. */
const ranges = new Map<string | undefined, WeakMap<SysctlFact, Range>>();

/** The range of the host's kernel, or the widest of all since `oldestKernel` where that is not known exactly. */
export function rangeOn(host: Host, fact: SysctlFact): Range {
  const kernel = tabledKernel(host);
  let byFact = ranges.get(kernel);
  if (!byFact) {
    byFact = new WeakMap();
    ranges.set(kernel, byFact);
  }
  let range = byFact.get(fact);
  if (!range) {
    range = rangeOf(fact, kernel);
    byFact.set(fact, range);
  }
  return range;
}

function rangeOf(fact: SysctlFact, kernel: string | undefined): Range {
  if (kernel) return rangeFor(fact, kernel);
  const changes = fact.changes.filter(({ before }) => compareVersions(before, oldestKernel) > 0);
  return rangeFor({ ...fact, changes });
}

/** What to do instead of setting a key, as a sentence with a blank before it; empty where nothing is known. */
export function insteadOf(fact: SysctlFact): string {
  const note = fact.insteadNote;
  if (!note) return '';
  if (note.startsWith('Nothing: ')) return ` ${note.slice(9)}`;
  return /^(?:[a-z]|RLIMIT)/.test(note) ? ` Instead: ${note}` : ` ${note}`;
}
