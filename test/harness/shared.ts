/** Where public files and records lie that are measured against and are no part of the project; they may be absent. */
import { join } from 'node:path';

/** The folder: HEADROOM_SHARED names it, else it is looked for beside the project. */
export const shared = process.env.HEADROOM_SHARED ?? join(import.meta.dirname, '../../../shared');

/** What six builds of pam_limits did with some hundred files. */
export const limitsRecord = join(shared, 'oracle/limits-cases.json');

/** The builds by their names in that record, as the host fact says them. */
export const recordedBuilds: Readonly<Record<string, string>> = {
  deb152: 'debian-1.5.2',
  up152: '1.5.2',
  v160: '1.6.0',
  v161: '1.6.1',
  v172: '1.7.2',
  main: 'git',
};
