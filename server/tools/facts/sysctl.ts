/**
 * Writes the table of sysctl keys, `server/src/languages/sysctl/facts/keys.json`, from the machine-made table of kernel
 * trees and from `curated.json` beside it (what a person checked or worded: its fields replace the machine's).
 *
 *   node --import tsx server/tools/facts/sysctl.ts --from <folder holding sysctl-keys.json>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { SysctlRow } from '../../src/languages/sysctl/facts/row.ts';
import { type KnownParsers, type RangedKey, rangeHistory } from './sysctl-ranges.ts';

const folder = path.join(import.meta.dirname, '../../src/languages/sysctl/facts');

interface MachineKey extends RangedKey {
  readonly key: string;
  readonly vector: number;
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
  readonly doc?: { readonly page: string; readonly anchor?: string | null; readonly seenIn: string };
  readonly source?: { readonly version: string; readonly file: string; readonly handler: string };
}

interface ConfMeasured {
  readonly effective?: string;
  readonly allHasReader?: boolean;
  readonly write_all_alsoChanges?: readonly string[];
}

interface Curated extends KnownParsers {
  /** The machine table's units as one word each, fit for a signature; null where it is no unit. */
  readonly units: Readonly<Record<string, string | null>>;
  /** Keys that are no part of a kernel's sysctl tables but are written like one. */
  readonly added: readonly SysctlRow[];
  /** Fields that replace the machine's, by key; `drop` names fields to leave out. */
  readonly keys: Readonly<Record<string, Partial<SysctlRow> & { readonly drop?: readonly (keyof SysctlRow)[] }>>;
}

/** Releases older than the kernel's git history, whose files have no address there. */
const beforeGit = /^2\.(4\.\d+|6\.([0-9]|1[01]))$/;

/** The machine's remarks that fields of the row say already. */
const saidByFields = /^(effective|only in neigh|read only|write only|removed in|seen in public)/;

/** The newest documentation that was read, which docs.kernel.org shows without a release in the address. */
const newestDocumentation = 'linux-doc 7.2';

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
    ...rangeHistory(row, curated, releases),
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
    doc: row.doc && documentation(row.doc),
    file:
      row.doc || !known || !row.source || beforeGit.test(row.source.version)
        ? undefined
        : `${row.source.version}:${row.source.file}`,
    notes: notes.length > 0 ? notes : undefined,
  });
}

/** Page and anchor, behind the release whose documentation was the last to have it (`6.1/admin-guide/…`). */
function documentation({ page, anchor, seenIn }: NonNullable<MachineKey['doc']>): string {
  const release = seenIn === newestDocumentation ? '' : `${seenIn.replace('linux-doc ', '')}/`;
  return `${release}${page}${anchor ? `#${anchor}` : ''}`;
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
