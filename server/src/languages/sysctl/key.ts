/** Spellings of sysctl keys. */

/**
 * A key in its one canonical spelling, elements separated by dots. If the first separator is a dot, dots separate and a slash
 * stands for a dot inside an element; if it is a slash, it is a path (procps and systemd-sysctl agree on this).
 */
export function canonicalKey(written: string): string {
  const first = /[./]/.exec(written)?.[0];
  if (first !== '/') return written;
  return written
    .split('/')
    .filter((element) => element !== '')
    .map((element) => element.replaceAll('.', '/'))
    .join('.');
}

/** A canonical key in the spelling of another: with slashes where that one has them. */
export function spelledLike(key: string, written: string): string {
  if (/[./]/.exec(written)?.[0] !== '/') return key;
  const path = key
    .split('.')
    .map((element) => element.replaceAll('/', '.'))
    .join('/');
  return written.startsWith('/') ? `/${path}` : path;
}

/** Whether a key is a glob, which the loaders match against the keys that exist. */
export function isGlob(key: string): boolean {
  return /[*?[\]]/.test(key);
}
