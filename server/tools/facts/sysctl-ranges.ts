/**
 * Which integers a sysctl key takes on which kernel, worked out from what each kernel tree says of its parser.
 *
 * A bound equal to the bound of the key's type is left out, because `keys.ts` derives it; a key whose parser the extraction
 * could not read becomes type `number`, an integer without a known range. Earlier ranges are kept only where they differ, and
 * every doubt (a point release with backports, a tree that is not in the store) widens the range: a value is never called out
 * of range on a kernel that may accept it.
 */
import { type Bound, type SysctlRow, type SysctlType, typeRanges } from '../../src/languages/sysctl/facts/row.ts';

/** What the machine-made table says of a key's values, tree by tree. */
export interface RangedKey {
  readonly type: SysctlType | 'unknown';
  readonly min: Bound | null;
  readonly max: Bound | null;
  readonly 'boundsIn7.2'?: { readonly min?: Bound; readonly max?: Bound };
  readonly since?: { readonly notIn: string | null; readonly firstSeen: string };
  readonly changes?: readonly { readonly version: string; readonly defs: readonly Definition[] }[];
  readonly source?: { readonly handler: string };
}

/** What a person read in the kernel source where the extraction gave up. */
export interface KnownParsers {
  /** What the parser behind a handler of its own accepts. */
  readonly handlers: Readonly<Record<string, Range>>;
  /** Bounds that the source spells by name and that never changed their value. */
  readonly bounds: Readonly<Record<string, Bound>>;
}

interface Definition {
  readonly handler: string;
  readonly extra1: string | null;
  readonly extra2: string | null;
}

interface Range {
  readonly type: SysctlType;
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

/** Ranges that ended before 2.6.33 are left out: 2.6.32, of RHEL 6, is the oldest kernel somebody still tunes. */
const tooOld = /^2\.(4\.\d+|6\.([0-9]|[12]\d|3[0-2]))$/;

/** Trees whose label stands for a late point release: what changes there may be a backport. */
const longTerm = new Set(['3.10', '3.14', '3.18', '4.4', '4.14', '5.4', '5.10', '5.15', '6.1', '6.12', '6.18']);

/**
 * The range fields of a row: the newest kernel's range, and in `changes` what earlier ones accepted. `releases` are those
 * whose trees were read, oldest first.
 */
export function rangeHistory(
  row: RangedKey,
  parsers: KnownParsers,
  releases: readonly string[],
): Pick<SysctlRow, 'type' | 'min' | 'max' | 'changes'> {
  if (row.type === 'unknown') return {};
  if (row.type === 'string' || row.type === 'portlist') return { type: row.type };
  const tree618 = measured(row, parsers);
  const newest = { ...tree618, ...row['boundsIn7.2'] };
  const past: { version: string; range: Range }[] = [];
  const list = row.changes ?? [];
  for (const { version, defs } of list) {
    const [only] = defs;
    if (defs.length !== 1 || only === undefined) continue;
    past.push({
      version,
      range: definedRange(only, row, version === '7.2' || version === '6.19' ? newest : tree618, parsers),
    });
  }
  const first = past[0];
  if (
    first &&
    list.length === 6 &&
    !first.version.startsWith('2.') &&
    row.since &&
    row.since.firstSeen !== first.version
  )
    past.unshift({ version: '0', range: { type: 'int' } });
  if (row['boundsIn7.2'] && past.at(-1)?.version !== '7.2') past.push({ version: '7.2', range: newest });
  const steps = settle(past);
  const changes: NonNullable<SysctlRow['changes']>[number][] = [];
  for (let i = 0; i + 1 < steps.length; i++) {
    const before = steps[i]!.range;
    const after = steps[i + 1]!;
    const until = boundary(before, after, releases);
    if (!tooOld.test(until)) changes.push({ before: until, ...compact(before, newest.type) });
  }
  const now = compact(newest, undefined);
  return { ...now, ...(changes.length > 0 ? { changes } : {}) };
}

/** The range on 6.18: what was measured there, or the handler's where the extraction had none. */
function measured(row: RangedKey, parsers: KnownParsers): Range {
  const own = parsers.handlers[row.source?.handler ?? ''];
  if (own && (row.min === null || row.max === null)) return own;
  const type = row.type as SysctlType;
  if (row.min === null && row.max === null) return { type: 'number' };
  if (row.min === null || row.max === null)
    return { type: 'number', min: row.min ?? undefined, max: row.max ?? undefined };
  return { type, min: row.min, max: row.max };
}

function definedRange(definition: Definition, row: RangedKey, now: Range, parsers: KnownParsers): Range {
  const handler = definition.handler.replace(/^&/, '');
  const last = row.changes?.at(-1)?.defs[0];
  const same = last !== undefined && last.handler === definition.handler;
  if (same && last.extra1 === definition.extra1 && last.extra2 === definition.extra2) return now;
  const type: SysctlType = /dou8vec/.test(handler)
    ? 'u8'
    : /douintvec/.test(handler)
      ? 'uint'
      : /doulongvec/.test(handler)
        ? 'ulong'
        : /dobool/.test(handler)
          ? 'bool'
          : /^proc_(ipc_)?dointvec/.test(handler)
            ? 'int'
            : now.type;
  if (handler.endsWith('_jiffies')) return parsers.handlers[handler] ?? { type };
  if (handler === 'proc_dointvec' || handler === 'proc_ipc_dointvec') return { type: 'int' };
  return {
    type,
    min: bound(definition.extra1, last?.extra1, now.min, parsers),
    max: bound(definition.extra2, last?.extra2, now.max, parsers),
  };
}

function bound(
  text: string | null,
  lastText: string | null | undefined,
  now: Bound | undefined,
  parsers: KnownParsers,
): Bound | undefined {
  if (text === null) return undefined;
  const name = text.replace(/^\([^)]*\)\s*/, '').replace(/^&/, '');
  if (name in parsers.bounds) return parsers.bounds[name];
  const strip = (other: string) => other.replace(/^\([^)]*\)\s*/, '').replace(/^&/, '');
  return lastText != null && strip(lastText) === name ? now : undefined;
}

