/** How many entries of the connection tracking table a proxied connection takes, and in which state it leaves them. */
import { readFileSync } from 'node:fs';
import { run } from '../process.ts';
import { open, serve } from './connections.ts';
import {
  backend,
  configurationOf,
  connected,
  type Ending,
  endingConfiguration,
  exchange,
  finishAsServer,
  frontend,
} from './endings.ts';
import { readSysctl, setSysctl } from './namespace.ts';
import { slab, until } from './observe.ts';
import { withProxy } from './proxy.ts';

const rules = `
table inet lab {
  chain arriving { type filter hook prerouting priority 0; ct state new counter; }
  chain leaving { type filter hook output priority 0; ct state new counter; }
}`;

export interface TrackedParameters {
  readonly binary: string;
  readonly count: number;
}

export interface TrackedResult {
  readonly entries: number;
  /** Bytes of one entry in the slab of the kernel. */
  readonly entryBytes: number | undefined;
}

/** Entries of connections that are open at one time. */
export async function measureTracked({ binary, count }: TrackedParameters): Promise<TrackedResult> {
  await track();
  const configuration = configurationOf('mode tcp', count, [`    server s 127.0.0.1:${backend}`]);
  return withProxy({ binary, configuration, port: frontend }, async () => {
    const { sockets } = await serve(backend);
    await open({ port: frontend, count });
    await until('all servers are connected', () => sockets.length >= count);
    return {
      entries: Number(readSysctl('net.netfilter.nf_conntrack_count')),
      entryBytes: slab('nf_conntrack')?.bytes,
    };
  });
}

export interface EndedParameters {
  readonly binary: string;
  readonly count: number;
  readonly ending: Ending;
}

/** Entries by state, of the clients' and of the servers' connections. */
export interface EndedResult {
  readonly clients: Readonly<Record<string, number>>;
  readonly servers: Readonly<Record<string, number>>;
}

/** Entries of connections that ended one after the other. */
export async function measureEnded({ binary, count, ending }: EndedParameters): Promise<EndedResult> {
  await track();
  await serve(backend, (socket) => finishAsServer(socket, ending));
  const configuration = endingConfiguration(ending, count, '127.0.0.1');
  return withProxy({ binary, configuration, port: frontend }, async () => {
    for (let at = 0; at < count; at++) await exchange(await connected(at), ending);
    return { clients: statesOf(frontend), servers: statesOf(backend) };
  });
}

async function track(): Promise<void> {
  await run('nft', [rules], { label: 'tracking connections' });
  setSysctl('net.ipv4.ip_local_port_range', '10000 60000');
}

/** A line is `ipv4 2 tcp 6 119 TIME_WAIT src=… dst=… sport=… dport=…`, the second half for the way back. */
function statesOf(port: number): Readonly<Record<string, number>> {
  const states: Record<string, number> = {};
  for (const line of readFileSync('/proc/net/nf_conntrack', 'utf8').split('\n')) {
    const state = line.split(/\s+/)[5];
    if (state && / dport=(\d+)/.exec(line)?.[1] === String(port)) states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}
