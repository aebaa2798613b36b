import { entryBytes } from '../../../capacity/conntrack.ts';
import { hugePageSize } from '../../../capacity/memory.ts';
import { constant, type Quantity } from '../../../capacity/quantity.ts';
import { orphanBytes, timeWaitBucket } from '../../../capacity/socket-memory.ts';
import type { Rule, Severity } from '../../../engine/rules.ts';
import { formatBytes, formatCount, formatShare } from '../../../engine/values/quantity.ts';
import type { Host } from '../../../host/facts.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

interface Cost {
  /** Bytes of one on a host. */
  readonly each: number | ((host: Host) => Quantity);
  /** The share of RAM above which something is said. */
  readonly most: number;
  readonly unit: string;
  readonly consequence: string;
  /** Where a limit so large is a safety net, not a mistake. */
  readonly severity?: Severity;
}

/** Bytes of a tracked connection at least: `struct nf_conn` in its slab; extensions come on top. */
const trackedConnection = {
  each: entryBytes.measured,
  most: 0.1,
  unit: 'entries',
  consequence: 'the kernel cannot page that out',
};

const costs: Readonly<Record<string, Cost>> = {
  // The kernel counts 64 KiB for an orphan where it decides whether there are too many (networking/ip-sysctl).
  'net.ipv4.tcp_max_orphans': {
    each: orphanBytes,
    most: 0.25,
    unit: 'orphans',
    consequence: 'that much may hang on connections that no program owns any more',
  },
  // An inode, a dentry and the watch itself (`inotify_user_setup` in fs/notify/inotify/inotify_user.c).
  'fs.inotify.max_user_watches': {
    each: 1080,
    most: 0.1,
    unit: 'watches',
    consequence: 'every single user may take that much from the kernel',
  },
  'net.ipv4.tcp_max_tw_buckets': {
    each: timeWaitBucket,
    most: 0.1,
    unit: 'sockets in TIME-WAIT',
    consequence: 'the kernel cannot page that out',
    severity: 'information',
  },
  'net.netfilter.nf_conntrack_max': trackedConnection,
  'net.nf_conntrack_max': trackedConnection,
  'vm.min_free_kbytes': {
    each: 1024,
    most: 0.05,
    unit: 'KiB',
    consequence: 'the kernel keeps that free and reclaims pages earlier; above a fifth it may kill programs at once',
  },
  'vm.nr_hugepages': {
    each: hugePageSize,
    most: 0.8,
    unit: 'huge pages',
    consequence: 'nothing but huge pages can use that, and the rest is left to everything else',
  },
};

/** From this many bytes on a hint says that the amount of RAM would decide. */
const worthAsking = 1024 ** 3;

const notes: ValueNotes = Object.fromEntries(
  Object.entries(costs).map(([key, { each, most, unit, consequence, severity }]): [string, ValueNotes[string]] => [
    key,
    ([value], { host, lacksMemory }) => {
      if (value <= 0n) return undefined;
      const {
        value: size = 0,
        certainty,
        source,
      } = typeof each === 'number' ? constant('', each, 'bytes', '') : each(host);
      const isAssumed = certainty === 'assumed';
      const bytes = Number(value) * size;
      const sum =
        size === 1024
          ? formatBytes(bytes)
          : `${formatCount(value)} ${unit} × ${formatBytes(size)}${isAssumed ? ` (${source?.from})` : ''} = ${formatBytes(bytes)}`;
      if (!host.memory) {
        if (bytes >= worthAsking) lacksMemory(`${sum}.`);
        return undefined;
      }
      const memory = host.memory.value;
      if (bytes <= memory * most) return undefined;
      return {
        ...(isAssumed ? { severity: 'information' } : severity && { severity }),
        message: `${sum}, ${formatShare(bytes, memory)} of the ${formatBytes(memory)} of RAM (${host.memory.from}): ${consequence}.`,
      };
    },
  ]),
);

/** What the kernel has by itself, and more than disks write in a few seconds. */
const usualRatio = 20n;
const muchUnwritten = 8 * 1024 ** 3;

const all: ValueNotes = {
  ...notes,
  'vm.dirty_ratio': ([ratio], { host }) => {
    const bytes = ((host.memory?.value ?? 0) * Number(ratio)) / 100;
    if (ratio <= usualRatio || ratio > 100n || bytes <= muchUnwritten) return undefined;
    return {
      severity: 'information',
      message: `${ratio} % of ${formatBytes(host.memory?.value ?? 0)} of RAM (${host.memory?.from}) = up to ${formatBytes(bytes)} that no disk has yet: a sync, or a program that meets the limit, waits for all of it. vm.dirty_bytes says it in bytes.`,
    };
  },
};

export const shareOfMemory: Rule = {
  id: 'sysctl/share-of-memory',
  title: 'The limit allows a large share of RAM',
  severity: 'warning',
  facts: Object.keys(all),
  statement: (statement, context) => noteOn(statement, context, all),
};
