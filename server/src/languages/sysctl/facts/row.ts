/** The shape of a row of `keys.json`, shared by the table and the extractor that writes it. */

/** What the kernel's parser stores; `number` is an integer whose range is not known. */
export type SysctlType = 'int' | 'uint' | 'u8' | 'ulong' | 'bool' | 'number' | 'string' | 'portlist';

/** A number, a decimal string above 2^53, or `N/HZ` where the limit depends on the kernel's timer frequency. */
export type Bound = number | string;

/** What kernels before a release accepted; an absent `type` is the row's, an absent bound is that of the type. */
export interface EarlierRange {
  readonly before: string;
  readonly type?: SysctlType;
  readonly min?: Bound;
  readonly max?: Bound;
}

/** One row of `keys.json`. A bound that is the type's own is left out. */
export interface SysctlRow {
  readonly key: string;
  readonly status: SysctlStatus;
  readonly type?: SysctlType;
  readonly min?: Bound;
  readonly max?: Bound;
  /** Oldest first; the first entry whose `before` is above the kernel's version holds. */
  readonly changes?: readonly EarlierRange[];
  /** Number of fields where there is more than one. */
  readonly vector?: number;
  readonly unit?: string;
  readonly default?: string;
  readonly enum?: Readonly<Record<string, string>>;
  readonly since?: string;
  readonly until?: string;
  readonly replacedBy?: string;
  readonly insteadNote?: string;
  readonly readOnly?: boolean;
  readonly action?: boolean;
  readonly onlyUnder?: 'default';
  readonly namespace?: SysctlNamespace;
  readonly module?: string;
  readonly arch?: string;
  readonly combine?: ConfCombination;
  /** Page and anchor on docs.kernel.org, behind a release (`6.1/`) where the newest documentation has it no more. */
  readonly doc?: string;
  /** `<version>:<path>` in the kernel source, where no documentation names the key. */
  readonly file?: string;
  readonly notes?: readonly string[];
}

/**
 * `noop`: still there, read by nothing. `removed-ancient`: gone before 2.6.12. `vendor`: only in distribution kernels.
 * `never-existed`: a misspelling seen in public files.
 */
export type SysctlStatus = 'current' | 'noop' | 'removed' | 'removed-ancient' | 'vendor' | 'never-existed';

/**
 * Where a value counts: `global` for the machine, `net` per network namespace, `initial-net` absent from other network
 * namespaces, `initial-net-writes` readable there but not writable, the others per namespace of that kind.
 */
export type SysctlNamespace = 'global' | 'net' | 'initial-net' | 'initial-net-writes' | 'ipc' | 'user' | 'uts' | 'pid';

/**
 * How `conf.all` and the interface give the value in force (include/linux/inetdevice.h; for IPv6 whoever reads `devconf_all`):
 * logical or/and, the larger or the smaller one, `conf.all` unless it is 0, the interface alone, `and` on a forwarding
 * interface but `or` on a host, `copied` where writing `all` sets every interface, `all-ignored` where nothing reads `all`.
 */
export type ConfCombination =
  | 'or'
  | 'and'
  | 'max'
  | 'min'
  | 'all-first'
  | 'interface'
  | 'and-when-forwarding'
  | 'copied'
  | 'all-ignored';

/** What each type can hold at all; `number`, strings and port lists have no range of their own. */
export const typeRanges: Readonly<Partial<Record<SysctlType, readonly [bigint, bigint]>>> = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  uint: [0n, 2n ** 32n - 1n],
  u8: [0n, 255n],
  ulong: [0n, 2n ** 64n - 1n],
  bool: [0n, 1n],
};
