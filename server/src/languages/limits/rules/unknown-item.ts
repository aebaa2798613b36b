import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { type LimitItem, limitItems, limitTypes } from '../facts/items.ts';
import { foreignItem } from '../other-formats.ts';
import { isDebianBuild, pamIsSince } from '../pam.ts';

/** Names that people expect, where the letters alone would not lead to the right one. */
const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    openfiles: 'nofile',
    files: 'nofile',
    fd: 'nofile',
    fds: 'nofile',
    processes: 'nproc',
    procs: 'nproc',
    threads: 'nproc',
    memory: 'as',
    vmem: 'as',
    coredump: 'core',
    logins: 'maxlogins',
  }),
);

/**
 * An item that pam_limits does not know makes it drop the line; a debug log says so, and only once the line matches somebody
 * who logs in (`process_limit` in pam_limits.c).
 */
export const unknownItem: Rule = {
  id: 'limits/unknown-item',
  title: 'pam_limits has no such item',
  severity: 'error',
  problems: ['unknown-item'],
  problem({ start, end, candidates }, { words }) {
    const [, type, item] = words as readonly [Word, Word, Word];
    const typeName = type.text.toLowerCase();
    const written = item.text.toLowerCase();
    const secondType = limitTypes.get(written);
    if (secondType && limitItems.get(typeName)) return undefined; // unknown-type says that they are swapped.
    if (
      secondType &&
      limitTypes.get(typeName) &&
      limitItems.get(words[4]?.text ? (words[3] as Word).text.toLowerCase() : '')
    ) {
      const fixes = [{ title: "Write '-' for both", safe: false, edits: [replace(type.start, end, '-')] }];
      return {
        start: type.start,
        end,
        message: `pam_limits drops this line: one line has one type, and - stands for soft and hard.`,
        fixes,
      };
    }
    const meant = meantItems(written, candidates?.() ?? []);
    // With no word of the line in its place, unknown-type has said enough.
    if (meant.length === 0 && !limitTypes.get(typeName)) return undefined;
    const hint = meant.length > 0 ? `; did you mean ${quotedList(meant)}?` : '.';
    const fixes = meant.map(
      (name): Fix => ({ title: `Change to '${name}'`, safe: false, edits: [replace(start, end, name)] }),
    );
    return { start, end, message: `pam_limits drops this line: it has no item '${clipped(item.text)}'${hint}`, fixes };
  },
  facts: ['rttime', 'nonewprivs', 'chroot'],
  statement({ fact, words }, { host, lacks }) {
    const item = words[2];
    if (!fact || !item || words.length < 4) return;
    const { start, end } = item;
    const debian = isDebianBuild(host);
    if (fact.id === 'chroot') {
      if (!debian) lacks('pam', start, end, 'Only the pam_limits of Debian and its relatives has the item chroot.');
      if (debian?.value !== false) return;
      const message = `pam_limits drops this line: only the build of Debian has the item chroot, and this host has ${host.pam?.value} (${debian.from}).`;
      return [{ start, end, message }];
    }
    const since = (fact as LimitItem).since as string;
    const has = pamIsSince(host, since);
    // Every release of the last years has nonewprivs; nobody needs to be asked for a version.
    if (has === undefined && fact.id === 'rttime')
      lacks('pam', start, end, `pam_limits has the item rttime from ${since} on.`);
    if (has !== false) return;
    return [
      {
        start,
        end,
        message: `pam_limits drops this line: it has the item ${fact.name} from ${since} on, and this host has ${host.pam?.value} (${host.pam?.from}).`,
      },
    ];
  },
};

function meantItems(written: string, candidates: Iterable<string>): readonly string[] {
  const known = [foreignItem(written), synonyms.get(written.replace(/[^a-z]/g, '')), written.replace(/=$/, '')];
  const right = known.find((name) => name !== undefined && limitItems.get(name));
  return right ? [right] : nearest(written, candidates);
}
