/** Versions of kernels and of HAProxy, compared by their leading numbers. */

/** Whether a text starts like a version: `6.1`, `2.8.3`, `5.15.0-91-generic`. */
export function isVersion(text: string): boolean {
  return /^\d+(\.\d+)*/.test(text);
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`; numbers that one lacks are not compared. */
export function compareVersions(a: string, b: string): number {
  const left = a === lastAsked.version ? lastAsked.parts : askedFor(a);
  const right = numbers(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** It is nearly always the same version that others are compared with. */
let lastAsked: { readonly version: string; readonly parts: readonly number[] } = { version: '', parts: [] };

function askedFor(version: string): readonly number[] {
  lastAsked = { version, parts: numbers(version) };
  return lastAsked.parts;
}

/** Versions are few and asked for on every line, so each is taken apart once. */
const parsed = new Map<string, readonly number[]>();

function numbers(version: string): readonly number[] {
  let parts = parsed.get(version);
  if (!parts) {
    parts = (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
    parsed.set(version, parts);
  }
  return parts;
}

/** What a version range says of one version: not there yet, there, or gone again. */
export function standing(
  version: string,
  since: string | undefined,
  until: string | undefined,
): 'future' | 'current' | 'gone' {
  if (since !== undefined && compareVersions(version, since) < 0) return 'future';
  if (until !== undefined && compareVersions(version, until) >= 0) return 'gone';
  return 'current';
}
