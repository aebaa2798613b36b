/**
 * What pam_limits makes of the files of a host when a user logs in: `pam_sm_open_session` in
 * modules/pam_limits/pam_limits.c of Linux-PAM, and the patches of Debian's package. Read in the sources of the builds in
 * `pamBuilds`, and held against what the real ones did. The builds are those that count logins in utmp.
 */
import { byteText, readableText, utf8Bytes } from './bytes.ts';
import { isExempt, matchOf, type PamUser, rangeOf, ranks } from './evaluate-domain.ts';
import { type LinePlace, type Plan, type Priority, processLimit } from './evaluate-limit.ts';
import { type RawLine, rawLines } from './evaluate-lines.ts';
import {
  audited,
  type EffectiveLimit,
  inheritedLimits,
  type Limits,
  type PamCode,
  type SessionWorld,
  setUpLimits,
} from './evaluate-session.ts';
import { type PamTraits, pamTraits } from './pam.ts';

/** A file, in the place where pam_limits comes to it. */
export interface LimitsFile {
  /** As messages of ours name it. */
  readonly path: string;
  /** As pam_limits names it in its messages, where that is something else. */
  readonly place?: string;
  /** Undefined where there is no such file: a missing limits.conf, or a link that leads nowhere. */
  readonly content: Uint8Array | undefined;
}

export interface LoginUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The groups the user is in. That of `gid` may be left out, but is needed where a line names it. */
  readonly groups: readonly { readonly name: string; readonly gid: number }[];
}

export interface Login {
  /** Undefined where no such user exists; `userName` is who tried. */
  readonly user: LoginUser | undefined;
  readonly userName?: string;
  /** A build as the host fact `pam` names it. */
  readonly build: string;
  /** The limits of the process that opens the session; what is left out has no limit. */
  readonly inherited: Limits;
  /** The limits of PID 1, from which Debian's build starts. */
  readonly pid1: Limits;
  readonly nrOpen: bigint;
  /** The uid of the process that opens the session. */
  readonly callerUid?: number;
  /** The users who are logged in, once per session. */
  readonly sessions?: readonly string[];
  /** Whether somebody who is logged in is in a group; asked for `%group` only. Everybody is, where it is left out. */
  readonly isMember?: (user: string, group: string) => boolean;
  /** Whether a folder to `chroot` into is there. */
  readonly hasDirectory?: (path: string) => boolean;
  /** The words behind pam_limits.so, but for `conf=`. */
  readonly moduleArguments?: readonly string[];
  /** The first file is named by `conf=`: it must be there. */
  readonly confArgument?: boolean;
}

/** A message in the system log. `path` and `line`, from 1, are undefined for what is said of no line. */
export interface PamMessage {
  readonly path: string | undefined;
  readonly line: number | undefined;
  readonly priority: Priority;
  readonly text: string;
}

export interface LoginOutcome {
  readonly pam: PamCode;
  readonly refused: boolean;
  /** Every resource limit, by item, in the order of their numbers. */
  readonly limits: ReadonlyMap<string, EffectiveLimit>;
  /** How many logins are allowed, where there is a limit, and whether those of all users count. */
  readonly logins: { readonly most: number; readonly from: LinePlace; readonly ofAll: boolean } | undefined;
  readonly priority: { readonly value: number; readonly from: LinePlace } | undefined;
  readonly noNewPrivileges: { readonly value: boolean; readonly from: LinePlace } | undefined;
  readonly chroot: { readonly directory: string; readonly from: LinePlace } | undefined;
  readonly messages: readonly PamMessage[];
}

const knownArguments = new Set(['debug', 'utmp_early', 'noaudit', 'set_all']);
/** Debian cuts the soft limit it takes from PID 1 down to what select() can use. */
const setSize = 1024n;

/** What a login comes to. @param files limits.conf, then those of limits.d, in reading order */
export function evaluateLimits(files: readonly LimitsFile[], login: Login): LoginOutcome {
  return new Evaluation(login).run(files);
}

