/** What `headroom effective --user` prints. */
import type { Login, LoginOutcome, LoginUser } from '../../languages/limits/evaluate.ts';
import { isUsual, limitText, outcomeTable } from '../../languages/limits/outcome-table.ts';
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
    if (!isUsual(limit, usual.limits.get(item))) limits[item] = [limitText(limit.soft), limitText(limit.hard)];
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
  const lines = outcomeTable(outcome, usual);
  const table =
    lines.length > 0
      ? lines.map((line, index) => `${index === 0 ? paint('dim', line) : line}\n`).join('')
      : 'The limits are those of an empty limits.conf.\n';
  const messages = outcome.messages.map(({ path, line, priority, text }) => {
    const at = path === undefined ? '' : `${path}:${line}: `;
    return `  ${at}${paint('dim', `${priority}:`)} ${text}\n`;
  });
  return `${head}\n${table}${messages.length > 0 ? `\nIn the log:\n${messages.join('')}` : ''}`;
}
