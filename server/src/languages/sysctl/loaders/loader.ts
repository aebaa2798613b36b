/** The programs that apply sysctl files at boot, and what of them depends on a release. */
import { compareVersions } from '../../../engine/version.ts';

export const loaderPrograms = ['procps', 'systemd', 'busybox'] as const;
export type LoaderProgram = (typeof loaderPrograms)[number];

export interface Loader {
  readonly program: LoaderProgram;
  /** `4.0.4`, `257`, `1.36`; undefined where nobody knows. */
  readonly version?: string | undefined;
}

/** A loader as it is written, `systemd` or `systemd-257`; undefined for any other text. */
export function readLoader(text: string): Loader | undefined {
  const [, name, version] = /^([a-z]+)(?:-(\d+(?:\.\d+)*))?$/.exec(text) ?? [];
  const program = loaderPrograms.find((each) => each === name);
  return program && { program, version };
}

/** Releases where nothing is said and the distribution ships none of its own: those of Debian 13. */
const usual: Readonly<Record<LoaderProgram, string>> = { procps: '4.0.4', systemd: '257', busybox: '1.38' };

const shipped: Readonly<Record<string, Readonly<Record<LoaderProgram, string>>>> = {
  'debian-12': { procps: '4.0.2', systemd: '252', busybox: '1.35' },
  'debian-13': usual,
  'ubuntu-24.04': { procps: '4.0.4', systemd: '255', busybox: '1.36' },
};

/** The loader with a release: its own, or the one of the distribution. */
export function releaseOf({ program, version }: Loader, distribution: string | undefined): Required<Loader> {
  return { program, version: version ?? (shipped[distribution ?? ''] ?? usual)[program] };
}

/** Whether a loader of this release, or a newer one, is meant; undefined where its release is unknown. */
export function isAtLeast({ version }: Loader, release: string): boolean | undefined {
  return version === undefined ? undefined : compareVersions(version, release) >= 0;
}

/**
 * Whether a distribution links `/etc/sysctl.d/99-sysctl.conf` to `/etc/sysctl.conf`, so that systemd-sysctl reads it too. Debian
 * gave the link up between 12 and 13 and Ubuntu with it; Red Hat's family has it. Undefined where nobody knows.
 */
export function linksMainFile(distribution: string | undefined): boolean | undefined {
  const [, name, release] = /^([a-z-]+?)-?(\d+(?:\.\d+)?)?$/.exec(distribution ?? '') ?? [];
  if (name === 'debian' && release) return Number(release) < 13;
  if (name === 'ubuntu' && release) return Number(release) < 25;
  if (name === 'arch') return false;
  return name && /^(?:rhel|centos|rocky|almalinux|fedora)$/.test(name) ? true : undefined;
}