/**
 * What may be said of folders nobody has looked at: one that a line names is there, but /nonexistent, which Debian promises
 * not to have, and what is relative to wherever the login program happens to be.
 */
function isLikelyDirectory(path: string): boolean {
  return path.startsWith('/') ? !/^\/+nonexistent(?:\/|$)/.test(path) : /^\.{1,2}(?:\/|$)/.test(path);
}

class Evaluation {
  private readonly messages: PamMessage[] = [];
  private readonly traits: PamTraits;
  private readonly debug: boolean;
  private readonly plan: Plan;
  /** The line that is being read. */
  private at: LinePlace | undefined;

  constructor(private readonly login: Login) {
    this.traits = pamTraits(login.build);
    this.debug = login.moduleArguments?.includes('debug') ?? false;
    this.plan = this.initialPlan();
  }

  run(files: readonly LimitsFile[]): LoginOutcome {
    for (const word of this.login.moduleArguments ?? [])
      if (!knownArguments.has(word)) this.log('err', `unknown option: ${word}`);
    const { user } = this.login;
    if (!user) {
      if (this.debug) this.log('warning', `open_session username '${this.login.userName ?? ''}' does not exist`);
      return this.untouched('PAM_USER_UNKNOWN');
    }
    const bytes: PamUser = {
      ...user,
      name: utf8Bytes(user.name),
      groups: user.groups.map(({ name, gid }) => ({ name: utf8Bytes(name), gid })),
    };
    for (const [index, file] of files.entries()) {
      const code = this.readFile(file, bytes, index === 0 && (this.login.confArgument ?? false));
      if (code === 'PAM_IGNORE') return this.untouched('PAM_SUCCESS');
      if (code !== 'PAM_SUCCESS') {
        // For a file of limits.d 1.5.2 prints memory it has freed in place of the name.
        this.log('err', `error parsing the configuration file: '${utf8Bytes(placeOf(file))}' `);
        return this.untouched(code);
      }
    }
    return this.setUp(user);
  }

  /** `init_limits` */
  private initialPlan(): Plan {
    const { inherited, pid1, moduleArguments } = this.login;
    const reset = this.traits.debian || moduleArguments?.includes('set_all') === true;
    const limits: Plan['limits'] = new Map();
    for (const [name, effective] of inheritedLimits(inherited)) {
      const rank = reset ? ranks.kernel : ranks.none;
      const from = reset ? 'pid1' : 'inherited';
      const { soft, hard } = (reset ? pid1[name] : undefined) ?? effective;
      const capped = this.traits.debian && name === 'nofile' && soft > setSize ? setSize : soft;
      limits.set(name, { soft: { value: capped, rank, from }, hard: { value: hard, rank, from } });
    }
    return {
      limits,
      logins: { value: -2, rank: ranks.none, from: undefined },
      countsAll: false,
      loginGroup: undefined,
      priority: undefined,
      noNewPrivileges: undefined,
      chroot: undefined,
    };
  }

  /** `parse_config_file` */
  private readFile(file: LimitsFile, user: PamUser, mustExist: boolean): PamCode | 'PAM_IGNORE' {
    const place = utf8Bytes(placeOf(file));
    if (this.debug) this.log('debug', `reading settings from '${place}'`);
    if (!file.content) {
      if (this.traits.ignoresMissing && !mustExist) return 'PAM_SUCCESS';
      this.log('warning', `cannot read settings from ${place}: No such file or directory`);
      return 'PAM_SERVICE_ERR';
    }
    for (const raw of rawLines(byteText(file.content), this.traits)) {
      this.at = { path: file.path, line: raw.line };
      if (this.readLine(raw, place, user)) {
        this.at = undefined;
        return 'PAM_IGNORE';
      }
    }
    this.at = undefined;
    return 'PAM_SUCCESS';
  }

