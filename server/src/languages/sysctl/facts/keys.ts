/**
 * The sysctl keys of Linux: every key of 102 kernel trees, with type, range, versions and successor. The rows are data
 * (`keys.json`, written by the facts extractor); this file turns a row into a fact when somebody asks for it.
 */
import { type Fact, type FactTable, rowsOf, type Source } from '../../../engine/facts.ts';
import { type Param, parseSignature } from '../../../engine/signature.ts';
import { canonicalKey, spelledLike } from '../key.ts';
import rows from './keys.json' with { type: 'json' };
import {
  type Bound,
  type ConfCombination,
  type EarlierRange,
  type SysctlNamespace,
  type SysctlRow,
  type SysctlStatus,
  type SysctlType,
  typeRanges,
} from './row.ts';

export interface SysctlFact extends Fact {
  readonly status: SysctlStatus;
  readonly type: SysctlType | undefined;
  /** Number of fields the kernel reads. */
  readonly fields: number;
  /** The newest kernel's bounds as written in the table; `rangeFor` gives numbers. */
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
  readonly changes: readonly EarlierRange[];
  /** The values with a meaning of their own; a larger number may still be accepted, see the range. */
  readonly choices?: readonly { readonly value: string; readonly meaning: string }[] | undefined;
  /** What to do instead where no key replaces this one, as a sentence. */
  readonly insteadNote?: string | undefined;
  readonly readOnly: boolean;
  /** A write does something now; there is no setting to keep. */
  readonly action: boolean;
  /** The one name the key exists under, where not every interface has it (`neigh.default.gc_thresh3`). */
  readonly onlyUnder?: 'default' | undefined;
  readonly namespace?: SysctlNamespace | undefined;
  /** Module that must be loaded before the key exists. */
  readonly module?: string | undefined;
  readonly arch?: string | undefined;
  readonly combine?: ConfCombination | undefined;
}

/** The keys as a table whose facts carry the kernel's side of a key. */
export interface SysctlTable extends FactTable {
  get(name: string): SysctlFact | undefined;
  all(): Iterable<SysctlFact>;
}

/** Names of the fields of the keys that hold several values. */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  'kernel.printk': ['console', 'default', 'minimum', 'boot'],
  'kernel.sem': ['SEMMSL', 'SEMMNS', 'SEMOPM', 'SEMMNI'],
  'kernel.acct': ['resume', 'suspend', 'interval'],
  'net.ipv4.ip_local_port_range': ['low', 'high'],
  'net.ipv4.ping_group_range': ['low', 'high'],
  'net.ipv4.tcp_mem': ['min', 'pressure', 'max'],
  'net.ipv4.udp_mem': ['min', 'pressure', 'max'],
  'net.ipv4.tcp_rmem': ['min', 'default', 'max'],
  'net.ipv4.tcp_wmem': ['min', 'default', 'max'],
};

/** No key has more parts, and each of them is tried as the place of a name. */
const mostSegments = 5;
/** What stands in the place of a name is that of an interface, a device or a file, which has 255 bytes at most. */
const longestName = 512;

/**
 * All keys. Names are dotted; a pattern row (`net.ipv4.conf.<name>.rp_filter`) is found by its own name, by any name in its
 * place (`net.ipv4.conf.eth0.rp_filter`, `….eth0/100.…` where the interface has a dot) and by `*`.
 */
export const sysctlKeys: SysctlTable = {
  id: 'sysctl',
  noun: 'key',
  get(name) {
    const index = rowsByKey();
    const exact = index.get(name);
    if (exact) return factOf(exact);
    if (name.length > longestName) return undefined;
    const segments = name.split('.', mostSegments + 1);
    if (segments.length > mostSegments) return undefined;
    for (let at = segments.length - 1; at > 0; at--) {
      const segment = segments[at] as string;
      if (segment === '') continue;
      segments[at] = '<name>';
      const row = index.get(segments.join('.'));
      if (row) return factOf(row);
      segments[at] = segment;
    }
    return undefined;
  },
  *all() {
    for (const row of rowsByKey().values()) yield factOf(row);
  },
};

