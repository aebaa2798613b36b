import { isTemplated } from '../../../engine/names.ts';
import type { Rule } from '../../../engine/rules.ts';
import { continuations, dashes, exclusions, globs, semicolons } from '../differences.ts';
import { unreadFile } from '../unread-files.ts';

/**
 * What depends on the loader: procps, systemd-sysctl and busybox read the same line, or the same folder, in different ways
 * (measured with eight programs). Where the host names its loader, only what concerns that one is said.
 */
export const loaderDiffers: Rule = {
  id: 'sysctl/loader-differs',
  title: 'The loaders make different things of the line',
  severity: 'information',
  file(view) {
    if (isTemplated(view.analysis)) return [];
    return [semicolons, continuations, exclusions, globs, dashes, unreadFile].flatMap((reports) => reports(view));
  },
};
