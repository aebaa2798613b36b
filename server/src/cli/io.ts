/** What the command line has of the world, so that a test can stand in for it. */

/** A stream that text is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width in columns, where it is a terminal. */
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command line itself is wrong: printed as one line, with exit code 2. */
export class UsageError extends Error {}

export const exitCode = { fine: 0, findings: 1, trouble: 2 } as const;

/** Everything on standard input, as bytes. */
export async function readAll(stdin: Io['stdin']): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
