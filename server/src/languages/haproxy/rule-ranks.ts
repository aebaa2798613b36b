/** The kinds of rule in the order in which HAProxy runs them: `warnif_misplaced_*` of its src/cfgparse-listen.c. */
export const ruleRanks: Readonly<Record<string, number>> = {
  'quic-initial': 0,
  'tcp-request connection': 1,
  'tcp-request session': 2,
  'tcp-request content': 3,
  'monitor fail': 4,
  'http-request': 5,
  redirect: 6,
  use_backend: 7,
  'use-server': 8,
};
