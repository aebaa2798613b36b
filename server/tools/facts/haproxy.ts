/**
 * Writes HAProxy's fact table `keywords.json`, and the name lists its test compares against, from the machine-made tables
 * in the folder `--from`: the keyword list read in 22 manuals, the `-dK` dumps of seven binaries and the section matrix
 * measured on one of them. Facts only: no sentence of a manual is read. What these tables do not know stands in
 * `facts/corrections.ts` and `facts/defaults.ts`.
 *
 *   node --import tsx server/tools/facts/haproxy.ts --from <folder>
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareVersions } from '../../src/engine/version.ts';
import {
  adoptions,
  type Correction,
  corrections,
  refusedIn,
  unlisted,
} from '../../src/languages/haproxy/facts/corrections.ts';
import { defaults } from '../../src/languages/haproxy/facts/defaults.ts';
import { notKeywords } from '../../src/languages/haproxy/facts/not-keywords.ts';
import type { KeywordRow } from '../../src/languages/haproxy/facts/rows.ts';
import { sectionKinds } from '../../src/languages/haproxy/facts/sections.ts';
import { type Dumped, readDumps } from './haproxy-dumps.ts';

/** One entry of the machine-made keyword table, the fields that are read here. */
interface Keyword {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly section: string;
  readonly sections?: Readonly<Record<string, boolean | 'named-only'>> | readonly string[];
  readonly signatures: readonly string[];
  readonly contexts?: readonly string[];
  readonly invertible?: boolean;
  readonly rulesets?: readonly string[];
  readonly bin_rulesets?: readonly string[];
  readonly bin?: {
    readonly args?: number | string | null;
    readonly input?: string;
    readonly output?: string;
    readonly where?: string;
  };
  readonly input?: string;
  readonly output?: string;
  readonly equivalent?: string;
  readonly first_doc?: string;
  readonly hardcoded_in?: readonly string[];
  readonly first_binary?: string;
  readonly url?: string;
}

type Matrix = Readonly<
  Record<string, Readonly<Record<string, { readonly result: string; readonly message: readonly string[] }>>>
>;

const proxies = ['defaults', 'frontend', 'listen', 'backend'] as const;
/** Check steps whose name goes on with parentheses; the dumps mark the actions that do. */
const calls = /^(http|tcp)-check (un)?set-var(-fmt)?$/;

const folder = argument('--from');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
const keywords = read<{ keywords: Keyword[] }>('haproxy-keywords.json').keywords;
const matrix = read<{ measured: Matrix }>('haproxy-section-matrix-measured.json').measured;
const dumps = readDumps(join(folder, 'haproxy-dumps'), (name) => readFileSync(name, 'utf8'), readdirSync);

const rows = new Map<string, KeywordRow>();
for (const keyword of keywords) {
  if (excluded(keyword)) continue;
  add(rowOf(keyword));
}
for (const row of unlisted) add(row);
addDumped('acl-criterion', dumps.criteria);
addDumped('converter', dumps.converters);
addDumped('fetch', dumps.fetches);
addDumped('crt-list-option', dumps.certificateListOptions);
addOlder('converter', dumps.converters);
addOlder('fetch', dumps.fetches);
add({
  id: 'action/track-sc',
  table: 'action',
  name: 'track-sc',
  call: true,
  rulesets: trackRulesets(),
  url: '3.4/4.3-track-sc0',
});
for (const table of ['action', 'service', 'filter', 'fetch', 'converter']) {
  add({
    id: `${table}/lua.<name>`,
    table,
    name: 'lua.<name>',
    since: '1.6',
    ...(table === 'action' ? { rulesets: luaRulesets() } : {}),
  });
}

