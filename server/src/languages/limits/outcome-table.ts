/** What a login comes to, as a table for a person. */
import { formatBytes, formatCount, formatDuration } from '../../engine/values/quantity.ts';
import { infinite } from './c-numbers.ts';
import { evaluateLimits, type Login, type LoginOutcome } from './evaluate.ts';
import { usualNrOpen } from './evaluate-defaults.ts';
import type { Origin } from './evaluate-limit.ts';
import { type EffectiveLimit, isLine } from './evaluate-session.ts';
import { limitItems } from './facts/items.ts';

/**
 * The lines of a table of what is set or differs, its head first; none where there is nothing of the kind.
 * @param usual what comes of an empty limits.conf
 */
export function outcomeTable(outcome: LoginOutcome, usual: LoginOutcome): readonly string[] {
  const rows = [...limitRows(outcome, usual), ...otherRows(outcome)];
  return rows.length > 0 ? aligned([['item', 'soft', 'hard', 'meaning', 'decided by'], ...rows]) : [];
}

/**
 * What comes of an empty limits.conf in the ordinary way: root opens the session, the module has no arguments, and fs.nr_open
 * is what the kernel makes it, so that what comes of another one shows as a difference.
 */
export function usualOutcome(login: Login): LoginOutcome {
  const hard = login.pid1.nofile?.hard ?? 0n;
  const nrOpen = hard > usualNrOpen ? hard : usualNrOpen;
  const { user, build, inherited, pid1 } = login;
  return evaluateLimits([{ path: '', content: new Uint8Array() }], { user, build, inherited, pid1, nrOpen });
}

function limitRows(outcome: LoginOutcome, usual: LoginOutcome): string[][] {
  const rows: string[][] = [];
  for (const [item, limit] of outcome.limits) {
    if (isUsual(limit, usual.limits.get(item)) && !isLine(limit.softFrom) && !isLine(limit.hardFrom)) continue;
    rows.push([item, limitText(limit.soft), limitText(limit.hard), meaning(item, limit), decidedBy(limit)]);
  }
  return rows;
}

/** What pam_limits does itself: these have one value and no soft limit. */
function otherRows({ logins, priority, noNewPrivileges, chroot }: LoginOutcome): string[][] {
  const rows: string[][] = [];
  const add = (item: string, value: string | number, means: string, from: Origin) =>
    rows.push([item, '', String(value), means, originOf(from)]);
  if (logins)
    add(
      logins.ofAll ? 'maxsyslogins' : 'maxlogins',
      logins.most,
      logins.ofAll ? 'logins of all users' : 'logins',
      logins.from,
    );
  if (priority) add('priority', priority.value, 'nice value of the session', priority.from);
  if (noNewPrivileges?.value) add('nonewprivs', 1, 'no privileges by setuid programs', noNewPrivileges.from);
  if (chroot) add('chroot', chroot.directory, 'the root folder, where it is there', chroot.from);
  return rows;
}

/** Whether a limit is that of an empty limits.conf. */
export function isUsual({ soft, hard }: EffectiveLimit, usual: EffectiveLimit | undefined): boolean {
  return soft === usual?.soft && hard === usual.hard;
}

/** A limit in the unit of the kernel. */
export function limitText(value: bigint): string {
  return value === infinite ? 'unlimited' : String(value);
}

/** A limit for a person: what a value in kernel units comes to. */
function meaning(item: string, { soft, hard }: EffectiveLimit): string {
  if (item === 'nice') return soft === 0n ? 'nice cannot be lowered' : `nice down to ${20n - soft}`;
  const [low, high] = [soft, hard].map((value) => (value === infinite ? 'no limit' : amount(item, value)));
  return low === high ? (low as string) : `${low}, up to ${high}`;
}

function amount(item: string, value: bigint): string {
  const unit = limitItems.get(item)?.unit;
  if (unit === 'KiB' || unit === 'bytes') return formatBytes(Number(value));
  if (unit === 'minutes') return formatDuration(Number(value) * 1000);
  if (unit === 'microseconds') return formatDuration(Number(value) / 1000);
  return unit === undefined
    ? formatCount(value)
    : `${formatCount(value)} ${value === 1n ? unit.replace(/s$/, '') : unit}`;
}

function decidedBy({ softFrom, hardFrom }: EffectiveLimit): string {
  const [soft, hard] = [originOf(softFrom), originOf(hardFrom)];
  return soft === hard ? soft : `soft ${soft}, hard ${hard}`;
}

function originOf(origin: Origin): string {
  return isLine(origin) ? `${origin.path}:${origin.line}` : origin === 'pid1' ? 'PID 1' : 'inherited';
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
