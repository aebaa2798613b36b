/**
 * Writes the table of sysctl keys, `server/src/languages/sysctl/facts/keys.json`, from the machine-made table of kernel
 * trees and from `curated.json` beside it (what a person checked or worded: its fields replace the machine's).
 *
 *   node --import tsx server/tools/facts/sysctl.ts --from <folder holding sysctl-keys.json>
 *
 * Ranges: a bound equal to the bound of the key's type is left out, because `keys.ts` derives it; a key whose parser the
 * extraction could not read becomes type `number`, an integer without a known range. Earlier ranges are kept only where they
 * differ, and every doubt (a point release with backports, a tree that is not in the store) widens the range: a value is
 * never called out of range on a kernel that may accept it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type SysctlRow, typeRanges } from '../../src/languages/sysctl/facts/row.ts';

const folder = path.join(import.meta.dirname, '../../src/languages/sysctl/facts');

type Bound = number | string;
type NumberType = NonNullable<SysctlRow['type']>;

interface MachineRow {
  readonly type: NumberType | 'unknown';
  readonly vector: number;
  readonly min: Bound | null;
  readonly max: Bound | null;
  readonly 'boundsIn7.2'?: { readonly min?: Bound; readonly max?: Bound };
  readonly since?: { readonly notIn: string | null; readonly firstSeen: string };
  readonly changes?: readonly { readonly version: string; readonly defs: readonly Definition[] }[];
  readonly source?: { readonly handler: string };
}

interface Definition {
  readonly handler: string;
  readonly extra1: string | null;
  readonly extra2: string | null;
}

interface Range {
  readonly type: NumberType;
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

interface MachineKey extends MachineRow {
  readonly key: string;
  readonly status: SysctlRow['status'];
  readonly unit?: string;
  readonly default?: string;
  readonly enum?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
  readonly replacement?: string;
  readonly removed?: { readonly goneIn: string };
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly netns: string | null;
  readonly module?: string;
  readonly arch?: string;
  readonly conf?: ConfMeasured;
  readonly doc?: { readonly page: string; readonly anchor?: string | null };
  readonly source?: { readonly version: string; readonly file: string; readonly handler: string };
}

interface ConfMeasured {
  readonly effective?: string;
  readonly allHasReader?: boolean;
  readonly write_all_alsoChanges?: readonly string[];
}

interface Curated {
  /** What the parser behind a handler of its own accepts, read in the kernel source where the extraction gave up. */
  readonly handlers: Readonly<Record<string, Range>>;
  /** Bounds that the source spells by name and that never changed their value. */
  readonly bounds: Readonly<Record<string, Bound>>;
  /** The machine table's units as one word each, fit for a signature; null where it is no unit. */
  readonly units: Readonly<Record<string, string | null>>;
  /** Keys that are no part of a kernel's sysctl tables but are written like one. */
  readonly added: readonly SysctlRow[];
  /** Fields that replace the machine's, by key; `drop` names fields to leave out. */
  readonly keys: Readonly<Record<string, Partial<SysctlRow> & { readonly drop?: readonly (keyof SysctlRow)[] }>>;
}

/** Ranges that ended before 2.6.33 are left out: 2.6.32, of RHEL 6, is the oldest kernel somebody still tunes. */
const tooOld = /^2\.(4\.\d+|6\.([0-9]|[12]\d|3[0-2]))$/;

/** Releases older than the kernel's git history, whose files have no address there. */
const beforeGit = /^2\.(4\.\d+|6\.([0-9]|1[01]))$/;

/** The machine's remarks that fields of the row say already. */
const saidByFields = /^(effective|only in neigh|read only|write only|removed in|seen in public)/;

/** Trees whose label stands for a late point release: what changes there may be a backport. */
const longTerm = new Set(['3.10', '3.14', '3.18', '4.4', '4.14', '5.4', '5.10', '5.15', '6.1', '6.12', '6.18']);

