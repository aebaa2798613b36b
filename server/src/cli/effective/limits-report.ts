/** What `headroom effective --user` prints. */
import { formatBytes, formatCount, formatDuration } from '../../engine/values/quantity.ts';
import { infinite } from '../../languages/limits/c-numbers.ts';
import type { Login, LoginOutcome, LoginUser } from '../../languages/limits/evaluate.ts';
import type { Origin } from '../../languages/limits/evaluate-limit.ts';
import { type EffectiveLimit, isLine } from '../../languages/limits/evaluate-session.ts';
import { limitItems } from '../../languages/limits/facts/items.ts';
import type { Paint } from '../report/colours.ts';

export interface ShownOutcome {
  readonly outcome: LoginOutcome;
  /** That of an empty limits.conf. */
  readonly usual: LoginOutcome;
  readonly login: Login & { readonly user: LoginUser };
}

export function limitsJson({ outcome, usual, login }: ShownOutcome): string {
  const limits: Record<string, [string, string]> = {};
  for (const [item, limit] of outcome.limits)
    if (!isUsual(limit, usual.limits.get(item))) limits[item] = [written(limit.soft), written(limit.hard)];
  const { refused, pam, priority, noNewPrivileges, chroot } = outcome;
  const document = {
    version: 1,
    user: login.user.name,
    limits,
    ...(priority && { priority: priority.value }),
    ...(noNewPrivileges?.value && { noNewPrivileges: true }),
    ...(chroot && { chroot: chroot.directory }),
    refused,
    pam,
    messages: outcome.messages.map(({ path = null, line = null, priority: level, text }) => ({
      path,
      line,
      priority: level,
      text,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** A table of what is set or differs, the verdict, and the messages. */
export function limitsText({ outcome, usual, login }: ShownOutcome, paint: Paint): string {
  const { user, build } = login;
  const verdict = outcome.refused ? paint('red', `refused, ${outcome.pam}`) : paint('green', 'logs in');
  const head = `${paint('bold', user.name)} (uid ${user.uid}), pam_limits ${build}: ${verdict}\n`;
  const rows = [...limitRows(outcome, usual), ...otherRows(outcome)];
  const table =
    rows.length > 0
      ? tableOf([['item', 'soft', 'hard', 'meaning', 'decided by'], ...rows], paint)
      : 'The limits are those of an empty limits.conf.\n';
  const messages = outcome.messages.map(({ path, line, priority, text }) => {
    const at = path === undefined ? '' : `${path}:${line}: `;
    return `  ${at}${paint('dim', `${priority}:`)} ${text}\n`;
  });
  return `${head}\n${table}${messages.length > 0 ? `\nIn the log:\n${messages.join('')}` : ''}`;
}

function limitRows(outcome: LoginOutcome, usual: LoginOutcome): string[][] {
  const rows: string[][] = [];
  for (const [item, limit] of outcome.limits) {
    if (isUsual(limit, usual.limits.get(item)) && !isLine(limit.softFrom) && !isLine(limit.hardFrom)) continue;
    rows.push([item, written(limit.soft), written(limit.hard), meaning(item, limit), decidedBy(limit)]);
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

function isUsual({ soft, hard }: EffectiveLimit, usual: EffectiveLimit | undefined): boolean {
  return soft === usual?.soft && hard === usual.hard;
}

function written(value: bigint): string {
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

function tableOf(rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) =>
      column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    const line = cells.join('  ').trimEnd();
    return index === 0 ? paint('dim', line) : line;
  });
  return `${lines.join('\n')}\n`;
}
