/** Which files HAProxy loads together: each is a configuration of its own unless somebody lists them. */
import type { LoadOrder } from '../../engine/language.ts';
import { hostRoot } from '../host-root.ts';

export const haproxyLoading: LoadOrder = {
  root: hostRoot,
  together: false,
  places: [],
  order: (paths) => paths,
};