const namespaces: Readonly<Record<string, SysctlRow['namespace']>> = {
  global: 'global',
  'per-netns': 'net',
  'per-netns (source)': 'net',
  'initial netns only (global)': 'initial-net',
  'visible, writable only in the initial netns': 'initial-net-writes',
  'per-IPC-namespace': 'ipc',
  'per-user-namespace': 'user',
  'per-UTS-namespace': 'uts',
  'per-PID-namespace': 'pid',
  'per-PID-namespace (since 6.14)': 'pid',
};

const combinations: Readonly<Record<string, SysctlRow['combine']>> = {
  'all OR iface': 'or',
  'all AND iface': 'and',
  'max(all,iface)': 'max',
  'iface only': 'interface',
  'forwarding on: all AND iface; forwarding off: all OR iface': 'and-when-forwarding',
};

const { values } = parseArgs({ options: { from: { type: 'string' } } });
if (values.from === undefined) throw new Error('--from <folder of the machine-made tables> is missing');
const machine = (JSON.parse(readFileSync(path.join(values.from, 'sysctl-keys.json'), 'utf8')) as { keys: MachineKey[] })
  .keys;
const curated = JSON.parse(readFileSync(path.join(folder, 'curated.json'), 'utf8')) as Curated;
/** The releases whose trees were read, oldest first; a change may be as old as the release after the tree before. */
const releases = [...new Set(machine.flatMap((row) => [row.since?.firstSeen, row.removed?.goneIn]))]
  .filter((version) => version !== undefined)
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const current = new Set(machine.filter((row) => row.status === 'current').map((row) => row.key));
const written = new Set<string>();

const rows = machine
  .map((row) => {
    const key = row.key.replace('*', '<name>');
    written.add(key);
    const { drop = [], ...replaced } = curated.keys[key] ?? {};
    const merged: Record<string, unknown> = { ...condense({ ...row, key }), ...replaced };
    for (const field of drop) delete merged[field];
    return merged as unknown as SysctlRow;
  })
  .concat(curated.added)
  .sort((a, b) => (a.key < b.key ? -1 : 1));
for (const key of Object.keys(curated.keys))
  if (!written.has(key)) throw new Error(`curated.json: no such key: ${key}`);

writeFileSync(path.join(folder, 'keys.json'), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);

/** One machine row as a row of the product, in the order the fields are written. */
function condense(row: MachineKey): SysctlRow {
  const known = row.status !== 'vendor' && row.status !== 'never-existed';
  const meant = row.notes?.map((note) => /meant: (\S+)$/.exec(note)?.[1]).find((name) => name && current.has(name));
  const target = row.replacement !== undefined && current.has(row.replacement) ? row.replacement : meant;
  const unit = row.unit !== undefined && row.unit in curated.units ? (curated.units[row.unit] ?? undefined) : row.unit;
  const notes = (row.notes ?? []).filter((note) => !saidByFields.test(note)).map(sentence);
  return withoutUndefined({
    key: row.key,
    status: row.status,
    ...rangeHistory(row),
    vector: row.vector > 1 ? row.vector : undefined,
    unit,
    default: row.default,
    enum: row.enum,
    since: known && row.since?.notIn ? row.since.firstSeen : undefined,
    until: known ? row.removed?.goneIn : undefined,
    replacedBy: target,
    insteadNote: target === undefined && row.replacement !== undefined ? instead(row.replacement) : undefined,
    readOnly: row.readOnly,
    action: row.writeOnly,
    namespace: namespaces[row.netns ?? ''],
    module: row.module,
    arch: row.arch,
    combine: row.conf && combination(row.conf, row.key),
    doc: row.doc && (row.doc.anchor ? `${row.doc.page}#${row.doc.anchor}` : row.doc.page),
    file:
      row.doc || !known || !row.source || beforeGit.test(row.source.version)
        ? undefined
        : `${row.source.version}:${row.source.file}`,
    notes: notes.length > 0 ? notes : undefined,
  });
}

/** How `all` and an interface give the value in force; undefined where nothing was measured. */
function combination(conf: ConfMeasured, key: string): SysctlRow['combine'] {
  if (conf.write_all_alsoChanges?.includes('<iface>')) return 'copied';
  if (conf.effective !== undefined) return combinations[conf.effective];
  if (key.startsWith('net.ipv6.') && conf.allHasReader === false) return 'all-ignored';
  return undefined;
}

