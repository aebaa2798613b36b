/** In which order pam_limits reads its files: limits.conf, then limits.d/*.conf by name in C order. */
import type { LoadOrder } from '../../engine/language.ts';
import { hostRoot } from '../host-root.ts';

const mainFile = 'etc/security/limits.conf';
const folder = 'etc/security/limits.d';

export const limitsLoading: LoadOrder = {
  root: hostRoot,
  together: true,
  places: [mainFile, folder],
  order(paths) {
    const main = paths.filter((path) => path.endsWith(`/${mainFile}`));
    const rest = paths.filter((path) => /\/etc\/security\/limits\.d\/[^/.][^/]*\.conf$/.test(path));
    return [...main, ...rest.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))];
  },
};