  /** Reads a line; whether it says that there are no limits for the user. */
  private readLine({ line, quoted, fields }: RawLine, place: string, user: PamUser): boolean {
    const [domain = '', type = '', item = '', value = ''] = fields;
    const range = rangeOf(domain);
    if (range.kind === 'wrong') {
      if (range.number) this.log('debug', `wrong ${range.number}_uid/gid value in '${domain}'`);
      this.log('warning', `invalid uid range '${domain}' - skipped`);
      return false;
    }
    if (fields.length === 2 && type.startsWith('-')) {
      if (!isExempt(domain, range, user)) return false;
      const group = domain.startsWith('@') && domain !== user.name ? ` in group '${domain.slice(1)}'` : '';
      if (this.debug) this.log('debug', `no limits for '${user.name}'${group}`);
      return true;
    }
    if (fields.length < 4) {
      const what = this.traits.trimsValue ? `${line} in '${place}'` : `'${quoted}'`;
      this.log('warning', `invalid line ${what} - skipped`);
      return false;
    }
    const { debian } = this.traits;
    if (this.debug && domain !== user.name && /^[@%]/.test(domain) && !(debian && user.uid === 0))
      this.log('debug', `checking if ${user.name} is in group ${domain.slice(1)}`);
    const match = matchOf(domain, range, user, debian);
    if (match === 'unsupported') this.log('warning', 'range unsupported for %group matching - ignored');
    else if (match) {
      if (match.loginGroup !== undefined) this.plan.loginGroup = match.loginGroup;
      const lowered = { type: lowerCase(type), item: lowerCase(item), value: lowerCase(value) };
      processLimit(this.plan, match.rank, lowered, this.at as LinePlace, {
        traits: this.traits,
        nrOpen: this.login.nrOpen,
        debug: this.debug,
        log: this.log,
      });
    }
    return false;
  }

  private setUp(user: LoginUser): LoginOutcome {
    const { inherited, nrOpen, callerUid = 0, sessions = [], moduleArguments = [] } = this.login;
    const { isMember = () => true, hasDirectory = isLikelyDirectory } = this.login;
    const world: SessionWorld = {
      user: { name: utf8Bytes(user.name), uid: user.uid },
      inherited,
      nrOpen,
      callerUid,
      sessions: sessions.map(utf8Bytes),
      isMember: (other, group) => isMember(readableText(other), readableText(group)),
      hasDirectory: (path) => hasDirectory(readableText(path)),
      traits: this.traits,
      debug: this.debug,
      utmpEarly: moduleArguments.includes('utmp_early'),
      log: this.log,
    };
    const { limits, failed, priority, chroot } = setUpLimits(this.plan, world);
    const pam = audited(failed ? 'PAM_PERM_DENIED' : 'PAM_SUCCESS', limits, this.log);
    const { logins, noNewPrivileges, ...plan } = this.plan;
    return {
      ...this.outcome(pam, limits),
      logins:
        logins.from && logins.value >= 0 ? { most: logins.value, from: logins.from, ofAll: plan.countsAll } : undefined,
      priority: plan.priority && priority !== undefined ? { value: priority, from: plan.priority.from } : undefined,
      noNewPrivileges,
      chroot:
        plan.chroot && chroot !== undefined ? { directory: readableText(chroot), from: plan.chroot.from } : undefined,
    };
  }

  /** The session is left as it is. */
  private untouched(code: PamCode): LoginOutcome {
    const limits = inheritedLimits(this.login.inherited);
    const nothing = { logins: undefined, priority: undefined, noNewPrivileges: undefined, chroot: undefined };
    return { ...nothing, ...this.outcome(audited(code, limits, this.log), limits) };
  }

  private outcome(pam: PamCode, limits: ReadonlyMap<string, EffectiveLimit>) {
    const { messages } = this;
    return { pam, refused: pam !== 'PAM_SUCCESS', limits, messages };
  }

  private readonly log = (priority: Priority, bytes: string): void => {
    this.messages.push({ path: this.at?.path, line: this.at?.line, priority, text: readableText(bytes) });
  };
}

function placeOf({ path, place = path }: LimitsFile): string {
  return place;
}

/** tolower() of each byte: letters of ASCII only. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
