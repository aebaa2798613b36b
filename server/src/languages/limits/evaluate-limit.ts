/** What one line does to the limits that are to be set: `process_limit`. */
import { infinite, signedLong, unsignedLong } from './c-numbers.ts';
import { type Rank, ranks } from './evaluate-domain.ts';
import { limitItems } from './facts/items.ts';
import { isNoLimit } from './kinds.ts';
import type { PamTraits } from './pam.ts';

/** The resource limits in the order of their numbers, in which they are set. */
export const resources = [
  ...[
    'cpu',
    'fsize',
    'data',
    'stack',
    'core',
    'rss',
    'nproc',
    'nofile',
    'memlock',
    'as',
    'locks',
    'sigpending',
    'msgqueue',
  ],
  ...['nice', 'rtprio', 'rttime'],
] as const;

/** A line of a file; `line` counts from 1. */
export interface LinePlace {
  readonly path: string;
  readonly line: number;
}

/** Who decided a limit: a line, the process that opens the session, or PID 1. */
export type Origin = LinePlace | 'inherited' | 'pid1';

export interface PlannedLimit {
  value: bigint;
  rank: Rank;
  from: Origin;
}

/** `struct pam_limit_s`: what is to be set, as far as the lines read so far say. */
export interface Plan {
  readonly limits: Map<string, { readonly soft: PlannedLimit; readonly hard: PlannedLimit }>;
  /** As many logins as are allowed; a negative number is no limit. */
  logins: { value: number; rank: Rank; from: LinePlace | undefined };
  /** Whether logins of all users count; the last line about logins decides, even one that is outranked or dropped. */
  countsAll: boolean;
  /** The group of the last line for `%group` that matched, whatever it is about. */
  loginGroup: string | undefined;
  priority: { value: number; from: LinePlace } | undefined;
  noNewPrivileges: { value: boolean; from: LinePlace } | undefined;
  chroot: { directory: string; from: LinePlace } | undefined;
}

export type Priority = 'debug' | 'info' | 'notice' | 'warning' | 'err' | 'crit';

export type Log = (priority: Priority, text: string) => void;

export interface LimitFields {
  readonly type: string;
  readonly item: string;
  readonly value: string;
}

interface Context {
  readonly traits: PamTraits;
  readonly nrOpen: bigint;
  readonly debug: boolean;
  readonly log: Log;
}

const rankNames: Readonly<Record<number, string>> = { 0: 'USER', 1: 'GROUP', 2: 'ALLGROUP', 3: 'ALL', 4: 'DEFAULT' };
const aboutLogins = new Set(['maxlogins', 'maxsyslogins']);
const largestInt = 2n ** 31n - 1n;

/** Takes a line that is for the user into the plan. */
export function processLimit(plan: Plan, rank: Rank, fields: LimitFields, from: LinePlace, context: Context): void {
  const { debug, log, traits } = context;
  const { type, item, value } = fields;
  if (debug) log('debug', `process_limit: processing ${type} ${item} ${value} for ${rankNames[rank]}`);
  const fact = limitItems.get(item);
  if (!fact || (item === 'rttime' && !traits.knowsRttime) || (item === 'chroot' && !traits.debian)) {
    log('debug', `unknown limit item '${item}'`);
    return;
  }
  if (aboutLogins.has(item)) plan.countsAll = item === 'maxsyslogins';
  if (!fact.ignoresType && !/^(?:soft|hard|-)$/.test(type)) {
    log('debug', `unknown limit type '${type}'`);
    return;
  }
  const amount = amountOf(fields);
  if (amount === undefined || (item === 'nonewprivs' && !/^[01]$/.test(value))) {
    const which = traits.warnsOfValues ? `limit item '${item}' of type '${type}'` : `limit type '${type}'`;
    log(traits.warnsOfValues ? 'warning' : 'debug', `wrong limit value '${value}' for ${which}`);
    if (amount === undefined) return;
  }
  if ((rank === ranks.all || rank === ranks.allGroup) && item !== 'maxlogins') {
    if (debug) log('debug', "'%' domain valid for maxlogins type only");
    return;
  }
  if (fact.rlimit) setLimit(plan, rank, fields, kernelValue(item, amount, context), from);
  else if (item === 'priority') plan.priority = { value: Number(amount), from };
  else if (item === 'nonewprivs') plan.noNewPrivileges = { value: amount === 1n, from };
  else if (item === 'chroot') plan.chroot = { directory: value, from };
  else if (plan.logins.rank >= rank) plan.logins = { value: Number(amount), rank, from };
}

/**
 * The number of a value, in the unit of the file; undefined where the line is dropped for it. `nonewprivs` is never dropped:
 * what is neither 0 nor 1 is 0. A `chroot` has no number.
 */
function amountOf({ item, value }: LimitFields): bigint | undefined {
  if (item === 'nonewprivs') return value === '1' ? 1n : 0n;
  if (item === 'chroot') return 0n;
  const counted = aboutLogins.has(item);
  if (isNoLimit(value, item)) return counted ? -1n : infinite;
  if (!counted && item !== 'priority' && item !== 'nice') return unsignedLong(value)?.value;
  const number = signedLong(value)?.value;
  if (number === undefined) return undefined;
  return number > largestInt ? largestInt : number < -largestInt - 1n ? -largestInt - 1n : number;
}

/** The value in the unit of the kernel: bytes, seconds, a ceiling of 20 − n for `nice`. */
function kernelValue(item: string, amount: bigint, { nrOpen, debug, log }: Context): bigint {
  const unit = limitItems.get(item)?.unit;
  const factor = unit === 'minutes' ? 60n : unit === 'KiB' ? 1024n : 1n;
  if (item === 'nice') return 20n - (amount > 19n ? 19n : amount < -20n ? -20n : amount);
  if (factor > 1n) return amount >= infinite / factor ? infinite : amount * factor;
  if (item !== 'nofile' || amount !== infinite) return amount;
  if (debug) log('debug', `Setting "nofile" limit to ${nrOpen}`);
  return nrOpen;
}

/** A line for both limits whose soft one is outranked is left before its hard one is looked at. */
function setLimit(plan: Plan, rank: Rank, { type, item }: LimitFields, value: bigint, from: LinePlace): void {
  const limit = plan.limits.get(item);
  if (!limit) return;
  const sides = type === 'soft' ? [limit.soft] : type === 'hard' ? [limit.hard] : [limit.soft, limit.hard];
  for (const side of sides) {
    if (side.rank < rank) return;
    Object.assign(side, { value, rank, from });
  }
}
