/** Many connections at one time: a server that takes them and clients that open them. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';

export interface Served {
  readonly sockets: readonly Socket[];
}

/**
 * A server on a port of the loopback; what it accepts reads nothing until `accepted` says so.
 * @param pem a key and a certificate, for TLS
 */
export async function serve(
  port: number,
  accepted: (socket: Socket) => void = () => undefined,
  pem?: string,
): Promise<Served> {
  const sockets: Socket[] = [];
  const take = (socket: Socket) => {
    sockets.push(socket);
    // A connection that the other side resets has told all there is to know.
    socket.on('error', () => socket.destroy());
    accepted(socket);
  };
  const server = pem
    ? createTlsServer({ key: pem, cert: pem, allowHalfOpen: true }, take)
    : createServer({ pauseOnConnect: true, allowHalfOpen: true }, take);
  server.listen({ port, host: '0.0.0.0', backlog: 4096 });
  await once(server, 'listening');
  return { sockets };
}

/** Clients that may be under way at one time. */
const atOnce = 100;

/**
 * Opens connections to a port until there are `count` and returns them, reading nothing. Each is handed to `opened`, which may
 * write to it and wait for an answer.
 */
export async function open(
  { port, count, tls = false }: { port: number; count: number; tls?: boolean },
  opened: (socket: Socket) => Promise<unknown> = async () => undefined,
): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  const one = async () => {
    const socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect({ port, host: '127.0.0.1' });
    await once(socket, tls ? 'secureConnect' : 'connect');
    socket.on('error', () => socket.destroy());
    socket.pause();
    sockets.push(socket);
    await opened(socket);
  };
  const turns = Array.from({ length: Math.min(atOnce, count) }, async (_, first) => {
    for (let at = first; at < count; at += atOnce) await one();
  });
  await Promise.all(turns);
  return sockets;
}
