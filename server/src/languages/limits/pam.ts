/** Which build of pam_limits a host has, as far as anybody said. */
import { compareVersions } from '../../engine/version.ts';
import type { Host, Known } from '../../host/facts.ts';

const patchedDistribution = /^(?:debian|ubuntu|linuxmint|raspbian|devuan|kali|pop)\b/;

/**
 * Whether the host has the build that Debian and its relatives patch: it starts every session from the limits of PID 1 and
 * goes on where a limit cannot be set. False only where the version says that it is the unpatched one; undefined where that
 * is not known.
 */
export function isDebianBuild(host: Host): Known<boolean> | undefined {
  if (host.pam) return { value: host.pam.value.startsWith('debian-'), from: host.pam.from };
  const { distribution } = host;
  return distribution && patchedDistribution.test(distribution.value)
    ? { value: true, from: distribution.from }
    : undefined;
}

/** Whether the host's pam_limits is of a release or newer; undefined where its version is not known. */
export function pamIsSince(host: Host, release: string): boolean | undefined {
  if (!host.pam) return undefined;
  const version = host.pam.value.replace(/^debian-/, '');
  return version === 'git' || compareVersions(version, release) >= 0;
}
