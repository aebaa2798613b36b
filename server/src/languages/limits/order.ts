/** In which order pam_limits reads its files: limits.conf, then limits.d/*.conf by name in C order. */
import type { LoadOrder } from '../../engine/language.ts';
import { hostRoot } from '../host-root.ts';

const mainFile = 'etc/security/limits.conf';
const folder = 'etc/security/limits.d';

/** Whether pam_limits reads a file of limits.d: it expands `*.conf`, which leaves hidden files out. */
export function isReadInFolder(name: string): boolean {
  return /^[^.].*\.conf$/s.test(name);
}

export const limitsLoading: LoadOrder = {
  root: hostRoot,
  together: true,
  places: [mainFile, folder],
  order(paths) {
    const main = paths.filter((path) => path.endsWith(`/${mainFile}`));
    const rest = paths.filter((path) => {
      const [, name = ''] = /\/etc\/security\/limits\.d\/([^/]+)$/.exec(path) ?? [];
      return isReadInFolder(name);
    });
    return [...main, ...rest.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))];
  },
};
