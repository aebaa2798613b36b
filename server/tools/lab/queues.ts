/** How many connections wait in the queue of a listener whose program does not take them. */
import { connect, type Socket } from 'node:net';
import { open } from './connections.ts';
import { setSysctl } from './namespace.ts';
import { netstat, standsStill, tcpSockets, until } from './observe.ts';
import { withProxy } from './proxy.ts';

const frontend = 8080;

export interface QueueParameters {
  readonly binary: string;
  readonly somaxconn: number;
  /** Behind `bind`, in the frontend and in the global section. */
  readonly bind?: string;
  readonly frontend?: string;
  readonly global?: string;
  readonly syncookies?: '0' | '1' | '2';
  readonly attempts: number;
}

export interface QueueResult {
  /** Connections that were made while HAProxy stood still. */
  readonly connected: number;
  /** `ListenOverflows` and `ListenDrops` of the kernel meanwhile. */
  readonly overflows: number;
  readonly drops: number;
}

/** Stops HAProxy (SIGSTOP), then connects clients one after the other. */
export async function measureQueue(parameters: QueueParameters): Promise<QueueResult> {
  const { binary, somaxconn, syncookies = '1', attempts } = parameters;
  setSysctl('net.core.somaxconn', String(somaxconn));
  setSysctl('net.ipv4.tcp_syncookies', syncookies);
  return withProxy({ binary, configuration: queueConfiguration(parameters), port: frontend }, async (proxy) => {
    proxy.signal('SIGSTOP');
    await until('HAProxy stands still', () => standsStill(proxy.pid));
    const before = { overflows: netstat('ListenOverflows'), drops: netstat('ListenDrops') };
    const clients: Socket[] = [];
    let done = 0;
    for (let at = 0; at < attempts; at++) {
      const client = connect({ port: frontend, host: '127.0.0.1' });
      client
        .on('error', () => undefined)
        .on('connect', () => {
          done += 1;
        });
      clients.push(client);
      const decided = at + 1;
      await until('the kernel takes or drops it', () => done + netstat('ListenDrops') - before.drops >= decided);
    }
    const connected = tcpSockets('established').filter(({ local }) => local === frontend).length;
    const overflows = netstat('ListenOverflows') - before.overflows;
    const drops = netstat('ListenDrops') - before.drops;
    for (const client of clients) client.destroy();
    proxy.signal('SIGCONT');
    return { connected, overflows, drops };
  });
}

export interface HandshakeParameters extends QueueParameters {
  readonly synBacklog: number;
}

/**
 * Handshakes that the kernel holds at one time. With `defer-accept` it lets no handshake end before the client sends something, for
 * a second: enough to open all connections and to count.
 */
export async function measureHandshakes(parameters: HandshakeParameters): Promise<number> {
  const { binary, somaxconn, syncookies = '0', synBacklog, attempts } = parameters;
  setSysctl('net.core.somaxconn', String(somaxconn));
  setSysctl('net.ipv4.tcp_syncookies', syncookies);
  setSysctl('net.ipv4.tcp_max_syn_backlog', String(synBacklog));
  return withProxy({ binary, configuration: queueConfiguration(parameters), port: frontend }, async () => {
    const before = netstat('ListenDrops');
    let done = 0;
    const clients = Array.from({ length: attempts }, () =>
      connect({ port: frontend, host: '127.0.0.1' })
        .on('error', () => undefined)
        .on('connect', () => {
          done += 1;
        }),
    );
    await until('the kernel takes or drops all of them', () => done + netstat('ListenDrops') - before >= attempts);
    const held = tcpSockets('synReceived').filter(({ local }) => local === frontend).length;
    for (const client of clients) client.destroy();
    return held;
  });
}

export interface FullResult {
  /** Connections that HAProxy has taken when more come than it may have. */
  readonly taken: number;
  /** What the statistics show as the limit of the frontend. */
  readonly shown: number;
}

/** Opens more connections than HAProxy may have, which it keeps waiting for data. */
export async function measureFull(parameters: QueueParameters): Promise<FullResult> {
  const { binary, somaxconn, attempts } = parameters;
  setSysctl('net.core.somaxconn', String(somaxconn));
  return withProxy({ binary, configuration: queueConfiguration(parameters), port: frontend }, async (proxy) => {
    const clients = await open({ port: frontend, count: attempts });
    const current = async () => Number(/^CurrConns: (\d+)$/m.exec(await proxy.ask('show info'))?.[1]);
    let taken = 0;
    await until('HAProxy takes no more', async () => {
      const before = taken;
      taken = await current();
      return taken > 0 && taken === before;
    });
    const line = (await proxy.ask('show stat')).split('\n').find((each) => each.startsWith('f,FRONTEND,'));
    for (const client of clients) client.destroy();
    return { taken, shown: Number(line?.split(',')[limitColumn]) };
  });
}

/** `slim` among the columns of `show stat`. */
const limitColumn = 6;

/** The configuration of the experiment. */
export function queueConfiguration({ bind = '', frontend: lines = '', global = '' }: QueueParameters): string {
  return `
global
    nbthread 1
    ${global}
defaults
    timeout connect 1m
    timeout client 1m
    timeout server 1m
frontend f
    bind 127.0.0.1:${frontend} ${bind}
    tcp-request inspect-delay 1m
    tcp-request content accept if WAIT_END
    ${lines}
`;
}
