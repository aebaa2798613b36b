/** The report of the host that a file is for. */

import type { FileView } from '../engine/file-view.ts';
import { fileNameOf } from '../engine/path.ts';
import { capacityFrom, capacityOf } from './assemble.ts';
import { type CapacityReportDocument, type ReportOptions, reportOf } from './report.ts';
import { trying, type WhatIf } from './what-if.ts';

/**
 * @param whatIf numbers to take in the place of those of the files and of the host
 */
export function hostReport(
  view: FileView,
  whatIf: WhatIf,
  { show, factPlaces = new Map() }: Pick<ReportOptions, 'show' | 'factPlaces'>,
): CapacityReportDocument {
  const actual = capacityOf(view);
  const files = view.companions().flatMap(({ loaded }) => loaded.map(({ path }) => path));
  const tried = Object.keys(whatIf).length > 0;
  return reportOf(tried ? capacityFrom(trying(actual.inputs, whatIf)) : actual, {
    name: hostName(view),
    files,
    actual,
    whatIf,
    factPlaces,
    show,
  });
}

/** The folder that stands for `/`, else the file. */
function hostName({ analysis: { path, language } }: FileView): string {
  const root = language.loading.root(path);
  return fileNameOf(root ?? path) || '/';
}
