/**
 * What HAProxy 2.6.12 made of 32 configurations, started for real and asked with `show info`, on a machine with fs.nr_open at
 * 1 048 576. Each has one thread and listens with one frontend, unless its lines say more.
 */
export interface Measurement {
  /** Its name in the record of the measurements. */
  readonly name: string;
  /** Lines of the global section beside the socket that was asked. */
  readonly global: readonly string[];
  readonly frontend?: readonly string[];
  readonly backend?: readonly string[];
  /** RLIMIT_NOFILE at the start. */
  readonly soft?: number;
  readonly hard?: number;
  /** False: without CAP_SYS_RESOURCE. */
  readonly mayRaise?: false;
  /** Absent: HAProxy gave up. */
  readonly maxconn?: number;
  readonly maxsock?: number;
  /** It said that it has fewer descriptors than it needs. */
  readonly short?: true;
}

const server = ['server s1 127.0.0.1:9'];
const checked = (count: number) => Array.from({ length: count }, (_each, at) => `server s${at + 1} 127.0.0.1:9 check`);
const lowered = { soft: 1024, hard: 4096 } as const;

export const measurements: readonly Measurement[] = [
  ...([100, 1000, 2000, 10_000, 100_000] as const).map(
    (maxconn): Measurement => ({
      name: `maxconn ${maxconn}, 1 bind, 1 server no check, nbthread 1`,
      global: [`maxconn ${maxconn}`],
      maxconn,
      maxsock: { 100: 225, 1000: 2025, 2000: 4025, 10000: 20_025, 100000: 200_025 }[maxconn],
    }),
  ),
  { name: 'maxconn 1000 nbthread 4', global: ['maxconn 1000', 'nbthread 4'], maxconn: 1000, maxsock: 2034 },
  { name: 'maxconn 1000 + server check', global: ['maxconn 1000'], backend: checked(1), maxconn: 1000, maxsock: 2026 },
  {
    name: 'maxconn 1000 + 3 servers check',
    global: ['maxconn 1000'],
    backend: checked(3),
    maxconn: 1000,
    maxsock: 2028,
  },
  {
    name: 'maxconn 1000 + 2 binds',
    global: ['maxconn 1000'],
    frontend: ['bind 127.0.0.1:8001', 'bind 127.0.0.1:8002'],
    maxconn: 1000,
    maxsock: 2026,
  },
  {
    name: 'maxconn 1000 + port range bind of 10',
    global: ['maxconn 1000'],
    frontend: ['bind 127.0.0.1:8001-8010'],
    maxconn: 1000,
    maxsock: 2034,
  },
  {
    name: 'maxconn 1000 + option splice-auto',
    global: ['maxconn 1000'],
    frontend: ['bind 127.0.0.1:8001', 'option splice-auto'],
    maxconn: 1000,
    maxsock: 2525,
  },
  { name: 'maxconn 1000 + maxpipes 100', global: ['maxconn 1000', 'maxpipes 100'], maxconn: 1000, maxsock: 2225 },
  {
    name: 'maxconn 1000 + stats maxconn 100',
    global: ['maxconn 1000', 'stats maxconn 100'],
    maxconn: 1000,
    maxsock: 2115,
  },
  {
    name: 'maxconn 1000 + bind thread shards by-thread nbthread 4',
    global: ['maxconn 1000', 'nbthread 4'],
    frontend: ['bind 127.0.0.1:8001 shards by-thread'],
    maxconn: 1000,
    maxsock: 2037,
  },
  { name: 'no maxconn (auto), ulimit 1024:524288', global: [], maxconn: 262_131, maxsock: 524_287 },
  { name: 'no maxconn, fd-hard-limit 5000', global: ['fd-hard-limit 5000'], maxconn: 2487, maxsock: 4999 },
  { name: 'no maxconn, ulimit -Hn 20000', global: [], hard: 20_000, maxconn: 9987, maxsock: 19_999 },
  { name: 'maxconn 600000 (> nr_open/2) as root', global: ['maxconn 600000'] },
  {
    name: 'maxconn 600000 no strict-limits',
    global: ['maxconn 600000', 'no strict-limits'],
    maxconn: 600_000,
    maxsock: 1_200_025,
    short: true,
  },
  {
    name: 'maxconn 10000, root, prlimit 1024:4096 (cap kept)',
    global: ['maxconn 10000'],
    ...lowered,
    maxconn: 10_000,
    maxsock: 20_025,
  },
  {
    name: 'maxconn 10000, root without CAP_SYS_RESOURCE, 1024:4096',
    global: ['maxconn 10000'],
    ...lowered,
    mayRaise: false,
  },
  { name: 'maxconn 10000, uid haproxy, 1024:4096', global: ['maxconn 10000'], ...lowered, mayRaise: false },
  {
    name: '  same + no strict-limits',
    global: ['maxconn 10000', 'no strict-limits'],
    ...lowered,
    mayRaise: false,
    maxconn: 10_000,
    maxsock: 20_025,
    short: true,
  },
  {
    name: 'maxconn 1500, uid haproxy, soft 1024 hard 4096 (raises soft itself)',
    global: ['maxconn 1500'],
    ...lowered,
    mayRaise: false,
    maxconn: 1500,
    maxsock: 3025,
  },
  { name: 'ulimit-n 1000, maxconn 2000', global: ['ulimit-n 1000', 'maxconn 2000'] },
  {
    name: 'ulimit-n 1000, maxconn 2000, prlimit 1024:524288 no strict',
    global: ['ulimit-n 1000', 'maxconn 2000', 'no strict-limits'],
    maxconn: 2000,
    maxsock: 4025,
    short: true,
  },
  { name: 'ulimit-n 5000, maxconn 2000', global: ['ulimit-n 5000', 'maxconn 2000'], maxconn: 2000, maxsock: 4025 },
  { name: 'fd-hard-limit 3000, maxconn 2000', global: ['fd-hard-limit 3000', 'maxconn 2000'] },
  { name: 'maxconn 0', global: ['maxconn 0'], maxconn: 262_131, maxsock: 524_287 },
  {
    name: 'frontend maxconn 50000 only, global unset',
    global: [],
    frontend: ['bind 127.0.0.1:8001', 'maxconn 50000'],
    maxconn: 262_131,
    maxsock: 524_287,
  },
  {
    name: 'user haproxy in global (start root) maxconn 300000',
    global: ['maxconn 300000', 'user haproxy'],
    maxconn: 300_000,
    maxsock: 600_025,
  },
  { name: 'maxconn 1000, su haproxy w/ limits.conf', global: ['maxconn 1000'], soft: 900, hard: 900, mayRaise: false },
];

/** The configuration of a measurement. */
export function configurationOf({ global, frontend = ['bind 127.0.0.1:8001'], backend = server }: Measurement): string {
  const threads = global.some((line) => line.startsWith('nbthread')) ? [] : ['nbthread 1'];
  return [
    ...['global', ...threads, ...global, 'stats socket /run/asked.sock level admin'],
    ...['defaults', 'mode http', 'timeout client 5s', 'timeout server 5s', 'timeout connect 1s'],
    ...['frontend f', ...frontend, 'default_backend b'],
    ...['backend b', ...backend, ''],
  ].join('\n');
}
