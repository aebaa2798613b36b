/** Which build of pam_limits a host has, as far as anybody said, and in what the builds differ. */
import { compareVersions } from '../../engine/version.ts';
import type { Host, Known } from '../../host/facts.ts';

/** The builds whose behaviour was measured, and whose sources were read. */
export const pamBuilds = ['debian-1.5.2', '1.5.2', '1.6.0', '1.6.1', '1.7.2', 'git'] as const;

export type PamBuild = (typeof pamBuilds)[number];

/** In what the builds of pam_limits differ when they read limits.conf (modules/pam_limits/pam_limits.c). */
export interface PamTraits {
  /** Patches 008, 027, 032 and 040 of Debian: chroot, the limits of PID 1, no lines but its own for root, EPERM ignored. */
  readonly debian: boolean;
  /** `fgets` into 1024 bytes and `sscanf`; from 1.6.0 `getline` and `split`, to which only blanks and tabs separate. */
  readonly readsPieces: boolean;
  /** `split` cuts the blanks around the value off, and messages give the number of the line, not its text. */
  readonly trimsValue: boolean;
  /** A file that is not there is no error, unless `conf=` names it. */
  readonly ignoresMissing: boolean;
  readonly knowsRttime: boolean;
  /** A wrong value is a warning that names the item, no debug message. */
  readonly warnsOfValues: boolean;
}

/** The traits of a build by the words of the host fact: a version, `debian-` and a version, or `git`. */
export function pamTraits(build: string): PamTraits {
  const since = (release: string) => isSince(build, release);
  return {
    debian: isPatched(build),
    readsPieces: !since('1.6.0'),
    trimsValue: since('1.6.1'),
    ignoresMissing: since('1.5.3'),
    knowsRttime: since('1.7.1'),
    // Released after 1.7.2, so no number is known yet.
    warnsOfValues: build === 'git' || since('1.7.3'),
  };
}

/** The builds that distributions ship, where they are new enough to be known. */
const shipped: Readonly<Record<string, string>> = {
  'debian-12': 'debian-1.5.2',
  'debian-13': 'debian-1.7.0',
  'ubuntu-24.04': 'debian-1.5.3',
  'rhel-10': '1.6.1',
};

/** The build that a host is taken to have, in the words of the host fact: that of Debian 12 where nobody says anything. */
export function pamBuildOf(host: Host): string {
  if (host.pam) return host.pam.value;
  const distribution = host.distribution?.value;
  if (distribution === undefined) return 'debian-1.5.2';
  return shipped[distribution] ?? (patchedDistribution.test(distribution) ? 'debian-1.5.2' : '1.5.2');
}

const patchedDistribution = /^(?:debian|ubuntu|linuxmint|raspbian|devuan|kali|pop)\b/;

/**
 * Whether the host has the build that Debian and its relatives patch: it starts every session from the limits of PID 1 and
 * goes on where a limit cannot be set. False only where the version says that it is the unpatched one; undefined where that
 * is not known.
 */
export function isDebianBuild(host: Host): Known<boolean> | undefined {
  if (host.pam) return { value: isPatched(host.pam.value), from: host.pam.from };
  const { distribution } = host;
  return distribution && patchedDistribution.test(distribution.value)
    ? { value: true, from: distribution.from }
    : undefined;
}

/** Whether the host's pam_limits is of a release or newer; undefined where its version is not known. */
export function pamIsSince(host: Host, release: string): boolean | undefined {
  return host.pam && isSince(host.pam.value, release);
}

function isPatched(build: string): boolean {
  return build.startsWith('debian-');
}

function isSince(build: string, release: string): boolean {
  const version = build.replace(/^debian-/, '');
  return version === 'git' || compareVersions(version, release) >= 0;
}
