/** What stands above a file of limits: the descriptors that the users it names end up with. */
import type { FileView } from '../../engine/file-view.ts';
import type { Lens } from '../../engine/language.ts';
import type { UserLogin } from './evaluate-users.ts';
import { loginsOf } from './logins.ts';
import { limitText } from './outcome-table.ts';

/** Users who are shown; each takes a reading of all files, and a longer line is one that nobody reads. */
const mostShown = 5;

export function lensesOf(view: FileView): readonly Lens[] {
  const logins = loginsOf(view);
  if (logins.templated) return [];
  const lenses: Lens[] = [];
  for (const each of logins.of(view.analysis)) {
    const isMore = lenses.length === mostShown;
    lenses.push({ line: 0, title: isMore ? 'more users…' : titleOf(each), opens: 'effective' });
    if (isMore) break;
  }
  return lenses;
}

function titleOf({ user, outcome, nofile, uncertain }: UserLogin): string {
  if (outcome.refused) return `${user}: login refused (${outcome.pam})`;
  const limit = `${user}: nofile ${limitText(nofile.soft)}:${limitText(nofile.hard)}`;
  return uncertain ? `${limit}, unless a group or a range of ids says otherwise` : limit;
}