/** Joins equal neighbours and dissolves the back and forth that a backport to a long-term tree makes. */
function settle(past: readonly { version: string; range: Range }[]): { version: string; range: Range }[] {
  const steps: { version: string; range: Range }[] = [];
  for (const step of past) {
    const previous = steps.at(-1);
    const beforeThat = steps.at(-2);
    if (previous && equal(previous.range, step.range)) continue;
    if (previous && beforeThat && longTerm.has(previous.version) && equal(beforeThat.range, step.range)) {
      const wider = union(previous.range, step.range);
      if (equal(wider, step.range)) steps.pop();
      else steps[steps.length - 1] = { version: previous.version, range: wider };
      continue;
    }
    steps.push(step);
  }
  return steps;
}

/** First release on which the range after a change counts; doubt goes to the wider range. */
function boundary(before: Range, after: { version: string; range: Range }, releases: readonly string[]): string {
  const widens = equal(union(before, after.range), after.range);
  if (widens)
    return after.version === '7.2' ? '6.19' : next(releases[releases.indexOf(after.version) - 1] ?? after.version);
  return longTerm.has(after.version) ? next(after.version) : after.version;
}

/** The release that followed one in mainline. */
function next(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 2) return version === '2.6.39' ? '3.0' : `2.6.${patch + 1}`;
  const lastMinor: Readonly<Record<number, number>> = { 3: 19, 4: 20, 5: 19, 6: 19 };
  return lastMinor[major] === minor ? `${major + 1}.0` : `${major}.${minor + 1}`;
}

function limits(range: Range): [bigint, bigint] {
  const [low, high] = typeRanges[range.type] ?? [-(2n ** 64n), 2n ** 64n];
  const value = (text: Bound | undefined, otherwise: bigint) => {
    if (text === undefined) return otherwise;
    const [number = '0', hz] = String(text).split('/');
    return hz === undefined ? BigInt(number) : BigInt(number) / 100n;
  };
  return [value(range.min, low), value(range.max, high)];
}

function equal(a: Range, b: Range): boolean {
  const [low, high] = limits(a);
  const [otherLow, otherHigh] = limits(b);
  return low === otherLow && high === otherHigh;
}

function union(a: Range, b: Range): Range {
  const [low, high] = limits(a);
  const [otherLow, otherHigh] = limits(b);
  if (low <= otherLow && high >= otherHigh) return a;
  if (otherLow <= low && otherHigh >= high) return b;
  const wideType = a.type === b.type ? a.type : 'number';
  return { type: wideType, min: low < otherLow ? a.min : b.min, max: high > otherHigh ? a.max : b.max };
}

/** A range without the bounds its type implies; the type too where `implied` is the same. */
function compact(range: Range, implied: SysctlType | undefined): Pick<SysctlRow, 'type' | 'min' | 'max'> {
  const own = typeRanges[range.type];
  const drop = (value: Bound | undefined, at: 0 | 1) =>
    value === undefined || (own !== undefined && !String(value).includes('/') && BigInt(value) === own[at]);
  return {
    ...(range.type === implied ? {} : { type: range.type }),
    ...(drop(range.min, 0) ? {} : { min: range.min as Bound }),
    ...(drop(range.max, 1) ? {} : { max: range.max as Bound }),
  };
}