/** The keys that some kernel has or had: what may be offered. Misspellings are known to `get` alone. */
export const existingKeys: SysctlTable = {
  ...sysctlKeys,
  spellings,
  *all() {
    for (const fact of sysctlKeys.all()) if (fact.status !== 'never-existed') yield fact;
  },
};

/**
 * The keys that a pattern stands for where something is written, in the same spelling: those with the interface's name that is
 * there, else those of `all` and `default`. A pattern whose names nobody knows stays one.
 */
function spellings(
  { name, onlyUnder }: Fact & { readonly onlyUnder?: string | undefined },
  written: string,
): readonly string[] {
  if (!name.includes('<name>')) return [spelledLike(name, written)];
  const pattern = name.split('.');
  const typed = canonicalKey(written).split('.');
  const at = pattern.indexOf('<name>');
  const here = typed.length > at + 1 && pattern.slice(0, at).every((element, i) => element === typed[i]);
  const usual = onlyUnder ? [onlyUnder] : (usualNames.find(([place]) => name.startsWith(place))?.[1] ?? ['<name>']);
  const names = here && !onlyUnder ? [typed[at] as string] : usual;
  return names.map((each) => spelledLike(name.replace('<name>', each), written));
}

const usualNames: readonly (readonly [beginning: string, names: readonly string[]])[] = [
  ['net.ipv4.conf.', ['all', 'default']],
  ['net.ipv6.conf.', ['all', 'default']],
  ['net.ipv4.neigh.', ['default']],
  ['net.ipv6.neigh.', ['default']],
];

/**
 * The integers the kernel accepts for each field. Without a version: the widest range any kernel since 2.6.32 accepted. A
 * bound that depends on the timer frequency is the widest too, unless `hz` is given; an absent bound is not known.
 */
export function rangeFor(fact: SysctlFact, kernelVersion?: string, hz?: number): Range {
  if (kernelVersion === undefined) return widest(fact, fact.changes, hz);
  const earlier = fact.changes.find((change) => isBefore(kernelVersion, change.before));
  return numbers(earlier ? { type: fact.type, ...earlier } : fact, hz);
}

/** Integers accepted; an absent bound is not known. */
export interface Range {
  readonly min?: bigint;
  readonly max?: bigint;
}

