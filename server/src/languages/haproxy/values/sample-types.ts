/** What sample fetches give, what converters take, and which of them fit together (`sample_casts` in HAProxy's src/sample.c). */
import { compareVersions, standing } from '../../../engine/version.ts';
import type { HaproxyFact } from '../facts/tables.ts';

/** A type as the binary names it; `unknown` where only a Lua script could tell. */
export type SampleType =
  | 'any'
  | 'same'
  | 'bool'
  | 'sint'
  | 'addr'
  | 'ipv4'
  | 'ipv6'
  | 'str'
  | 'bin'
  | 'meth'
  | 'unknown';

const everything: readonly SampleType[] = ['any', 'bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin', 'meth'];

const casts: Readonly<Record<string, ReadonlySet<SampleType>>> = Object.fromEntries(
  Object.entries({
    any: everything,
    bool: ['any', 'bool', 'sint', 'str', 'bin'],
    sint: ['any', 'bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
    addr: ['any', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
    ipv4: ['any', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
    ipv6: ['any', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
    str: everything,
    bin: ['any', 'str', 'bin', 'meth'],
    meth: ['any', 'str', 'bin', 'meth'],
  } satisfies Record<string, readonly SampleType[]>).map(([from, to]) => [from, new Set<SampleType>(to)]),
);

/** Before this release an address of unknown family could be cast to nothing; the fetches of that time gave IPv4. */
const pseudoTypes = '2.9';
/** Before this release a boolean was no bytes. */
const booleanBytes = '2.5';

/** Whether a sample of one type may be used as another. */
export function castable(from: SampleType, to: SampleType, version: string): boolean {
  if (from === 'unknown' || to === 'unknown') return true;
  if (from === 'addr' && to !== 'any' && compareVersions(version, pseudoTypes) < 0) return false;
  if (from === 'bool' && to === 'bin' && compareVersions(version, booleanBytes) < 0) return false;
  return casts[from]?.has(to) === true;
}

const freely = new Set(['any any', 'bool sint', 'sint bool', 'ipv4 addr', 'ipv6 addr', 'str bin', 'bool any']);

/** The type behind a converter: one that gives back what it takes hands a type on where no conversion is needed. */
export function typeBehind(before: SampleType, takes: SampleType, gives: SampleType): SampleType {
  if (gives !== 'same') return gives;
  return takes === 'any' || takes === before || freely.has(`${before} ${takes}`) ? before : takes;
}

/** What a version says of a fetch or a converter. */
export interface SampleFact {
  /** As in `KeywordRow.args`. */
  readonly args: string | undefined;
  readonly in: SampleType;
  readonly out: SampleType;
  readonly where: string | undefined;
}

/** The columns of a fact for a version; undefined where the version does not have it. */
export function sampleFact(fact: HaproxyFact, version: string): SampleFact | undefined {
  if (standing(version, fact.since, fact.until) !== 'current') return undefined;
  const { args, where } = fact;
  const now = {
    args: typeof args === 'string' ? args : undefined,
    in: (fact.in ?? 'unknown') as SampleType,
    out: (args === undefined ? 'unknown' : (fact.out ?? 'unknown')) as SampleType,
    where,
  };
  const older = fact.older?.find(({ before }) => compareVersions(version, before) < 0);
  return older
    ? {
        args: older.args ?? now.args,
        in: (older.in ?? now.in) as SampleType,
        out: (older.out ?? now.out) as SampleType,
        where: older.where ?? now.where,
      }
    : now;
}

const plurals: Readonly<Record<string, string>> = {
  bool: 'booleans',
  sint: 'integers',
  addr: 'addresses',
  ipv4: 'IPv4 addresses',
  ipv6: 'IPv6 addresses',
  str: 'strings',
  bin: 'bytes',
  meth: 'HTTP methods',
};

/** `integers`: samples of a type, for messages. */
export function describeType(type: SampleType): string {
  return plurals[type] ?? 'samples of any type';
}
