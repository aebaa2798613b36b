import type { Rule } from '../../../engine/rules.ts';
import { ksppRows } from '../facts/hardening.ts';
import { hardeningReports } from '../hardening.ts';

/** The page of the Kernel Self Protection Project, section sysctls. */
export const kspp: Rule = {
  id: 'sysctl/kspp',
  title: 'Not as the Kernel Self Protection Project recommends',
  severity: 'information',
  optIn: true,
  pack: 'kspp',
  file: (view) => hardeningReports(view, { name: 'KSPP (Recommended Settings, sysctls)', rows: ksppRows }),
};
