/** What the page of a capacity report and the extension say to each other. */
import type { CapacityReportDocument } from '../../../../server/src/capacity/report.ts';
import type { WhatIf } from '../../../../server/src/capacity/what-if.ts';

/** What the page keeps, so that it can be shown again after a restart. */
export interface PageState {
  /** The file whose host is reported on. */
  readonly uri: string;
  readonly whatIf: WhatIf;
  /** Ids of what was opened. */
  readonly open: readonly string[];
  readonly scroll: number;
}

export type FromPage =
  | { readonly kind: 'ready' }
  /** Numbers to try; none is the report as it is. */
  | { readonly kind: 'try'; readonly whatIf: WhatIf }
  | { readonly kind: 'write'; readonly whatIf: WhatIf }
  | { readonly kind: 'open'; readonly uri: string; readonly line: number; readonly column: number };

export type ToPage =
  /** `uri` is the file whose host is reported on; null where nothing can be told of it. */
  | { readonly kind: 'report'; readonly uri: string; readonly report: CapacityReportDocument | null }
  /** What was tried is in the files now. */
  | { readonly kind: 'written' };
