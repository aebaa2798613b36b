/** Keys as paths below /proc/sys, by each loader's own rule. */
import { type KeyTree, longestPath } from './tree.ts';

/**
 * The path that procps makes of a key (`slashdot`): behind a first dot, dots and slashes are swapped. One more `-` in front is
 * dropped (`setting_new`).
 */
export function procpsPath(key: string): string {
  return swapped(key.startsWith('-') ? key.slice(1) : key);
}

/** The same with doubled, leading and trailing slashes and `.` taken out (`sysctl_normalize` of systemd). */
export function systemdPath(key: string): string {
  return swapped(key)
    .split('/')
    .filter((element) => element !== '' && element !== '.')
    .join('/');
}

/**
 * The path that busybox makes of a key (`sysctl_dots_to_slashes`). With a dot in front of the first slash both are swapped; else
 * each dot becomes a slash behind which the path in front of it exists, the longest path first.
 */
export function busyboxPath(key: string, tree: KeyTree): string {
  if (key.length > longestPath || leavesTree(key)) return key;
  const slash = key.indexOf('/');
  if (slash >= 0 && key.slice(0, slash).includes('.')) return swapped(key);
  const name = [...key];
  let done = -1;
  for (let again = true; again; ) {
    again = false;
    for (let at = name.length; at > done; at--) {
      if (at < name.length && name[at] !== '.') continue;
      if (!tree.exists(name.slice(0, at).join(''))) continue;
      if (at < name.length) name[at] = '/';
      done = at;
      again = at < name.length;
      break;
    }
  }
  return name.join('');
}

/** A path as a key whose elements are parted by dots. */
export function keyOfPath(path: string): string {
  return path
    .split('/')
    .filter((element) => element !== '')
    .map((element) => element.replaceAll('.', '/'))
    .join('.');
}

/** A dotted key as its path: the inverse of `keyOfPath`. */
export function pathOfKey(key: string): string {
  return key
    .split('.')
    .map((element) => element.replaceAll('/', '.'))
    .join('/');
}

/** Whether a loader expands a path against the keys that exist. */
export function isGlobPath(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Whether `..` leads out of /proc/sys; what lies there is taken for existing. */
export function leavesTree(path: string): boolean {
  let depth = 0;
  for (const element of path.split('/')) {
    if (element === '..') depth--;
    else if (element !== '' && element !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

function swapped(key: string): string {
  if (/[./]/.exec(key)?.[0] !== '.') return key;
  return key.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}
