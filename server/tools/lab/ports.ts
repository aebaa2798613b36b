/** How many connections HAProxy can open to one server, and what becomes of their ports afterwards. */
import { serve } from './connections.ts';
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
import { setSysctl } from './namespace.ts';
import { tcpSockets, until } from './observe.ts';
import { withProxy } from './proxy.ts';

export interface PortsParameters {
  readonly binary: string;
  /** `ip_local_port_range` and `ip_local_reserved_ports`. */
  readonly range: string;
  readonly reserved?: string;
  /** Addresses of `source`, one server line for each, all to the same address and port. */
  readonly sources?: readonly string[];
  /** A range of ports behind the address of `source`. */
  readonly sourcePorts?: string;
  /** Servers with ports of their own. */
  readonly servers?: number;
  readonly attempts: number;
}

export interface PortsResult {
  /** Connections that reach a server. */
  readonly connected: number;
  /** How many of them have a port of the same parity as the first of the range. */
  readonly sameParity: number;
}

/** Opens connections until `attempts` are under way at one time. */
export async function measurePorts(parameters: PortsParameters): Promise<PortsResult> {
  const { binary, range, reserved, servers, attempts } = parameters;
  setSysctl('net.ipv4.ip_local_port_range', range);
  if (reserved) setSysctl('net.ipv4.ip_local_reserved_ports', reserved);
  const ports = portsOf(servers);
  const configuration = portsConfiguration(parameters);
  for (const port of ports) await serve(port);
  return withProxy({ binary, configuration, port: frontend }, async () => {
    let closed = 0;
    const toServers = () => tcpSockets('established').filter(({ remote }) => ports.includes(remote));
    await inTurns(attempts, async (at) => {
      const client = await connected(at);
      client.on('close', () => {
        closed += 1;
      });
      client.on('end', () => client.destroy());
      client.resume();
    });
    await until('every connection is carried or refused', () => toServers().length + closed >= attempts);
    const used = toServers();
    const parity = Number.parseInt(range, 10) % 2;
    return { connected: used.length, sameParity: used.filter(({ local }) => local % 2 === parity).length };
  });
}

/** The configuration of the experiment. */
export function portsConfiguration({ sources = [''], sourcePorts, servers, attempts }: PortsParameters): string {
  const lines = portsOf(servers).flatMap((port) =>
    sources.map((source, at) => {
      const from = source ? ` source ${source}${sourcePorts ? `:${sourcePorts}` : ''}` : '';
      return `    server s${port}-${at} 127.0.0.1:${port}${from}`;
    }),
  );
  return configurationOf('mode tcp', attempts, lines);
}

const portsOf = (servers = 1) => Array.from({ length: servers }, (_, at) => backend + at);

export interface TimeWaitParameters {
  readonly binary: string;
  readonly range: string;
  readonly reuse: '0' | '1' | '2';
  readonly timestamps?: '0' | '1';
  readonly ending: Ending;
  /** The server's address; one that is not of 127.0.0.0/8 is added to the loopback interface. */
  readonly address: string;
  /** Connections one after the other, all ended before the next. */
  readonly first: number;
  /** Tries after the first ones are over. */
  readonly second?: number;
  /** Milliseconds for which a try may be repeated before it counts as refused. */
  readonly patience?: number;
}

export interface TimeWaitResult {
  readonly served: number;
  /** Ports in TIME_WAIT on the side of HAProxy towards the server, right after the first connections. */
  readonly waiting: number;
  /** The same towards the clients. */
  readonly waitingToClients: number;
  readonly secondServed: number;
}

export async function measureTimeWait(parameters: TimeWaitParameters): Promise<TimeWaitResult> {
  const { binary, range, reuse, timestamps = '1', ending, address, first, second = 0, patience = 0 } = parameters;
  setSysctl('net.ipv4.ip_local_port_range', range);
  setSysctl('net.ipv4.tcp_tw_reuse', reuse);
  setSysctl('net.ipv4.tcp_timestamps', timestamps);
  const configuration = endingConfiguration(ending, first + second, address);
  await serve(backend, (socket) => finishAsServer(socket, ending));
  return withProxy({ binary, configuration, port: frontend }, async () => {
    let at = 0;
    const one = async () => exchange(await connected(at++), ending);
    let served = 0;
    for (let i = 0; i < first; i++) served += (await one()) ? 1 : 0;
    const all = tcpSockets('timeWait');
    const waiting = all.filter(({ remote }) => remote === backend).length;
    const waitingToClients = all.filter(({ local }) => local === frontend).length;
    let secondServed = 0;
    for (let i = 0; i < second; i++) {
      let ok = await one();
      if (!ok && patience > 0) {
        await until('a port is free', async () => (ok = await one()), patience).catch(() => undefined);
      }
      secondServed += ok ? 1 : 0;
    }
    return { served, waiting, waitingToClients, secondServed };
  });
}

async function inTurns(count: number, one: (at: number) => Promise<void>): Promise<void> {
  const atOnce = 50;
  const turns = Array.from({ length: Math.min(atOnce, count) }, async (_, first) => {
    for (let at = first; at < count; at += atOnce) await one(at);
  });
  await Promise.all(turns);
}
