/** What a signature comes to in a release: worked out once, for signatures and releases are few and values many. */
import type { ValueSpec } from '../../../engine/signature.ts';

/** The same function with a memory. */
export function byRelease<T extends object>(
  read: (spec: ValueSpec, release: string) => T,
): (spec: ValueSpec, release: string) => T {
  const known = new WeakMap<ValueSpec, Map<string, T>>();
  return (spec, release) => {
    let releases = known.get(spec);
    if (!releases) {
      releases = new Map();
      known.set(spec, releases);
    }
    let found = releases.get(release);
    if (!found) {
      found = read(spec, release);
      releases.set(release, found);
    }
    return found;
  };
}
