import type { Rule } from '../../../engine/rules.ts';
import { reportsOn } from '../remarks.ts';

/** An expression that `.if` or `.elif` cannot parse (`cfg_parse_cond_expr` in HAProxy's src/cfgcond.c). */
export const preprocessorCondition: Rule = {
  id: 'haproxy/preprocessor-condition',
  title: "A condition of '.if' or '.elif' that HAProxy cannot read",
  severity: 'error',
  file({ analysis }) {
    return reportsOn(analysis, ['expression']);
  },
};
