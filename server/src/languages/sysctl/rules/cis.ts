import type { Rule } from '../../../engine/rules.ts';
import { cisRows } from '../facts/hardening.ts';
import { hardeningReports } from '../hardening.ts';

/** The sections of the CIS benchmarks about kernel parameters. */
export const cis: Rule = {
  id: 'sysctl/cis',
  title: 'Not as the CIS benchmarks want it',
  severity: 'information',
  optIn: true,
  pack: 'cis',
  file: (view) => hardeningReports(view, { name: 'CIS', rows: cisRows }),
};
