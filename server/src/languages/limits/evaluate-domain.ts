/** Whether a line is for a user: `parse_uid_range` and the comparisons of `parse_config_file`. */
import { unsignedLong } from './c-numbers.ts';

/** How near to the user a line stands, nearest first: the `LIMITS_DEF_…` of pam_limits. */
export const ranks = { user: 0, group: 1, allGroup: 2, all: 3, default: 4, kernel: 5, none: 6 } as const;

export type Rank = (typeof ranks)[keyof typeof ranks];

/** A user as `passwd` and `group` have them; names are bytes. */
export interface PamUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Every group the user is in, the primary one included. */
  readonly groups: readonly { readonly name: string; readonly gid: number }[];
}

export type DomainRange =
  | { readonly kind: 'none' }
  | { readonly kind: 'one' | 'from' | 'between'; readonly min: number; readonly max: number };

/** `uid_t` has 32 bits, and what is above them is lost. */
const idOf = (value: bigint) => Number(BigInt.asUintN(32, value));

/**
 * `parse_uid_range`: `min:`, `min:max` or `:id`, behind an `@` or `%` or not.
 * @returns which of the two numbers is wrong where the domain is no range but holds a colon; a lone colon has none
 */
export function rangeOf(domain: string): DomainRange | { readonly kind: 'wrong'; readonly number?: 'min' | 'max' } {
  const colon = domain.indexOf(':');
  if (colon < 0) return { kind: 'none' };
  const low = /^[@%]/.test(domain) ? domain.slice(1) : domain;
  const one = low.startsWith(':');
  const min = one ? undefined : unsignedLong(low);
  if (!one && (!min || min.overflow || low[min.end] !== ':')) return { kind: 'wrong', number: 'min' };
  const high = domain.slice(colon + 1);
  if (high === '') return min ? { kind: 'from', min: idOf(min.value), max: 0 } : { kind: 'wrong' };
  const max = unsignedLong(high);
  if (!max || max.overflow || max.end < high.length) return { kind: 'wrong', number: 'max' };
  const id = idOf(max.value);
  return min ? { kind: 'between', min: idOf(min.value), max: id } : { kind: 'one', min: id, max: id };
}

/** A line is for the user: with which rank. */
export interface Match {
  readonly rank: Rank;
  /** For `%group`: whose logins are counted. */
  readonly loginGroup?: string;
}

/** What `parse_config_file` finds out about a line of four fields; `unsupported` for a range behind `%`. */
export function matchOf(
  domain: string,
  range: DomainRange,
  user: PamUser,
  debian: boolean,
): Match | 'unsupported' | undefined {
  if (domain === user.name) return { rank: ranks.user };
  // Debian asks about groups and * for nobody with uid 0, who is left with the comparison of uids.
  const root = debian && user.uid === 0;
  if (domain.startsWith('@') && !root) return inGroup(domain, range, user) ? { rank: ranks.group } : undefined;
  if (domain.startsWith('%') && !root) return percentMatch(domain, range, user);
  if (range.kind === 'none') return domain === '*' && !root ? { rank: ranks.default } : undefined;
  return isWithin(user.uid, range) ? { rank: ranks.user } : undefined;
}

function percentMatch(domain: string, range: DomainRange, user: PamUser): Match | 'unsupported' | undefined {
  if (domain === '%') return { rank: ranks.all };
  if (range.kind === 'from' || range.kind === 'between') return 'unsupported';
  const group = user.groups.find(
    range.kind === 'one' ? ({ gid }) => gid === range.max : ({ name }) => name === domain.slice(1),
  );
  return group && { rank: ranks.allGroup, loginGroup: group.name };
}

/** Whether a line `<domain> -` is for the user. One with `%` is taken for a range of uids, and root is in groups everywhere. */
export function isExempt(domain: string, range: DomainRange, user: PamUser): boolean {
  if (domain === user.name) return true;
  if (domain.startsWith('@')) return inGroup(domain, range, user);
  return range.kind !== 'none' && isWithin(user.uid, range);
}

/** `@group` and `@:gid` are any membership, the ranges with a minimum only the primary group. */
function inGroup(domain: string, range: DomainRange, user: PamUser): boolean {
  if (range.kind === 'none') return user.groups.some(({ name }) => name === domain.slice(1));
  if (range.kind === 'one') return user.groups.some(({ gid }) => gid === range.max);
  return isWithin(user.gid, range);
}

function isWithin(id: number, { kind, min, max }: Exclude<DomainRange, { kind: 'none' }>): boolean {
  return id >= min && (kind === 'from' || id <= max);
}
