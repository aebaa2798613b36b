/** What each user that files name gets at a login: what a lens and a document beside the file can say. */
import { byteText, readableText } from './bytes.ts';
import { evaluateLimits, type LimitsFile, type Login, type LoginOutcome, type LoginUser } from './evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from './evaluate-defaults.ts';
import { rawLines } from './evaluate-lines.ts';
import { type EffectiveLimit, isLine } from './evaluate-session.ts';
import { pamTraits } from './pam.ts';

export interface UserLogin {
  readonly user: string;
  /** The first line that names the user, from 1. */
  readonly path: string;
  readonly line: number;
  readonly login: Login & { readonly user: LoginUser };
  readonly outcome: LoginOutcome;
  readonly nofile: EffectiveLimit;
  /**
   * A line about descriptors, or one that lifts all limits, is for a group or a range of ids: whether the user is in it is
   * not known, and it is taken not to be.
   */
  readonly uncertain: boolean;
}

export interface LoginOptions {
  readonly nrOpen?: bigint | undefined;
  /** The files whose users are asked for, where they are not those of all files. */
  readonly about?: readonly LimitsFile[];
  /** The users who are asked for, where they are not all. */
  readonly only?: readonly string[];
}

/** Stands for an id that is not known; what could depend on it is said to be uncertain. */
const someUid = 999;
/** Stands for the users that `*` is about; no line can name it. */
export const everyOtherUser = 'every other user';

/**
 * What each user named in the files, and every other one where there are lines for `*`, gets in a session on the usual machine,
 * one after the other as they are asked for: each takes a reading of all the files.
 * @param files those read together, in reading order
 * @param build as the host fact `pam` names it
 */
export function* loginsByUser(
  files: readonly LimitsFile[],
  build: string,
  { nrOpen = usualNrOpen, about = files, only }: LoginOptions = {},
): Generator<UserLogin> {
  const all = namesIn(files, build);
  const { users } = about === files ? all : namesIn(about, build);
  for (const [user, place] of users) {
    if (only && !only.includes(user)) continue;
    const id = user === 'root' ? 0 : someUid;
    const login = {
      user: { name: user, uid: id, gid: id, groups: [] },
      build,
      inherited: usualInherited,
      pid1: usualPid1,
      nrOpen,
    };
    const outcome = evaluateLimits(files, login);
    const nofile = outcome.limits.get('nofile') as EffectiveLimit;
    // A line that names the user beats those for groups.
    const isOwn = [nofile.softFrom, nofile.hardFrom].every(
      (from) => isLine(from) && all.ofUsers.has(`${from.line} ${from.path}`),
    );
    const uncertain = all.byRange || (all.byGroup && !isOwn);
    yield { user, ...place, login, outcome, nofile, uncertain };
  }
}

/** Who is named, on a line about anything, and whether there are lines for groups and ranges that may matter. */
function namesIn(files: readonly LimitsFile[], build: string) {
  const traits = pamTraits(build);
  const users = new Map<string, { path: string; line: number }>();
  const ofUsers = new Set<string>();
  let others: { path: string; line: number } | undefined;
  let byGroup = false;
  let byRange = false;
  for (const { path, content } of files) {
    for (const { line, fields } of rawLines(byteText(content ?? new Uint8Array()), traits)) {
      const [domain = '', type = '', item = ''] = fields;
      const exempts = fields.length === 2 && type.startsWith('-');
      if (fields.length < 4 && !exempts) continue;
      if (domain === '*') others ??= { path, line };
      else if (domain.includes(':') || domain.startsWith('@')) {
        // Whoever is exempt is so whatever else names them.
        if (exempts || (domain.includes(':') && item.toLowerCase() === 'nofile')) byRange = true;
        else if (item.toLowerCase() === 'nofile') byGroup = true;
      } else if (isUserName(domain)) {
        const user = readableText(domain);
        if (!users.has(user)) users.set(user, { path, line });
        ofUsers.add(`${line} ${path}`);
      }
    }
  }
  if (others) users.set(everyOtherUser, others);
  return { users, ofUsers, byGroup, byRange };
}

/** What useradd takes for a name, and letters of any language. */
function isUserName(domain: string): boolean {
  return /^[a-z_\x80-\xff][\w.\x80-\xff-]*\$?$/i.test(domain);
}
