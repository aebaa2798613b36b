/** What a check comes to, before anybody decides how to print it. */
import type { Finding } from '../../engine/findings.ts';
import type { Language } from '../../engine/language.ts';
import type { Severity } from '../../engine/rules.ts';
import type { Text } from '../../engine/text.ts';
import type { Host } from '../../host/facts.ts';
import type { Trouble } from '../inputs/find.ts';

export interface CheckedFile {
  /** Absolute, with `/` between its parts. */
  readonly path: string;
  /** As the person named it. */
  readonly shown: string;
  readonly language: Language;
  readonly host: Host;
  readonly text: Text;
  readonly findings: readonly Finding[];
  /** Whether fixes may be written to it: it is a file, and was read without loss. */
  readonly fixable: boolean;
}

/** A file that the fixes change. */
export interface Change {
  readonly path: string;
  readonly shown: string;
  readonly before: Text;
  readonly after: Text;
}

export type FailOn = 'error' | 'warning' | 'information' | 'never';

export interface CheckResult {
  readonly files: readonly CheckedFile[];
  readonly troubles: readonly Trouble[];
  /** Remarks that change nothing about the outcome; for standard error. */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
  /** How many fixes made the changes. */
  readonly fixes: number;
  readonly failOn: FailOn;
  /** A path as the person would name it. */
  show(path: string): string;
}

/** Prints a result as one document that ends with a line end. */
export type Reporter = (result: CheckResult) => string | Promise<string>;

const ranks: Readonly<Record<Severity | 'never', number>> = { hint: 0, information: 1, warning: 2, error: 3, never: 4 };

/** Whether a finding of this severity makes the check fail. Hints never do. */
export function fails(severity: Severity, failOn: FailOn): boolean {
  return ranks[severity] >= ranks[failOn];
}
