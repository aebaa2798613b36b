import type { Rule } from '../../../engine/rules.ts';
import { reportsOn } from '../remarks.ts';

/** Lines of the preprocessor in the wrong place or of a kind it does not have (`parse_cfg` in HAProxy's src/cfgparse.c). */
export const preprocessor: Rule = {
  id: 'haproxy/preprocessor',
  title: 'A line of the preprocessor that HAProxy refuses',
  severity: 'error',
  file({ analysis }) {
    return reportsOn(analysis, ['structure', 'directive']);
  },
};
