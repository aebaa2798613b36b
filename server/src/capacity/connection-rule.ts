/**
 * The rule of thumb for the memory of connections, which needs no more than three numbers of one file; `memory.ts` has the
 * measured model. The rule is the one its field has used since 2014 (Willy Tarreau,
 * on the HAProxy mailing list, for releases with processes): two buffers and about 2 KiB of structures for every connection
 * in HAProxy, and at least four kernel buffers of 4 KiB, one for each direction of each of the two sockets. Idle connections
 * hold no buffers and cost far less.
 */

/** What HAProxy was told to be ready for. */
export interface ConnectionLoad {
  /** Connections of one process: the global `maxconn`. */
  readonly maxconn: number;
  /** Bytes of one buffer: `tune.bufsize`. */
  readonly bufsize: number;
  /** Processes, each with `maxconn` connections of its own: `nbproc`, and 1 since HAProxy 2.5. */
  readonly processes: number;
}

/** Bytes of a buffer where `tune.bufsize` is not set. */
export const defaultBufsize = 16_384;
/** Bytes of structures beside the buffers of a connection. */
export const connectionStructures = 2_048;
/** Kernel buffers of a proxied connection: to and from the client, to and from the server. */
export const kernelBuffers = 4;
/** Bytes that the smallest kernel buffer in use takes. */
export const kernelBuffer = 4_096;

/** Bytes that HAProxy may take when every connection holds both of its buffers. */
export function proxyBytes({ maxconn, bufsize, processes }: ConnectionLoad): number {
  return (2 * bufsize + connectionStructures) * maxconn * processes;
}

/** Bytes that the kernel takes at least when every connection has data under way. */
export function socketBytes({ maxconn, processes }: ConnectionLoad): number {
  return kernelBuffers * kernelBuffer * maxconn * processes;
}

/** The largest `maxconn` whose two shares together stay within an amount of bytes. */
export function maxconnWithin(bytes: number, { bufsize, processes }: ConnectionLoad): number {
  const one = { maxconn: 1, bufsize, processes };
  return Math.floor(bytes / (proxyBytes(one) + socketBytes(one)));
}
