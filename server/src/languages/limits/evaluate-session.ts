/** What becomes of a plan: `setup_limits`, the kernel's answers to it, and what libpam adds. */
import { infinite } from './c-numbers.ts';
import { ranks } from './evaluate-domain.ts';
import { type LinePlace, type Log, type Origin, type Plan, type PlannedLimit, resources } from './evaluate-limit.ts';
import type { PamTraits } from './pam.ts';

/** A limit in the unit of the kernel; `infinite` is no limit. */
export interface Limit {
  readonly soft: bigint;
  readonly hard: bigint;
}

export type Limits = Readonly<Record<string, Limit>>;

export interface EffectiveLimit extends Limit {
  readonly softFrom: Origin;
  readonly hardFrom: Origin;
}

export type PamCode = 'PAM_SUCCESS' | 'PAM_SERVICE_ERR' | 'PAM_SYSTEM_ERR' | 'PAM_PERM_DENIED' | 'PAM_USER_UNKNOWN';

/** What the process that opens the session is and sees. */
export interface SessionWorld {
  readonly user: { readonly name: string; readonly uid: number };
  readonly inherited: Limits;
  readonly nrOpen: bigint;
  /** Who opens the session; anybody but root can lower limits only. */
  readonly callerUid: number;
  /** The users logged in, once per session. */
  readonly sessions: readonly string[];
  /** Whether one of them is a member of a group. */
  readonly isMember: (user: string, group: string) => boolean;
  readonly hasDirectory: (path: string) => boolean;
  readonly traits: PamTraits;
  readonly debug: boolean;
  /** `utmp_early`: the session that is being opened is among those logged in. */
  readonly utmpEarly: boolean;
  readonly log: Log;
}

export interface SessionOutcome {
  readonly limits: Map<string, EffectiveLimit>;
  readonly failed: boolean;
  /** The nice value of the session, where a line sets it and the kernel lets it. */
  readonly priority: number | undefined;
  readonly chroot: string | undefined;
}

const notPermitted = 'Operation not permitted';
/** Standard input, output and error are open whenever a session is. */
const openDescriptors = 3n;

/** Sets all that is planned. What fails does not keep the rest from being set. */
export function setUpLimits(plan: Plan, world: SessionWorld): SessionOutcome {
  const limits = inheritedLimits(world.inherited);
  let failed = false;
  for (const name of resources) {
    const planned = plan.limits.get(name);
    if (!planned || (planned.soft.rank === ranks.none && planned.hard.rank === ranks.none)) continue;
    const { hard } = planned;
    const soft = planned.soft.value > hard.value ? hard : planned.soft;
    if (isPermitted(name, hard.value, world)) {
      limits.set(name, { soft: soft.value, hard: hard.value, softFrom: soft.from, hardFrom: hard.from });
    } else if (sayRefused(name, soft, hard, world)) failed = true;
  }
  const priority = plan.priority && priorityOf(plan.priority.value, limits, world);
  if (priority === 'denied') failed = true;
  if (tooManyLogins(plan, limits, world)) failed = true;
  const chroot = plan.chroot?.directory;
  if (!failed && chroot !== undefined && !world.hasDirectory(chroot)) failed = true;
  return {
    limits,
    failed,
    priority: priority === 'denied' ? undefined : priority,
    chroot: failed ? undefined : chroot,
  };
}

export function inheritedLimits(inherited: Limits): Map<string, EffectiveLimit> {
  const from = { softFrom: 'inherited', hardFrom: 'inherited' } as const;
  return new Map(resources.map((name) => [name, { ...(inherited[name] ?? noLimits), ...from }]));
}

const noLimits: Limit = { soft: infinite, hard: infinite };

/** `_pam_auditlog` of libpam: without a descriptor for the socket to the audit subsystem, whatever was done is an error. */
export function audited(code: PamCode, limits: ReadonlyMap<string, EffectiveLimit>, log: Log): PamCode {
  if (hasDescriptor(limits)) return code;
  log('crit', 'PAM audit_open() failed: Too many open files');
  return 'PAM_SYSTEM_ERR';
}

function hasDescriptor(limits: ReadonlyMap<string, EffectiveLimit>, beside = 0n): boolean {
  return (limits.get('nofile')?.soft ?? infinite) > openDescriptors + beside;
}

/** setrlimit(): only root may raise a hard limit, and nobody that of descriptors above `fs.nr_open`. */
function isPermitted(name: string, hard: bigint, { inherited, nrOpen, callerUid }: SessionWorld): boolean {
  if (name === 'nofile' && hard > nrOpen) return false;
  return callerUid === 0 || hard <= (inherited[name] ?? noLimits).hard;
}

/** Logs that a limit was refused; whether the session is too. Debian says it in a debug message, as numbers of 32 bits. */
function sayRefused(name: string, soft: PlannedLimit, hard: PlannedLimit, world: SessionWorld): boolean {
  const { traits, log, callerUid } = world;
  // rlimit2str() does not know it before the line in the file does.
  const called = name === 'rttime' && !traits.knowsRttime ? 'UNKNOWN' : name;
  if (!traits.debian) {
    log('err', `Could not set limit for '${called}': ${notPermitted}`);
    return true;
  }
  if (name === 'nofile' && soft.value === infinite) return false;
  const values = `soft=${BigInt.asIntN(32, soft.value)}, hard=${BigInt.asIntN(32, hard.value)}`;
  log('debug', `Could not set limit for '${called}' to ${values}: ${notPermitted}; uid=${callerUid},euid=${callerUid}`);
  return false;
}

/** setpriority(): below 0 root may go, and others as far as the limit `nice` that was just set says. */
function priorityOf(
  value: number,
  limits: ReadonlyMap<string, EffectiveLimit>,
  world: SessionWorld,
): number | 'denied' {
  const niceness = Math.max(-20, Math.min(19, value));
  const ceiling = limits.get('nice')?.soft ?? 0n;
  if (world.callerUid === 0 || niceness >= 0 || BigInt(20 - niceness) <= ceiling) return niceness;
  world.log('err', 'Could not set limit for PRIO_PROCESS: Permission denied');
  return 'denied';
}

/** `check_logins`, which asks utmp; builds that ask systemd-logind do not hold to a limit of 1. */
function tooManyLogins(plan: Plan, limits: ReadonlyMap<string, EffectiveLimit>, world: SessionWorld): boolean {
  const { user, debug, log, utmpEarly, sessions } = world;
  const { value: most, rank } = plan.logins;
  if (user.uid === 0 || most < 0) return false;
  if (most === 0) return true;
  if (debug) log('debug', `checking logins for '${user.name}' (maximum of ${most})`);
  const counts = (other: string): boolean => {
    if (plan.countsAll || rank === ranks.all) return true;
    if (rank !== ranks.allGroup) return other === user.name;
    // Members are looked up while utmp is open.
    return hasDescriptor(limits, 1n) && world.isMember(other, plan.loginGroup ?? '');
  };
  const seen = hasDescriptor(limits) ? sessions.filter(counts).length : 0;
  if (seen + (utmpEarly ? 0 : 1) <= most) return false;
  log('notice', `Too many logins (max ${most}) for ${user.name}`);
  return true;
}

/** Whether a place is a line of a file. */
export function isLine(origin: Origin): origin is LinePlace {
  return typeof origin === 'object';
}
