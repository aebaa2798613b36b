/** What the language of a proxy's configuration makes of numbers that somebody wants to have in it. */
import type { FileEdit } from '../engine/rules.ts';
import type { WhatIf } from './what-if.ts';

/** The numbers to try that stand in the configuration of the proxy. */
export type ProxyNumbers = Pick<WhatIf, 'maxconn' | 'bufsize'>;

export interface ProxyEdits {
  readonly edits: readonly FileEdit[];
  /** What could not be written and why, in sentences. */
  readonly problems: readonly string[];
}
