/** What the kernel tells of the sockets of this namespace and of the memory of a process. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** States of `/proc/net/tcp` (include/net/tcp_states.h). */
const states = { established: '01', synReceived: '03', timeWait: '06', closeWait: '08', listening: '0A' } as const;

export interface Connection {
  readonly local: number;
  readonly remote: number;
  readonly state: string;
}

/** Every TCP socket over IPv4 of the namespace by its ports. */
export function tcpSockets(state?: keyof typeof states): readonly Connection[] {
  const [, ...lines] = readFileSync('/proc/net/tcp', 'utf8').trimEnd().split('\n');
  const all = lines.map((line) => {
    const [, local = '', remote = '', code = ''] = line.trim().split(/\s+/);
    return { local: portOf(local), remote: portOf(remote), state: code };
  });
  return state ? all.filter((each) => each.state === states[state]) : all;
}

const portOf = (address: string) => Number.parseInt(address.split(':')[1] ?? '', 16);

/** A counter of `/proc/net/netstat`, such as `ListenOverflows`. */
export function netstat(name: string): number {
  const lines = readFileSync('/proc/net/netstat', 'utf8').split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const index = (lines[at] ?? '').split(' ').indexOf(name);
    if (index > 0) return Number((lines[at + 1] ?? '').split(' ')[index]);
  }
  throw new Error(`/proc/net/netstat has no ${name}`);
}

/** Pages that all TCP sockets of the machine hold for data: `mem` of `/proc/net/sockstat`. */
export function tcpPages(): number {
  return Number(/^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1]);
}

/** Bytes of a process in RAM. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Whether a process was stopped and has come to a halt. */
export function standsStill(pid: number): boolean {
  return /^\d+ \(.*\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Objects of a slab cache and the bytes of each; undefined where the kernel merged it with others or hides it. */
export function slab(name: string): { readonly objects: number; readonly bytes: number } | undefined {
  const line = readFileSync('/proc/slabinfo', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name} `));
  const [, , objects, bytes] = line?.split(/\s+/) ?? [];
  return line ? { objects: Number(objects), bytes: Number(bytes) } : undefined;
}

/** Bytes that the kernel's slab caches hold on the machine: `Slab` of `/proc/meminfo`. */
export function slabBytes(): number {
  return Number(/^Slab:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
}

const step = 20;

/** Comes back when the condition holds; rejects after the given milliseconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, within = 30_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(step);
  }
}

/** The value once it has stayed within half a percent over a while. */
export async function settled(read: () => number, rounds = 15): Promise<number> {
  let value = read();
  for (let same = 0; same < rounds; ) {
    await pause(step);
    const now = read();
    if (Math.abs(now - value) <= value * 0.005) same += 1;
    else {
      same = 0;
      value = now;
    }
  }
  return read();
}
