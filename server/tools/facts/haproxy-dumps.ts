/** Reads the keyword dumps that `haproxy -dK` prints, one file per class and binary (`3.4.0.cfg.txt`). */
import { join } from 'node:path';
import { compareVersions } from '../../src/engine/version.ts';
import type { KeywordRow, OlderSample } from '../../src/languages/haproxy/facts/rows.ts';

export interface Dumped {
  /** First release that may have it: the one after the last dump without it; undefined where every dump has it. */
  readonly earliest?: string | undefined;
  readonly facts: Partial<KeywordRow>;
  /** What older binaries print otherwise, oldest first. */
  readonly older: readonly OlderSample[];
}

export interface Dumps {
  /** `MAJOR.MINOR` of each dump, oldest first. */
  readonly versions: readonly string[];
  /** By class of keyword: name to one `x` or `.` per version. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** From a binary's full version to the first release that its news may date from; nothing for the oldest. */
  readonly earliest: ReadonlyMap<string, string>;
  readonly criteria: ReadonlyMap<string, Dumped>;
  readonly converters: ReadonlyMap<string, Dumped>;
  readonly fetches: ReadonlyMap<string, Dumped>;
  readonly certificateListOptions: ReadonlyMap<string, Dumped>;
  /** Keywords printed with a trailing `*`: the name goes on with parentheses. */
  readonly calls: ReadonlySet<string>;
}

const releases = ['2.6', '2.7', '2.8', '2.9', '3.0', '3.1', '3.2', '3.3', '3.4', '3.5'];

export function readDumps(folder: string, read: (path: string) => string, list: (folder: string) => string[]): Dumps {
  const binaries = [...new Set(list(folder).map((file) => file.replace(/\.[a-z]+\.txt$/, '')))].sort((a, b) =>
    compareVersions(short(a), short(b)),
  );
  const marks = new Map<string, Map<string, string[]>>();
  const facts = new Map<string, Map<string, Partial<KeywordRow>>>();
  const history = new Map<string, Map<string, { before: string; row: Partial<KeywordRow> }[]>>();
  const calls = new Set<string>();
  binaries.forEach((binary, index) => {
    const see = (kind: string, name: string, row: Partial<KeywordRow> = {}) => {
      const seen = entry(
        entry(marks, kind, () => new Map<string, string[]>()),
        name,
        () => binaries.map(() => '.'),
      );
      seen[index] = 'x';
      const kinds = entry(facts, kind, () => new Map<string, Partial<KeywordRow>>());
      const previous = kinds.get(name);
      if (previous && JSON.stringify(previous) !== JSON.stringify(row)) {
        const changes = entry(history, kind, () => new Map<string, { before: string; row: Partial<KeywordRow> }[]>());
        entry(changes, name, () => []).push({ before: short(binary), row: previous });
      }
      kinds.set(name, row);
    };
    const lines = (kind: string) =>
      read(join(folder, `${binary}.${kind}.txt`))
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
    readConfiguration(lines('cfg'), see, calls);
    for (const line of lines('acl')) {
      const found = /^(\S+) = (\S+) -m (\S+)$/.exec(line);
      if (found) see('acl-criterion', found[1] as string, { fetch: found[2] as string, match: found[3] as string });
    }
    for (const line of lines('cnv')) {
      const found = /^([^(:]+)(?:\((.*)\)|(\(\[.*\]\)))?: (\S+) => (\S+)$/.exec(line);
      if (found)
        see('converter', found[1] as string, { ...args(line), in: found[5] as string, out: found[4] as string });
    }
    for (const line of lines('smp')) {
      const found = /^\[ (.*) \] ([^(:]+).*: (\S+)$/.exec(line);
      if (found)
        see('fetch', found[2] as string, {
          ...args(line),
          out: found[3] as string,
          where: (found[1] as string).replaceAll(' ', ''),
        });
    }
    for (const line of lines('flt')) see('filter', line.split(' ')[0] as string);
    for (const line of lines('svc')) see('service', line.trim());
  });
  const of = (kind: string): ReadonlyMap<string, Dumped> =>
    new Map(
      [...(facts.get(kind) ?? [])].map(([name, row]) => {
        const first = marks.get(kind)?.get(name)?.indexOf('x') ?? 0;
        return [
          name,
          {
            earliest: first > 0 ? after(binaries[first - 1] as string) : undefined,
            facts: row,
            older: olderThan(row, history.get(kind)?.get(name)),
          },
        ];
      }),
    );
  return {
    versions: binaries.map(short),
    names: new Map(
      [...marks]
        .sort(byKey)
        .map(([kind, entries]) => [kind, new Map([...entries].sort(byKey).map(([name, m]) => [name, m.join('')]))]),
    ),
    earliest: new Map(binaries.slice(1).map((binary, index) => [binary, after(binaries[index] as string)])),
    criteria: of('acl-criterion'),
    converters: of('converter'),
    fetches: of('fetch'),
    certificateListOptions: of('crt-list-option'),
    calls,
  };
}

/** The columns in which older binaries differ from the newest one. */
function olderThan(
  newest: Partial<KeywordRow>,
  changes: readonly { before: string; row: Partial<KeywordRow> }[] | undefined,
): readonly OlderSample[] {
  return (changes ?? []).map(({ before, row }) => ({
    before,
    ...(row.args !== newest.args && { args: `${row.args ?? ''}` }),
    ...(row.in !== newest.in && row.in !== undefined && { in: row.in }),
    ...(row.out !== newest.out && row.out !== undefined && { out: row.out }),
    ...(row.where !== newest.where && row.where !== undefined && { where: row.where }),
  }));
}

/** Reads the section-wise list: section names at the margin, their keywords indented. */
function readConfiguration(
  lines: readonly string[],
  see: (kind: string, name: string, row?: Partial<KeywordRow>) => void,
  calls: Set<string>,
): void {
  let section = '';
  for (const line of lines) {
    if (!line.startsWith('\t')) {
      section = line.trim();
      continue;
    }
    const text = line.trim();
    const option = /^(?:bind <addr>|server <name> <addr>)(?: ssl)? (\S+)/.exec(text);
    const action =
      /^(http-request|http-response|http-after-response|tcp-request \w+|tcp-response content|quic-initial) (\S+?)(\*?)$/.exec(
        text,
      );
    if (option) see(text.startsWith('bind') ? 'bind-option' : 'server-option', option[1] as string);
    else if (action) {
      see(`action/${action[1]}`, action[2] as string);
      if (action[3] === '*') calls.add(action[2] as string);
    } else if (section === 'crt-list')
      see('crt-list-option', text.replace(/ \+1$/, ''), { args: text.endsWith('+1') ? 1 : 0 });
    else see(`directive/${section === 'listen' ? 'proxy' : section}`, text.replace(/ \[.*\]$/, ''));
  }
}

function args(line: string): Partial<KeywordRow> {
  const found = /(\([^)]*\)): \S+( => \S+)?$/.exec(line);
  return found ? { args: found[1] as string } : {};
}

/** `3.5-dev5` is `3.5`. */
function short(binary: string): string {
  return /^\d+\.\d+/.exec(binary)?.[0] ?? binary;
}

function after(binary: string): string {
  return releases[releases.indexOf(short(binary)) + 1] ?? short(binary);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
