/** The catalogues of all languages. */
import type { Catalogue } from './catalogue.ts';
import { haproxyCatalogue } from './haproxy.ts';
import { limitsCatalogue } from './limits.ts';
import { sysctlCatalogue } from './sysctl.ts';

export const catalogues: readonly Catalogue[] = [haproxyCatalogue, sysctlCatalogue, limitsCatalogue];
