import type { Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount, formatShare } from '../../../engine/values/quantity.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

interface Cost {
  /** Bytes of one. */
  readonly each: number;
  /** The share of RAM above which something is said. */
  readonly most: number;
  readonly unit: string;
  readonly consequence: string;
}

/** Bytes of a tracked connection at least: `struct nf_conn` in its slab; extensions come on top. */
const trackedConnection = { each: 256, most: 0.1, unit: 'entries', consequence: 'the kernel cannot page that out' };

const costs: Readonly<Record<string, Cost>> = {
  // The kernel counts 64 KiB for an orphan where it decides whether there are too many (networking/ip-sysctl).
  'net.ipv4.tcp_max_orphans': {
    each: 65_536,
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
  'net.netfilter.nf_conntrack_max': trackedConnection,
  'net.nf_conntrack_max': trackedConnection,
  'vm.min_free_kbytes': {
    each: 1024,
    most: 0.05,
    unit: 'KiB',
    consequence: 'the kernel keeps that free and reclaims pages earlier; above a fifth it may kill programs at once',
  },
  'vm.nr_hugepages': {
    each: 2_097_152,
    most: 0.8,
    unit: 'pages of the default size on x86',
    consequence: 'nothing but huge pages can use that, and the rest is left to everything else',
  },
};

/** From this many bytes on a hint says that the amount of RAM would decide. */
const worthAsking = 1024 ** 3;

const notes: ValueNotes = Object.fromEntries(
  Object.entries(costs).map(([key, { each, most, unit, consequence }]): [string, ValueNotes[string]] => [
    key,
    ([value], { host, lacksMemory }) => {
      if (value <= 0n) return undefined;
      const bytes = Number(value) * each;
      const sum =
        each === 1024
          ? formatBytes(bytes)
          : `${formatCount(value)} ${unit} × ${formatBytes(each)} = ${formatBytes(bytes)}`;
      if (!host.memory) {
        if (bytes >= worthAsking) lacksMemory(`${sum}.`);
        return undefined;
      }
      const memory = host.memory.value;
      if (bytes <= memory * most) return undefined;
      return {
        message: `${sum}, ${formatShare(bytes, memory)} of the ${formatBytes(memory)} of RAM (${host.memory.from}): ${consequence}.`,
      };
    },
  ]),
);

export const shareOfMemory: Rule = {
  id: 'sysctl/share-of-memory',
  title: 'The limit allows a large share of RAM',
  severity: 'warning',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
