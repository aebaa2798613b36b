/** The experiments that people read about, each with what the model says of it. */

import { entriesNeeded } from '../../src/capacity/conntrack.ts';
import { destinationsOf, portHold, portsTowards } from '../../src/capacity/ports.ts';
import { type Bound, connectionMemory, proxyMemory } from '../../src/capacity/proxy-memory.ts';
import { acceptQueue, listenersOf, synQueue } from '../../src/capacity/queues.ts';
import { queuedData } from '../../src/capacity/socket-memory.ts';
import { compareVersions } from '../../src/engine/version.ts';
import { type Ending, endingConfiguration } from './endings.ts';
import { type Activity, type MemoryParameters, memoryConfiguration } from './memory.ts';
import { inNamespace } from './namespace.ts';
import { type PortsParameters, portsConfiguration } from './ports.ts';
import { inputsOf } from './predict.ts';
import { type HandshakeParameters, type QueueParameters, queueConfiguration } from './queues.ts';

/** A HAProxy to measure on this kernel. */
export interface Subject {
  readonly binary: string;
  readonly release: string;
  readonly kernel: string;
}

/** What the model says, and what came out. */
export interface Outcome {
  readonly what: string;
  readonly predicted: number;
  readonly measured: number;
}

export interface MemoryOutcome {
  /** The whole process. */
  readonly proxy: Outcome;
  /** What the connections add to it. */
  readonly growth: Outcome;
  /** Of both ends of every connection, as clients and servers run on the same machine. */
  readonly kernel: Outcome | undefined;
}

/** Memory of HAProxy with connections that all do the same, and of the data in their sockets. */
export async function memoryOf(
  { binary, release, kernel }: Subject,
  run: Pick<MemoryParameters, 'activity' | 'tls' | 'count'>,
): Promise<MemoryOutcome | undefined> {
  const bound = boundOf(run.activity, release);
  if (!bound) return undefined;
  const parameters: MemoryParameters = { binary, ...run };
  const buffer = 16_384;
  const inputs = inputsOf({
    configuration: memoryConfiguration(parameters),
    release,
    kernel,
    sysctls: { 'net.ipv4.tcp_rmem': `4096 ${buffer} ${buffer}`, 'net.ipv4.tcp_wmem': `4096 ${buffer} ${buffer}` },
    load: { connections: { value: run.count, from: 'experiment' } },
  });
  const found = await inNamespace('memory', parameters);
  const directions = { 'tcp busy': 1, 'http duplex': 1, 'http busy': 0.5 }[run.activity as string];
  const full = queuedData(inputs, 'full').value;
  const what = `${run.count} connections, ${run.activity}${run.tls === 'none' ? '' : `, TLS to the ${run.tls}`}`;
  return {
    proxy: { what, predicted: proxyMemory(inputs, bound).value ?? Number.NaN, measured: found.loaded },
    growth: {
      what,
      predicted: (connectionMemory(inputs, bound).value ?? Number.NaN) * run.count,
      measured: found.loaded - found.base,
    },
    kernel:
      directions && full !== undefined ? { what, predicted: 2 * directions * full, measured: found.queued } : undefined,
  };
}

/** The bound that an activity reaches in a release; undefined where it is one that the model does not speak of. */
function boundOf(activity: Activity, release: string): Bound | undefined {
  const copies = compareVersions(release, '2.9') < 0;
  const bounds: Readonly<Record<Activity, Bound | undefined>> = {
    'tcp idle': 'idle',
    'tcp busy': 'busy',
    'http idle': undefined,
    'http waiting': 'idle',
    'http busy': copies ? 'busy' : undefined,
    'http duplex': copies ? 'worst' : 'busy',
  };
  return bounds[activity];
}

/** Connections to servers until their ports are used up. */
export async function portsOf(
  { binary, release, kernel }: Subject,
  what: string,
  run: Omit<PortsParameters, 'binary'>,
): Promise<Outcome> {
  const parameters: PortsParameters = { binary, ...run };
  const inputs = inputsOf({
    configuration: portsConfiguration(parameters),
    release,
    kernel,
    sysctls: {
      'net.ipv4.ip_local_port_range': run.range,
      ...(run.reserved && { 'net.ipv4.ip_local_reserved_ports': run.reserved }),
    },
  });
  const towards = destinationsOf(inputs).map((each) => portsTowards(inputs, each).value ?? Number.NaN);
  const { connected } = await inNamespace('ports', parameters);
  return { what, predicted: towards.reduce((all, each) => all + each, 0), measured: connected };
}

