/** The logins that the files of a view are read for, as the editor knows them. */
import type { Analysis } from '../../engine/analysis.ts';
import { type FileView, surroundingsOf } from '../../engine/file-view.ts';
import { isTemplated } from '../../engine/names.ts';
import { hostPath } from '../host-root.ts';
import type { LimitsFile } from './evaluate.ts';
import { everyOtherUser, type LoginOptions, loginsByUser, type UserLogin } from './evaluate-users.ts';
import { nrOpenIn } from './nr-open.ts';
import { pamBuildOf } from './pam.ts';

export interface Logins {
  /** The build of pam_limits that the host has or is taken to have. */
  readonly build: string;
  /** As the sysctl files of the host set it; undefined where none does. */
  readonly nrOpen: bigint | undefined;
  readonly files: readonly LimitsFile[];
  /** A template makes lines of one of the files, so what they come to is not known. */
  readonly templated: boolean;
  /** The users whom the files name, one after the other as they are asked for. */
  of(about?: Analysis): Iterable<UserLogin>;
  /** What a user gets, as one who is named or by the lines for everybody; undefined where no line is about the user. */
  user(name: string): UserLogin | undefined;
}

export function loginsOf(view: FileView): Logins {
  const build = pamBuildOf(view.host);
  const nrOpen = nrOpenIn(surroundingsOf(view));
  const byAnalysis = new Map(view.loaded.map((analysis) => [analysis, fileOf(analysis)]));
  const files = [...byAnalysis.values()];
  return {
    build,
    nrOpen,
    files,
    templated: view.loaded.some(isTemplated),
    of(about) {
      const own = about && byAnalysis.get(about);
      const options: LoginOptions = { nrOpen, ...(own && { about: [own] }) };
      return loginsByUser(files, build, options);
    },
    user(name) {
      // The lines for everybody leave root out.
      const only = name === 'root' ? [name] : [name, everyOtherUser];
      const found = [...loginsByUser(files, build, { nrOpen, only })];
      return found.find(({ user }) => user === name) ?? found[0];
    },
  };
}

function fileOf(analysis: Analysis): LimitsFile {
  return { path: hostPath(analysis.path), content: new TextEncoder().encode(analysis.text.toString()) };
}
