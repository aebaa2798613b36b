/** The limits that users end up with, as a text for a person. */
import type { FileView } from '../../engine/file-view.ts';
import type { UserLogin } from './evaluate-users.ts';
import { loginsOf } from './logins.ts';
import { outcomeTable, usualOutcome } from './outcome-table.ts';

const mostShown = 100;
/** Lines that are read for all users together, since each takes a reading of all files. */
const mostRead = 500_000;

export function effectiveText(view: FileView): string {
  const { build, nrOpen, files, templated, of } = loginsOf(view);
  const head = [
    `# The limits at a login, by pam_limits ${build}, for each user that a file names.`,
    ...files.map(({ path }) => `#   ${path}`),
    ...(nrOpen === undefined ? [] : [`# fs.nr_open is ${nrOpen}.`]),
    '# A service takes its limits from systemd, not from these files.',
  ];
  if (templated) return text([head, ['# A template makes some of the lines, so what they come to is not known.']]);
  const lines = view.loaded.reduce((sum, each) => sum + each.text.lines.length, 0);
  const most = Math.max(1, Math.min(mostShown, Math.floor(mostRead / lines)));
  const parts: string[][] = [head];
  for (const each of of()) {
    if (parts.length > most) {
      parts.push([`# No more than ${most} of the users are shown.`]);
      break;
    }
    parts.push(partOf(each));
  }
  if (parts.length === 1) parts.push(['# No file names a user.']);
  return text(parts);
}

function partOf({ user, login, outcome, uncertain }: UserLogin): string[] {
  const table = outcomeTable(outcome, usualOutcome(login));
  return [
    `# ${user}${outcome.refused ? `: login refused, ${outcome.pam}` : ''}`,
    ...(uncertain ? ['# unless a line for a group or a range of ids says otherwise: who is in it is not known'] : []),
    ...(table.length > 0 ? table : ['# the limits are those of an empty limits.conf']),
    ...outcome.messages
      .filter(({ priority }) => priority !== 'debug')
      .map(({ path, line, priority, text: said }) => {
        const place = path === undefined ? '' : `${path}:${line}: `;
        return `# ${place}${priority}: ${said}`;
      }),
  ];
}

/** Parts with an empty line between them. */
function text(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