/** Ports that stay in TIME_WAIT after connections that ended one after the other. */
export async function timeWaitOf({ binary, release, kernel }: Subject, ending: Ending): Promise<Outcome> {
  const first = 20;
  const address = '127.0.0.1';
  const inputs = inputsOf({
    configuration: endingConfiguration(ending, first, address),
    release,
    kernel,
    sysctls: { 'net.ipv4.tcp_tw_reuse': 0, 'net.ipv4.tcp_timestamps': 1 },
  });
  const [destination] = destinationsOf(inputs);
  const holds = destination && (portHold(inputs, destination).value ?? 0) > 0;
  const clientFirst = ending.endsWith('the client first');
  const { waiting } = await inNamespace('time-wait', {
    ...{ binary, ending, address, first },
    ...{ range: '40000 40099', reuse: '0' },
  });
  return { what: ending, predicted: holds && clientFirst ? first : 0, measured: waiting };
}

/** New connections once all ports are in TIME_WAIT, while waiting three seconds for each. */
export async function reuseOf(
  { binary, release, kernel }: Subject,
  run: { readonly reuse: '0' | '1' | '2'; readonly address: string; readonly timestamps: '0' | '1' },
): Promise<Outcome> {
  const ending: Ending = 'tcp, the client first';
  const ports = 20;
  const inputs = inputsOf({
    configuration: endingConfiguration(ending, ports, run.address),
    release,
    kernel,
    sysctls: { 'net.ipv4.tcp_tw_reuse': run.reuse, 'net.ipv4.tcp_timestamps': run.timestamps },
  });
  const [destination] = destinationsOf(inputs);
  const hold = destination && portHold(inputs, destination).value;
  const { secondServed } = await inNamespace('time-wait', {
    ...{ binary, ending, ...run, first: ports, second: 1, patience: 2500 },
    range: `40000 ${40_000 + ports - 1}`,
  });
  const where = run.address.startsWith('127.') ? 'loopback' : 'another address';
  const timestamps = run.timestamps === '0' ? ', tcp_timestamps = 0' : '';
  const what = `tcp_tw_reuse = ${run.reuse}${timestamps}, to ${where}`;
  return { what, predicted: hold === 1 ? 1 : 0, measured: secondServed };
}

/** Connections that wait for a HAProxy that stands still. */
export async function queueOf(
  { binary, release, kernel }: Subject,
  what: string,
  run: Omit<QueueParameters, 'binary' | 'attempts'>,
): Promise<Outcome> {
  const inputs = inputsOf({
    configuration: queueConfiguration({ binary, ...run, attempts: 0 }),
    release,
    kernel,
    sysctls: { 'net.core.somaxconn': run.somaxconn },
  });
  const [listener] = listenersOf(inputs);
  const predicted = listener ? (acceptQueue(inputs, listener.part, listener.bind).value ?? Number.NaN) : Number.NaN;
  const { connected } = await inNamespace('queue', { binary, ...run, attempts: predicted + 5 });
  return { what, predicted, measured: connected };
}

/** Handshakes that the kernel holds for a listener. */
export async function handshakesOf(
  { binary, release, kernel }: Subject,
  what: string,
  run: Omit<HandshakeParameters, 'binary' | 'attempts'>,
): Promise<Outcome> {
  const parameters = { ...run, bind: `defer-accept ${run.bind ?? ''}` };
  const inputs = inputsOf({
    configuration: queueConfiguration({ binary, ...parameters, attempts: 0 }),
    release,
    kernel,
    sysctls: {
      'net.core.somaxconn': run.somaxconn,
      'net.ipv4.tcp_syncookies': run.syncookies ?? '0',
      'net.ipv4.tcp_max_syn_backlog': run.synBacklog,
    },
  });
  const [listener] = listenersOf(inputs);
  const predicted = listener ? (synQueue(inputs, listener.part, listener.bind).value ?? Number.NaN) : Number.NaN;
  const measured = await inNamespace('handshakes', { binary, ...parameters, attempts: predicted + 20 });
  return { what, predicted, measured };
}

/** Connections that HAProxy takes where limits of several kinds are written, and the limit that it shows for the frontend. */
export async function fullOf(
  { binary }: Subject,
  what: string,
  run: Pick<QueueParameters, 'bind' | 'frontend' | 'global'>,
  predicted: number,
): Promise<Outcome & { readonly shown: number }> {
  const { taken, shown } = await inNamespace('full', { binary, somaxconn: 4096, ...run, attempts: predicted + 20 });
  return { what, predicted, measured: taken, shown };
}

/** Entries of tracked connections. */
export async function trackedOf({ binary, release, kernel }: Subject, count: number): Promise<Outcome> {
  const inputs = inputsOf({
    configuration: endingConfiguration('tcp, the client first', count, '127.0.0.1'),
    release,
    kernel,
    load: { connections: { value: count, from: 'experiment' } },
  });
  const { entries } = await inNamespace('tracked', { binary, count });
  return {
    what: `${count} connections at one time`,
    predicted: entriesNeeded(inputs).value ?? Number.NaN,
    measured: entries,
  };
}