interface Bounds {
  readonly type?: SysctlType | undefined;
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

let byKey: Map<string, SysctlRow> | undefined;
const facts = new Map<string, SysctlFact>();

function rowsByKey(): Map<string, SysctlRow> {
  byKey ??= new Map(rowsOf<SysctlRow>(rows).map((row) => [row.key, row]));
  return byKey;
}

function factOf(row: SysctlRow): SysctlFact {
  let fact = facts.get(row.key);
  if (!fact) {
    fact = {
      id: row.key,
      name: row.key,
      params: parseSignature(signatureOf(row)),
      since: row.since,
      until: row.until,
      replacedBy: row.replacedBy,
      default: row.default,
      unit: row.unit,
      notes: row.notes,
      source: sourceOf(row),
      status: row.status,
      type: row.type,
      fields: row.vector ?? 1,
      min: row.min,
      max: row.max,
      changes: row.changes ?? [],
      choices: row.enum && Object.entries(row.enum).map(([value, meaning]) => ({ value, meaning })),
      insteadNote: row.insteadNote,
      readOnly: row.readOnly ?? false,
      action: row.action ?? false,
      onlyUnder: row.onlyUnder,
      namespace: row.namespace,
      module: row.module,
      arch: row.arch,
      combine: row.combine,
    } satisfies SysctlFact & { readonly params: readonly Param[] };
    facts.set(row.key, fact);
  }
  return fact;
}

/**
 * The signature of a row: one value per field, as wide as any kernel accepted, because a signature knows no version. Only
 * the first is needed: a line with fewer fields changes the leading ones.
 */
function signatureOf(row: SysctlRow): string {
  if (row.type === undefined || row.type === 'string') return '<value:text>';
  if (row.type === 'portlist') return '<ports:port-list>';
  const { min, max } = widest(row, row.changes ?? []);
  const type = (row.changes ?? []).reduce<SysctlType>((wide, change) => wider(wide, change.type ?? wide), row.type);
  const options = [
    type === 'number' ? '' : ` type=${type}`,
    min === undefined ? '' : ` min=${min}`,
    max === undefined ? '' : ` max=${max}`,
    row.unit === undefined ? '' : ` unit=${row.unit}`,
  ].join('');
  const names =
    fieldNames[row.key] ?? Array.from({ length: row.vector ?? 1 }, (_, i) => (i > 0 ? `value${i + 1}` : 'value'));
  return names.map((name, i) => `<${name}:integer${options}>${i > 0 ? '?' : ''}`).join(' ');
}

function sourceOf(row: SysctlRow): Source | undefined {
  if (row.doc !== undefined) {
    const [page = '', anchor] = row.doc.split('#');
    const url = `https://docs.kernel.org/${page}.html${anchor === undefined ? '' : `#${anchor}`}`;
    return { title: `Linux kernel documentation, ${page}`, url };
  }
  const [version, file] = row.file?.split(':') ?? [];
  if (version === undefined || file === undefined) return undefined;
  const tree = 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree';
  return { title: `Linux ${version}, ${file}`, url: `${tree}/${file}?h=v${version}` };
}

/** The range that holds the newest one and all earlier ones; a bound is unknown as soon as one of them is. */
function widest(newest: Bounds, earlier: readonly EarlierRange[], hz?: number): Range {
  const ranges = [numbers(newest, hz), ...earlier.map((change) => numbers({ type: newest.type, ...change }, hz))];
  const lows = ranges.map((range) => range.min).filter((bound) => bound !== undefined);
  const highs = ranges.map((range) => range.max).filter((bound) => bound !== undefined);
  return {
    ...(lows.length === ranges.length ? { min: ascending(lows)[0] as bigint } : {}),
    ...(highs.length === ranges.length ? { max: ascending(highs).at(-1) as bigint } : {}),
  };
}

function ascending(bounds: readonly bigint[]): readonly bigint[] {
  return [...bounds].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The type that holds the other one's values as well; `number` holds all. */
function wider(a: SysctlType, b: SysctlType): SysctlType {
  const own = typeRanges[a];
  const other = typeRanges[b];
  if (own === undefined || other === undefined) return 'number';
  if (own[0] <= other[0] && own[1] >= other[1]) return a;
  return other[0] <= own[0] && other[1] >= own[1] ? b : 'number';
}

/**
 * Explicit bounds, else those of the type. `N/HZ` without a frequency is taken at its widest: 100 for what lies far from
 * zero, 1000 for a lower limit above zero.
 */
function numbers({ type, min, max }: Bounds, hz?: number): Range {
  const own = type === undefined ? undefined : typeRanges[type];
  const low = min === undefined ? own?.[0] : toBigInt(min, hz ?? (String(min).startsWith('-') ? 100 : 1000));
  const high = max === undefined ? own?.[1] : toBigInt(max, hz ?? 100);
  return { ...(low === undefined ? {} : { min: low }), ...(high === undefined ? {} : { max: high }) };
}

function toBigInt(bound: Bound, hz: number): bigint {
  const [number = '0', perHz] = String(bound).split('/');
  return perHz === undefined ? BigInt(number) : BigInt(number) / BigInt(hz);
}

/** Compares `5.15.0-91-generic` with `5.8`, number by number; a version without a number is before nothing. */
function isBefore(version: string, release: string): boolean {
  const own = version.match(/\d+/g)?.map(Number) ?? [];
  if (own.length === 0) return false;
  const other = release.split('.').map(Number);
  for (const [i, part] of other.entries()) {
    const mine = own[i] ?? 0;
    if (mine !== part) return mine < part;
  }
  return false;
}
