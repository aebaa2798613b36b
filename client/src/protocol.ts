/**
 * What the server and this client say to each other beyond the Language Server Protocol. `headroom/changed`, from the server and
 * without parameters: something has changed that a capacity report depends on.
 */
import type { WorkspaceEdit } from 'vscode-languageclient';
import type { CapacityReportDocument } from '../../server/src/capacity/report.ts';

/** `headroom/hostStatus`, from the server: the machine that the file at `uri` is judged against. */
export interface HostStatus {
  readonly uri: string;
  /** Short, for the status bar: `4 GiB, 8 CPUs`. */
  readonly label: string;
  /** Where each fact came from. */
  readonly detail: string;
  readonly severity?: 'information' | 'warning' | 'error';
}

/**
 * The answer to `headroom/effectiveValues` and `headroom/compareWithMachine`, requests with a `textDocument`: what is in force on
 * its host, and what runs there beside it, as a text for a person; null for a document that is not open or of a language that has
 * none.
 */
export type HostText = { readonly text: string } | null;

/** The answer to `headroom/rulePage`, a request with the rule's `id`; null when there is no such rule. */
export type RulePage = { readonly title: string; readonly markdown: string } | null;

/**
 * `headroom/capacityReport`, a request with a `textDocument` and perhaps numbers to try as `whatIf`: the report of its host; null
 * for a document that is not open.
 */
export type CapacityReport = CapacityReportDocument | null;

/** The answer to `headroom/writeWhatIf`, a request like that for the report; null for a document that is not open. */
export type WrittenWhatIf = {
  readonly edit: WorkspaceEdit | null;
  /** The host profile that the edit changes, which counts when it is saved. */
  readonly profile: string | null;
  /** What could not be written and why, in sentences. */
  readonly problems: readonly string[];
} | null;
