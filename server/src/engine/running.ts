/** The machine that a file belongs to, as it runs: whoever is on that machine brings it. It is read, and never written to. */

/** `unreadable`: there is something, but it may not be read, or can only be written. */
export type RunningValue = { readonly text: string } | 'absent' | 'unreadable';

export interface RunningMachine {
  /** A value of the kernel, as the kernel prints it; the path is one below /proc/sys. */
  read(path: string): Promise<RunningValue>;
  /** The paths below /proc/sys of all values. */
  paths(): Promise<readonly string[]>;
}