/** The machine's remark on a key that has no one-to-one successor, as a sentence. */
function instead(replacement: string): string {
  const debugfs = /^(\/sys\/\S+) \(debugfs since 5\.13/.exec(replacement);
  if (debugfs) return `Since 5.13 it is ${debugfs[1]} in debugfs, which sysctl cannot write.`;
  const reason = /^none(?: \((.*)\))?$/.exec(replacement);
  if (reason) return reason[1] ? `Nothing replaces it: ${reason[1]}.` : 'Nothing replaces it.';
  return `Use instead: ${replacement}.`;
}

function sentence(note: string): string {
  const text = note.replace(/,? ?\(?probed\)?/g, '').trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?)"]$/.test(text) ? '' : '.'}`;
}

function withoutUndefined(row: { readonly [field in keyof SysctlRow]: SysctlRow[field] | undefined }): SysctlRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as SysctlRow;
}

/** The range fields of a row: the newest kernel's range, and in `changes` what earlier ones accepted. */
function rangeHistory(row: MachineRow): Pick<SysctlRow, 'type' | 'min' | 'max' | 'changes'> {
  if (row.type === 'unknown') return {};
  if (row.type === 'string' || row.type === 'portlist') return { type: row.type };
  const tree618 = measured(row);
  const newest = { ...tree618, ...row['boundsIn7.2'] };
  const past: { version: string; range: Range }[] = [];
  const list = row.changes ?? [];
  for (const { version, defs } of list) {
    const [only] = defs;
    if (defs.length !== 1 || only === undefined) continue;
    past.push({ version, range: definedRange(only, row, version === '7.2' || version === '6.19' ? newest : tree618) });
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
    const until = boundary(before, after);
    if (!tooOld.test(until)) changes.push({ before: until, ...compact(before, newest.type) });
  }
  const now = compact(newest, undefined);
  return { ...now, ...(changes.length > 0 ? { changes } : {}) };
}

/** The range on 6.18: what was measured there, or the handler's where the extraction had none. */
function measured(row: MachineRow): Range {
  const own = curated.handlers[row.source?.handler ?? ''];
  if (own && (row.min === null || row.max === null)) return own;
  const type = row.type as NumberType;
  if (row.min === null && row.max === null) return { type: 'number' };
  if (row.min === null || row.max === null)
    return { type: 'number', min: row.min ?? undefined, max: row.max ?? undefined };
  return { type, min: row.min, max: row.max };
}

function definedRange(definition: Definition, row: MachineRow, now: Range): Range {
  const handler = definition.handler.replace(/^&/, '');
  const last = row.changes?.at(-1)?.defs[0];
  const same = last !== undefined && last.handler === definition.handler;
  if (same && last.extra1 === definition.extra1 && last.extra2 === definition.extra2) return now;
  const type: NumberType = /dou8vec/.test(handler)
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
  if (handler.endsWith('_jiffies')) return curated.handlers[handler] ?? { type };
  if (handler === 'proc_dointvec' || handler === 'proc_ipc_dointvec') return { type: 'int' };
  return {
    type,
    min: bound(definition.extra1, last?.extra1, now.min),
    max: bound(definition.extra2, last?.extra2, now.max),
  };
}

function bound(text: string | null, lastText: string | null | undefined, now: Bound | undefined): Bound | undefined {
  if (text === null) return undefined;
  const name = text.replace(/^\([^)]*\)\s*/, '').replace(/^&/, '');
  if (name in curated.bounds) return curated.bounds[name];
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
function boundary(before: Range, after: { version: string; range: Range }): string {
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
function compact(range: Range, implied: NumberType | undefined): Pick<SysctlRow, 'type' | 'min' | 'max'> {
  const own = typeRanges[range.type];
  const drop = (value: Bound | undefined, at: 0 | 1) =>
    value === undefined || (own !== undefined && !String(value).includes('/') && BigInt(value) === own[at]);
  return {
    ...(range.type === implied ? {} : { type: range.type }),
    ...(drop(range.min, 0) ? {} : { min: range.min as Bound }),
    ...(drop(range.max, 1) ? {} : { max: range.max as Bound }),
  };
}
