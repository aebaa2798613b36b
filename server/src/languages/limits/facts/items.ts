/**
 * The items and types of limits.conf. Units and versions were read in the sources of pam_limits 1.5.2 to 1.7.2; `since` is a
 * release of Linux-PAM.
 */
import type { Fact, FactTable, Source } from '../../../engine/facts.ts';
import { parseSignature } from '../../../engine/signature.ts';

export interface LimitItem extends Fact {
  /** The resource limit the item sets; undefined for what pam_limits does itself. */
  readonly rlimit?: string | undefined;
  /** Words that stand for no limit; empty where the item has no such value. */
  readonly keywords: readonly string[];
  /** The type may be any word at all. */
  readonly ignoresType: boolean;
  /** No rank between user, group and `*`: the last line that matches counts. */
  readonly lastMatchWins: boolean;
}

export interface LimitItemTable extends FactTable {
  get(name: string): LimitItem | undefined;
  all(): Iterable<LimitItem>;
}

interface ItemRow {
  readonly rlimit?: string;
  readonly unit?: string;
  readonly since?: string;
  readonly notes?: readonly string[];
  readonly ignoresType?: true;
  readonly lastMatchWins?: true;
  /** Replaces the ordinary value, a number of `unit` or a keyword. */
  readonly signature?: string;
}

const manual: Source = {
  title: 'limits.conf(5)',
  url: 'https://man7.org/linux/man-pages/man5/limits.conf.5.html',
};

const noLimit = ['unlimited', 'infinity', '-1', '-'] as const;

const rows: Readonly<Record<string, ItemRow>> = {
  nofile: {
    rlimit: 'RLIMIT_NOFILE',
    unit: 'descriptors',
    notes: [
      'fs.nr_open is the most any process can get; `unlimited` means just that since 1.5.2.',
      'A system service takes its limit from systemd, not from this file.',
    ],
  },
  nproc: {
    rlimit: 'RLIMIT_NPROC',
    unit: 'threads',
    notes: ['Counts all threads of the user; root is not held to it.'],
  },
  memlock: { rlimit: 'RLIMIT_MEMLOCK', unit: 'KiB' },
  core: { rlimit: 'RLIMIT_CORE', unit: 'KiB' },
  stack: { rlimit: 'RLIMIT_STACK', unit: 'KiB' },
  data: { rlimit: 'RLIMIT_DATA', unit: 'KiB' },
  fsize: { rlimit: 'RLIMIT_FSIZE', unit: 'KiB' },
  as: { rlimit: 'RLIMIT_AS', unit: 'KiB' },
  rss: { rlimit: 'RLIMIT_RSS', unit: 'KiB', notes: ['Linux has ignored it since 2.4.30.'] },
  cpu: { rlimit: 'RLIMIT_CPU', unit: 'minutes' },
  locks: { rlimit: 'RLIMIT_LOCKS', unit: 'locks', notes: ['Linux has ignored it since 2.4.25.'] },
  sigpending: { rlimit: 'RLIMIT_SIGPENDING', unit: 'signals' },
  msgqueue: { rlimit: 'RLIMIT_MSGQUEUE', unit: 'bytes' },
  nice: {
    rlimit: 'RLIMIT_NICE',
    notes: [
      'From -20 to 19; anything beyond is moved to the nearer end.',
      'The keywords for no limit do not exist here.',
    ],
  },
  rtprio: { rlimit: 'RLIMIT_RTPRIO' },
  rttime: { rlimit: 'RLIMIT_RTTIME', unit: 'microseconds', since: '1.7.1' },
  priority: {
    lastMatchWins: true,
    notes: [
      'From -20 to 19; the kernel moves anything beyond to the nearer end.',
      'soft, hard and - make no difference.',
    ],
  },
  maxlogins: {
    ignoresType: true,
    unit: 'logins',
    notes: ['Never applies to uid 0.', 'Shares one value with maxsyslogins.'],
  },
  maxsyslogins: {
    ignoresType: true,
    unit: 'logins',
    notes: ['Never applies to uid 0.', 'Shares one value with maxlogins.'],
  },
  nonewprivs: {
    ignoresType: true,
    lastMatchWins: true,
    since: '1.5.0',
    notes: ['0 or 1; any other value is taken as 0 instead of dropping the line.'],
  },
  chroot: {
    lastMatchWins: true,
    signature: '<directory:text>',
    notes: ['Only in Debian and its relatives, by a patch.', 'The path is turned into lower case.'],
  },
};

const withoutKeywords = new Set(['nice', 'priority', 'nonewprivs', 'chroot']);

const items = new Map(Object.entries(rows).map(([name, row]) => [name, itemOf(name, row)]));

/** What a line limits. Names are in lower case; the file may write them in any. */
export const limitItems: LimitItemTable = {
  id: 'item',
  noun: 'item',
  get: (name) => items.get(name),
  all: () => items.values(),
};

const types = new Map<string, Fact>(
  ['soft', 'hard', '-'].map((name) => [name, { id: `type:${name}`, name, params: [], source: manual }]),
);

/** Which of the two limits a line sets. */
export const limitTypes: FactTable = {
  id: 'type',
  noun: 'type',
  get: (name) => types.get(name),
  all: () => types.values(),
};

function itemOf(name: string, row: ItemRow): LimitItem {
  const unit = row.unit === undefined ? '' : ` unit=${row.unit}`;
  return {
    id: name,
    name,
    params: parseSignature(row.signature ?? `<value:limit-value item=${name}${unit}>`),
    since: row.since,
    unit: row.unit,
    notes: row.notes,
    source: manual,
    rlimit: row.rlimit,
    keywords: withoutKeywords.has(name) ? [] : noLimit,
    ignoresType: row.ignoresType ?? false,
    lastMatchWins: row.lastMatchWins ?? false,
  };
}
