/** How much memory connections take, in HAProxy and in the kernel. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { open, serve } from './connections.ts';
import { setSysctl } from './namespace.ts';
import { residentBytes, settled, slabBytes, tcpPages, tcpSockets, until } from './observe.ts';
import { withProxy } from './proxy.ts';

/** What every connection does while it is measured. */
export type Activity =
  /** `mode tcp`, both sides connected, nothing under way. */
  | 'tcp idle'
  /** `mode tcp`, more data in both directions than all buffers hold, and nobody reads. */
  | 'tcp busy'
  /** A request was answered; the client keeps its connection, HAProxy the server's. */
  | 'http idle'
  /** A request waits for its answer. */
  | 'http waiting'
  /** A large answer that the client does not read. */
  | 'http busy'
  /** A large answer and a large request, and neither is read. */
  | 'http duplex';

export interface MemoryParameters {
  readonly binary: string;
  readonly activity: Activity;
  /** The sides that are encrypted. */
  readonly tls: 'none' | 'clients' | 'servers';
  readonly count: number;
  readonly bufsize?: number;
  /** `tcp_rmem` and `tcp_wmem` of the namespace, all three fields. */
  readonly rmem?: string;
  readonly wmem?: string;
}

export interface MemoryResult {
  /** Bytes of the process before the first connection. */
  readonly base: number;
  /** Bytes of the process with all of them. */
  readonly loaded: number;
  /** Bytes in the kernel's pages of data, and in all of its slab caches. */
  readonly queued: number;
  readonly slab: number;
  readonly pools: string;
}

const frontend = 8080;
const backend = 8081;
/** More than all buffers on the way hold. */
const flood = Buffer.alloc(512 * 1024, 'x');
const pageBytes = 4096;

export async function measureMemory(parameters: MemoryParameters): Promise<MemoryResult> {
  const { binary, activity, tls, count, rmem = '4096 16384 16384', wmem = '4096 16384 16384' } = parameters;
  setSysctl('net.ipv4.tcp_rmem', rmem);
  setSysctl('net.ipv4.tcp_wmem', wmem);
  setSysctl('net.core.somaxconn', '4096');
  setSysctl('net.ipv4.ip_local_port_range', '10000 65000');
  const pem = certificate();
  const before = { pages: tcpPages(), slab: slabBytes() };
  return withProxy(
    { binary, configuration: memoryConfiguration(parameters), port: frontend, files: { pem } },
    async (proxy) => {
      const { sockets } = await serve(
        backend,
        (socket) => answer(socket, activity),
        tls === 'servers' ? pem : undefined,
      );
      const base = await settled(() => residentBytes(proxy.pid));
      await open({ port: frontend, count, tls: tls === 'clients' }, (socket) => ask(socket, activity));
      if (activity !== 'http idle') await until('all servers are connected', () => sockets.length >= count);
      await until('the proxy has all connections', () => established() >= count);
      const loaded = await settled(() => residentBytes(proxy.pid));
      const queued = (tcpPages() - before.pages) * pageBytes;
      return { base, loaded, queued, slab: slabBytes() - before.slab, pools: await proxy.ask('show pools') };
    },
  );
}

const established = () => tcpSockets('established').filter(({ local }) => local === frontend).length;

/** The configuration of the experiment. */
export function memoryConfiguration({ activity, tls, count, bufsize }: MemoryParameters): string {
  return `
global
    maxconn ${count + 100}
    nbthread 2
    ${bufsize ? `tune.bufsize ${bufsize}` : ''}
defaults
    mode ${activity.startsWith('tcp') ? 'tcp' : 'http'}
    timeout connect 10m
    timeout client 10m
    timeout server 10m
    timeout http-request 10m
frontend f
    bind 127.0.0.1:${frontend} ${tls === 'clients' ? 'ssl crt @/pem' : ''}
    default_backend b
backend b
    server s 127.0.0.1:${backend} ${tls === 'servers' ? 'ssl verify none' : ''}
`;
}

/** What the server does with a connection. */
function answer(socket: Socket, activity: Activity): void {
  if (activity === 'tcp busy') socket.write(flood);
  if (!activity.startsWith('http')) return;
  socket.on('data', () => {
    if (activity === 'http idle') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    if (activity !== 'http busy' && activity !== 'http duplex') return;
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${flood.length}\r\n\r\n`);
    socket.write(flood);
    if (activity === 'http duplex') socket.pause();
  });
  socket.resume();
}

/** What a client does with its connection. */
async function ask(socket: Socket, activity: Activity): Promise<void> {
  if (activity === 'tcp busy') socket.write(flood);
  if (!activity.startsWith('http')) return;
  if (activity === 'http duplex') {
    socket.write(`POST / HTTP/1.1\r\nhost: lab\r\ncontent-length: ${flood.length}\r\n\r\n`);
    socket.write(flood);
    return;
  }
  socket.write('GET / HTTP/1.1\r\nhost: lab\r\n\r\n');
  if (activity !== 'http idle') return;
  socket.resume();
  await once(socket, 'data');
}

/** A key and a certificate in one file, as `crt` wants them. */
function certificate(): string {
  return execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lab -keyout - -out -'.split(
      ' ',
    ),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
}
