/** The descriptors of each user that files name: what a lens or a hover over the file can say. */
import { byteText, readableText } from './bytes.ts';
import { evaluateLimits, type LimitsFile } from './evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from './evaluate-defaults.ts';
import { rawLines } from './evaluate-lines.ts';
import type { EffectiveLimit, PamCode } from './evaluate-session.ts';
import { pamTraits } from './pam.ts';

export interface UserDescriptors {
  readonly user: string;
  /** The first line that names the user, from 1. */
  readonly path: string;
  readonly line: number;
  readonly nofile: EffectiveLimit;
  readonly pam: PamCode;
  /**
   * A line about descriptors, or one that lifts all limits, is for a group or a range of ids: whether the user is in it is
   * not known, and it is taken not to be.
   */
  readonly uncertain: boolean;
}

/** Stands for an id that is not known; what could depend on it is said to be uncertain. */
const someUid = 999;

/**
 * The descriptors that each user named in the files gets in a session on the usual machine, one after the other as they are
 * asked for: each takes a reading of all the files.
 * @param files those read together, in reading order
 * @param build as the host fact `pam` names it
 */
export function* descriptorsByUser(
  files: readonly LimitsFile[],
  build: string,
  nrOpen = usualNrOpen,
): Generator<UserDescriptors> {
  const { users, uncertain } = namesIn(files, build);
  for (const [user, place] of users) {
    const id = user === 'root' ? 0 : someUid;
    const { pam, limits } = evaluateLimits(files, {
      user: { name: user, uid: id, gid: id, groups: [] },
      build,
      inherited: usualInherited,
      pid1: usualPid1,
      nrOpen,
    });
    yield { user, ...place, nofile: limits.get('nofile') as EffectiveLimit, pam, uncertain };
  }
}

/** Who is named as a user, on a line about anything, and whether there are lines for groups and ranges that may matter. */
function namesIn(files: readonly LimitsFile[], build: string) {
  const traits = pamTraits(build);
  const users = new Map<string, { path: string; line: number }>();
  let uncertain = false;
  for (const { path, content } of files) {
    for (const { line, fields } of rawLines(byteText(content ?? new Uint8Array()), traits)) {
      const [domain = '', type = '', item = ''] = fields;
      const exempts = fields.length === 2 && type.startsWith('-');
      if (fields.length < 4 && !exempts) continue;
      if (domain.includes(':') || domain.startsWith('@')) uncertain ||= exempts || item.toLowerCase() === 'nofile';
      else if (isUserName(domain) && !users.has(readableText(domain))) users.set(readableText(domain), { path, line });
    }
  }
  return { users, uncertain };
}

/** What useradd takes for a name, and letters of any language. */
function isUserName(domain: string): boolean {
  return /^[a-z_\x80-\xff][\w.\x80-\xff-]*\$?$/i.test(domain);
}
