/** Connections through HAProxy one after the other, and the ways in which they end. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export const frontend = 8080;
export const backend = 8081;
/** Clients bind ports of their own from here on, so that the range is left to HAProxy. */
const firstClientPort = 20_000;

/** Who ends a connection, in which mode. */
export type Ending =
  | 'tcp, the client first'
  | 'tcp, the server first'
  | 'http, the server closes'
  | 'http, http-server-close'
  | 'http, httpclose'
  | 'http, kept alive'
  | 'http, upgraded, the client first'
  | 'http, upgraded, the server first'
  | 'http, upgraded, timeout tunnel';

const isUpgraded = (ending: Ending) => ending.startsWith('http, upgraded');

export function configurationOf(mode: string, connections: number, servers: readonly string[], timeout = '1m'): string {
  return `
global
    maxconn ${connections + 100}
    nbthread 1
defaults
    ${mode}
    retries 0
    timeout connect ${timeout}
    timeout client ${timeout}
    timeout server ${timeout}
frontend f
    bind 127.0.0.1:${frontend} backlog 4096
    default_backend b
backend b
    balance roundrobin
${servers.join('\n')}
`;
}

/** A backend of one server, in the mode and with the options of an ending. */
export function endingConfiguration(ending: Ending, connections: number, address: string): string {
  const option = /http-server-close|httpclose/.exec(ending)?.[0];
  const mode = `mode ${ending.startsWith('http') ? 'http' : 'tcp'}${option ? `\n    option ${option}` : ''}`;
  const tunnel = ending === 'http, upgraded, timeout tunnel' ? '1s' : '3s';
  const lines = [
    // HAProxy 3.0.0 does not hand on the end of an upgraded connection and waits for its timeout.
    ...(isUpgraded(ending) ? [`    timeout tunnel ${tunnel}`] : []),
    `    server s ${address}:${backend}`,
  ];
  return configurationOf(mode, connections, lines, '3s');
}

/** A client's connection from a port of its own. */
export async function connected(at: number): Promise<Socket> {
  const client = connect({ port: frontend, host: '127.0.0.1', localPort: firstClientPort + at, allowHalfOpen: true });
  await once(client, 'connect');
  client.on('error', () => client.destroy());
  return client;
}

/** Whether the server was reached, once everything about the connection is over. */
export function exchange(client: Socket, ending: Ending): Promise<boolean> {
  let answer = '';
  return new Promise((resolve) => {
    client.on('data', (chunk) => {
      answer += chunk;
      if (ending === 'tcp, the client first') client.end();
      if (ending.startsWith('http') && answer.endsWith('\r\n\r\n') && endsAsClient(ending)) client.end();
    });
    client.on('end', () => client.end());
    client.on('close', () => resolve(/^HTTP\/1.1 (200|101)|^hello/.test(answer)));
    const upgrade = isUpgraded(ending) ? 'connection: upgrade\r\nupgrade: lab\r\n' : '';
    if (ending.startsWith('http')) client.write(`GET / HTTP/1.1\r\nhost: lab\r\n${upgrade}\r\n`);
  });
}

/** Whether the client ends an HTTP connection once it has its answer, and does not wait for others to. */
function endsAsClient(ending: Ending): boolean {
  return !isUpgraded(ending) || ending === 'http, upgraded, the client first';
}

export function finishAsServer(socket: Socket, ending: Ending): void {
  socket.on('end', () => socket.end());
  socket.resume();
  if (ending === 'tcp, the server first') socket.end('hello');
  if (ending === 'tcp, the client first') socket.write('hello');
  if (!ending.startsWith('http')) return;
  if (isUpgraded(ending)) {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: lab\r\n\r\n');
      if (ending === 'http, upgraded, the server first') socket.end();
    });
    return;
  }
  const closes = ending === 'http, the server closes';
  socket.on('data', (request) => {
    // A server that is told `connection: close` is the first to close, as servers are.
    const asked = closes || /connection: close/i.test(String(request));
    const answer = `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${asked ? 'connection: close\r\n' : ''}\r\n`;
    if (asked) socket.end(answer);
    else socket.write(answer);
  });
}