const facts = new URL('../../src/languages/haproxy/facts/keywords.json', import.meta.url);
const sorted = [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
writeFileSync(facts, `[\n${sorted.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
writeFileSync(new URL('../../../test/facts/haproxy-names.json', import.meta.url), names());
console.log(`${sorted.length} rows in ${fileURLToPath(facts)}`);

function argument(name: string): string {
  const value = process.argv[process.argv.indexOf(name) + 1];
  if (!process.argv.includes(name) || value === undefined) throw new Error(`usage: haproxy.ts ${name} <folder>`);
  return value;
}

/** Section headers are no directives; `notKeywords` says why the others are left out. */
function excluded({ id, kind, name, section }: Keyword): boolean {
  if (kind === 'section-keyword' && name === section) return true;
  return Object.keys(notKeywords).some((key) => (key.endsWith('*') ? id.startsWith(key.slice(0, -1)) : id === key));
}

function rowOf(keyword: Keyword): KeywordRow {
  const { kind, section } = keyword;
  const owner =
    kind === 'proxy' ? 'proxy' : kind === 'section-keyword' ? section : kind === 'global' ? 'global' : undefined;
  const inner = section === 'crt-store-load';
  const table = inner ? 'crt-store-load-option' : owner === undefined ? kind : 'directive';
  const name =
    kind === 'filter'
      ? keyword.name.replace(/^filter /, '')
      : keyword.name === 'persist rdp-cookie'
        ? 'persist'
        : keyword.name;
  const id = owner === undefined || inner ? `${table}/${name}` : `directive/${owner}/${name}`;
  const row: { -readonly [K in keyof KeywordRow]: KeywordRow[K] } = { id, table, name };
  if (table === 'directive') Object.assign(row, placement(owner as string, name, keyword));
  const since = firstVersion(keyword, table);
  if (since !== undefined) row.since = since;
  Object.assign(row, corrections[id] satisfies Correction | undefined);
  if (row.until === undefined && section === 'program') row.until = '3.3';
  const rulesets = keyword.bin_rulesets ?? keyword.rulesets;
  if (rulesets) row.rulesets = [...new Set([...rulesets, ...(keyword.rulesets ?? [])])];
  if (adoptions[id]) row.rulesetSince = adoptions[id];
  if (keyword.contexts?.length) row.modes = keyword.contexts;
  if (keyword.invertible) row.invertible = true;
  if (typeof keyword.bin?.args === 'number' || typeof keyword.bin?.args === 'string') row.args = keyword.bin.args;
  if (table === 'fetch' || table === 'converter') Object.assign(row, types(keyword, table));
  if (keyword.equivalent) row.definition = keyword.equivalent;
  if (keyword.output && table === 'log-format-alias') row.out = keyword.output;
  if (dumps.calls.has(name) || calls.test(name) || name === 'set-proxy-v2-tlv-fmt') row.call = true;
  const value = defaults[id];
  if (value !== undefined) row.default = value;
  if (keyword.signatures.some((line) => line.includes('[ EXPERIMENTAL ]'))) row.experimental ??= {};
  const link = keyword.url?.match(/org\/([\d.]+)\/configuration\.html#(.*)$/);
  if (link) row.url = `${link[1]}/${link[2]}`;
  return row;
}

/** The converter dump prints the output type before the input type. */
function types({ bin, input, output }: Keyword, table: string): Partial<KeywordRow> {
  const found =
    table === 'converter' && bin ? { in: bin.output, out: bin.input } : { in: input, out: bin?.output ?? output };
  return {
    ...(found.in ? { in: found.in } : {}),
    ...(found.out ? { out: found.out } : {}),
    ...(bin?.where ? { where: bin.where.replaceAll(' ', '') } : {}),
  };
}

/**
 * Sections a directive may stand in. In the proxies a section counts unless the binary rejected a real line there, the
 * source says it does, or neither was tried and the manual excludes `defaults`; where the manual or the binary says that
 * the line has no effect, it is listed in `ignoredIn` too.
 */
function placement(owner: string, name: string, keyword: Keyword): Partial<KeywordRow> {
  if (owner !== 'proxy') return { sections: [owner] };
  const manual = (Array.isArray(keyword.sections) ? {} : (keyword.sections ?? {})) as Record<
    string,
    boolean | 'named-only'
  >;
  const measured = matrix[keyword.name];
  const accepted: string[] = [];
  const ignored: string[] = [];
  for (const section of proxies) {
    const cell = measured?.[section];
    const text = cell?.message.join('\n') ?? '';
    const refused =
      refusedIn[name]?.includes(section.charAt(0)) ||
      cell?.result === 'notallowed' ||
      / not allowed because | only available in | not available in /.test(text);
    if (refused) continue;
    accepted.push(section);
    const silent = manual[section] === false && cell?.result !== 'ok';
    if (text.includes(' ignored because ') || text.includes('will be ignored') || silent) ignored.push(section);
  }
  return {
    sections: accepted,
    ...(ignored.length > 0 ? { ignoredIn: ignored } : {}),
    ...(manual.defaults === 'named-only' ? { namedDefaultsOnly: true } : {}),
  };
}

/**
 * The first release known to have a keyword: the first manual, source or binary with it. The oldest source and dump read say
 * nothing about what came before them, and the manuals before 2.0 list no actions one by one.
 */
function firstVersion({ first_doc, hardcoded_in, first_binary, id, name }: Keyword, table: string): string | undefined {
  if (table === 'action' && first_doc !== undefined && compareVersions(first_doc, '1.9') <= 0) return undefined;
  const source = hardcoded_in?.[0] === '2.0' ? undefined : hardcoded_in?.[0];
  // Of a directive of several words the binaries print the first one only, options excepted.
  const printed = !name.includes(' ') || name.startsWith('option ');
  const binary = printed ? /^\d+\.\d+/.exec(first_binary ?? '')?.[0] : undefined;
  const found = [first_doc, source].filter((version) => version !== undefined);
  if (found.length > 0) return [...found, ...(binary ? [binary] : [])].sort(compareVersions)[0];
  if (!first_binary || id.includes('wurfl') || id.includes('deviceatlas')) return undefined;
  return dumps.earliest.get(first_binary);
}

function trackRulesets(): readonly string[] {
  return ['tcp-request connection', 'tcp-request session', 'tcp-request content', 'http-request', 'http-response'];
}

function luaRulesets(): readonly string[] {
  return ['tcp-request content', 'tcp-response content', 'http-request', 'http-response', 'http-after-response'];
}

function add(row: KeywordRow): void {
  const known = sectionKinds as readonly string[];
  for (const section of row.sections ?? [])
    if (!known.includes(section)) throw new Error(`${row.id}: section ${section}`);
  if (rows.has(row.id)) throw new Error(`two rows ${row.id}`);
  rows.set(row.id, row);
}

/** Names that only the dumps have: criteria with their match method, the `map_` converters, fetches of no manual. */
function addDumped(table: string, entries: ReadonlyMap<string, Dumped>): void {
  for (const [name, entry] of entries) {
    const id = `${table}/${name}`;
    if (rows.has(id)) continue;
    const since = entry.earliest === undefined ? {} : { since: entry.earliest };
    add({ id, table, name, ...since, ...entry.facts, ...corrections[id] });
  }
}

/** What the dumps alone say of a sample; a row without a dump says nothing of its arguments. */
function addOlder(table: string, entries: ReadonlyMap<string, Dumped>): void {
  for (const [name, { older, facts }] of entries) {
    const row = rows.get(`${table}/${name}`);
    if (!row) continue;
    const where = row.where ?? facts.where;
    rows.set(row.id, { ...row, args: row.args ?? '', ...(where && { where }), ...(older.length > 0 && { older }) });
  }
}

/** Every dumped name by class, with one mark per dump that has it. */
function names(): string {
  const classes = [...dumps.names].map(
    ([kind, entries]) =>
      `${JSON.stringify(kind)}:{\n${[...entries].map(([name, marks]) => `${JSON.stringify(name)}:${JSON.stringify(marks)}`).join(',\n')}\n}`,
  );
  return `{"versions":${JSON.stringify(dumps.versions)},\n"names":{\n${classes.join(',\n')}\n}}\n`;
}
