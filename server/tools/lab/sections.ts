/** The sections of docs/measured.md, each measured when asked for. */
import { formatNumber } from '../../src/capacity/quantity.ts';
import { formatBytes } from '../../src/engine/values/quantity.ts';
import { compareVersions } from '../../src/engine/version.ts';
import { findOnPath } from '../process.ts';
import type { Ending } from './endings.ts';
import {
  fullOf,
  handshakesOf,
  type MemoryOutcome,
  memoryOf,
  type Outcome,
  portsOf,
  queueOf,
  reuseOf,
  type Subject,
  timeWaitOf,
  trackedOf,
} from './experiments.ts';
import type { MemoryParameters } from './memory.ts';
import { inNamespace } from './namespace.ts';

type Section = (subjects: readonly Subject[]) => Promise<string>;

export const sections: Readonly<Record<string, Section>> = { memory, ports, queues, conntrack };

type Row = readonly (string | number)[];

async function memory(subjects: readonly Subject[]): Promise<string> {
  const rows: Row[] = [];
  const kernel: Row[] = [];
  const structures: number[] = [];
  for (const subject of subjects) {
    for (const run of memoryRuns(subject, subjects)) {
      const outcome: MemoryOutcome | undefined = await memoryOf(subject, run);
      if (!outcome) continue;
      rows.push([
        subject.release,
        ...comparison(outcome.proxy, formatBytes),
        ...comparison(outcome.growth, formatBytes).slice(1),
      ]);
      if (outcome.kernel) kernel.push([subject.release, ...comparison(outcome.kernel, formatBytes)]);
    }
  }
  const [subject] = subjects;
  if (subject) {
    const count = 5000;
    const run = { binary: subject.binary, activity: 'tcp idle', tls: 'none', count } as const;
    // Clients and servers run here too, so every connection has four sockets.
    for (let round = 0; round < 3; round++) structures.push((await inNamespace('memory', run)).slab / count / 4);
  }
  const median = structures.sort((a, b) => a - b)[1] ?? Number.NaN;
  return `## Memory of HAProxy

The whole process with all connections (RSS). \`idle\`: connected on both sides; \`waiting\`: a request without its answer; \`busy\`: in
TCP more data in both directions than all buffers hold, in HTTP an answer that the client does not read; \`duplex\`: such an answer
and such a request. Before 2.9 data in HTTP waits in three buffers for each direction, since then in one.

The numbers of the model come from runs with 2 000 connections, 1 000 with TLS; the other runs are a test of them. What the
connections alone add stands behind it. With few of them it is more than the model says: the first ones also fill the
caches of the threads, about half a mebibyte for each.

${table(['HAProxy', 'connections', 'model', 'measured', 'difference', 'model: added', 'measured: added', 'difference'], rows)}
## Data in sockets

\`mem\` of /proc/net/sockstat with \`tcp_rmem\` and \`tcp_wmem\` at 16 384 bytes in all fields. Both ends of every connection are on this
machine, which makes twice the sockets of a proxy. Not measured: how far buffers grow by themselves between the fields, and the page
for each direction that a busy connection is reckoned with.

${table(['HAProxy', 'connections', 'model', 'measured', 'difference'], kernel)}
Structures of a socket (slab caches of the kernel over the sockets of 5 000 idle connections, median of three):
${formatNumber(Math.round(median))} bytes; the model says 4 096.
`;
}

/** What is measured on every release, and on the newest and the oldest with other numbers of connections as well. */
function memoryRuns(
  subject: Subject,
  subjects: readonly Subject[],
): readonly Pick<MemoryParameters, 'activity' | 'tls' | 'count'>[] {
  const releases = subjects.map(({ release }) => release).sort(compareVersions);
  const ends = [releases[0], releases.at(-1)].includes(subject.release);
  const clear = ['tcp idle', 'tcp busy', 'http waiting', 'http busy', 'http duplex'] as const;
  return [
    ...(ends ? [500, 2000, 5000] : [2000]).flatMap((count) =>
      clear.map((activity) => ({ activity, tls: 'none', count }) as const),
    ),
    ...(['clients', 'servers'] as const).flatMap((tls) =>
      (['tcp idle', 'tcp busy', 'http waiting'] as const).map((activity) => ({ activity, tls, count: 1000 })),
    ),
  ];
}

async function ports(subjects: readonly Subject[]): Promise<string> {
  const range = '40000 40199';
  const runs: readonly (readonly [string, Omit<Parameters<typeof portsOf>[2], 'attempts'>])[] = [
    ['200 ports', { range }],
    ['201 ports', { range: '40000 40200' }],
    ['200 ports, 50 of them reserved', { range, reserved: '40010-40059' }],
    ['200 ports, two addresses of `source`', { range, sources: ['127.0.0.1', '127.0.0.2'] }],
    ['200 ports, two servers', { range, servers: 2 }],
    ['200 ports, two servers, one address of `source`', { range, servers: 2, sources: ['127.0.0.9'] }],
    ['`source` with 50 ports', { range, sources: ['127.0.0.1'], sourcePorts: '30000-30049' }],
  ];
  const rows: Row[] = [];
  const endings: Row[] = [];
  for (const subject of subjects) {
    for (const [what, run] of runs)
      rows.push([subject.release, ...comparison(await portsOf(subject, what, { ...run, attempts: 450 }))]);
    for (const ending of allEndings) {
      const { predicted, measured } = await timeWaitOf(subject, ending);
      endings.push([subject.release, ending, `${predicted} of 20`, `${measured} of 20`]);
    }
  }
  const [subject] = subjects;
  const reuse: Row[] = [];
  if (subject) {
    for (const address of ['127.0.0.1', '10.9.9.1']) {
      for (const setting of ['0', '1', '2'] as const)
        reuse.push(answer(await reuseOf(subject, { reuse: setting, address, timestamps: '1' })));
    }
    reuse.push(answer(await reuseOf(subject, { reuse: '1', address: '127.0.0.1', timestamps: '0' })));
  }
  return `## Ports towards servers

450 clients at one time, more than there are ports; counted are those that reach a server.

${table(['HAProxy', 'ports', 'model', 'measured', 'difference'], rows)}
## Who keeps TIME_WAIT

20 connections one after the other; counted are ports in TIME_WAIT on HAProxy's side towards the server. In HTTP there are none:
the server closes first, or HAProxy resets the connection. What was upgraded ends as in TCP; the model leaves that out, as no file
says how many connections are upgraded. HAProxy 3.0.0 does not hand on the end of such a connection and waits for its timeout.

${table(['HAProxy', 'how they end', 'model', 'measured'], endings)}
All ports in TIME_WAIT, one more connection, tried again for two and a half seconds:

${table(['setting', 'model', 'measured'], reuse)}`;
}

const allEndings: readonly Ending[] = [
  'tcp, the client first',
  'tcp, the server first',
  'http, the server closes',
  'http, http-server-close',
  'http, httpclose',
  'http, kept alive',
  'http, upgraded, the client first',
];

const answer = ({ what, predicted, measured }: Outcome): Row => [
  what,
  ...[predicted, measured].map((each) => (each > 0 ? 'reuses a port' : 'no port')),
];

async function queues(subjects: readonly Subject[]): Promise<string> {
  const runs: readonly (readonly [string, Parameters<typeof queueOf>[2]])[] = [
    ['`somaxconn` 64', { somaxconn: 64, global: 'maxconn 1000' }],
    ['`backlog` 50 of the bind line', { somaxconn: 4096, bind: 'backlog 50' }],
    [
      '`backlog` 30 of the frontend, `maxconn` 40 of the bind line',
      { somaxconn: 4096, frontend: 'backlog 30', bind: 'maxconn 40' },
    ],
    [
      '`maxconn` 40 of the bind line, 60 of the frontend',
      { somaxconn: 4096, frontend: 'maxconn 60', bind: 'maxconn 40' },
    ],
    ['`maxconn` 60 of the frontend', { somaxconn: 4096, frontend: 'maxconn 60', global: 'maxconn 77' }],
    ['global `maxconn` 77', { somaxconn: 4096, global: 'maxconn 77' }],
  ];
  const rows: Row[] = [];
  const full: Row[] = [];
  for (const subject of subjects) {
    for (const [what, run] of runs) rows.push([subject.release, ...comparison(await queueOf(subject, what, run))]);
    for (const [what, run, most] of limits) {
      const { shown, ...outcome } = await fullOf(subject, what, run, most);
      full.push([subject.release, ...comparison(outcome), shown]);
    }
  }
  const [subject] = subjects;
  const handshakes: Row[] = [];
  for (const [what, run] of subject ? bounds : [])
    handshakes.push(comparison(await handshakesOf(subject as Subject, what, { somaxconn: 4096, ...run })));
  return `## Queues of listeners

HAProxy stands still (SIGSTOP); counted are connections that are made all the same. The kernel takes one more than the backlog.

${table(['HAProxy', 'what decides', 'model', 'measured', 'difference'], rows)}
## Handshakes under way

Counted are connections in SYN-RECEIVED while more clients try than the queue takes, on a listener with \`defer-accept\`, which leaves
them there until they send something.

${table(['what decides', 'model', 'measured', 'difference'], handshakes)}
## Limits of connections

More clients than HAProxy may have; counted is what it has taken (\`CurrConns\`). The statistics show the limit of the frontend
(\`slim\`), whether it can be reached or not.

${table(['HAProxy', 'limits', 'model', 'measured', 'difference', 'shown'], full)}`;
}

const bounds: readonly (readonly [string, Omit<Parameters<typeof handshakesOf>[2], 'somaxconn'>])[] = [
  ['no cookies, `tcp_max_syn_backlog` 100', { bind: 'backlog 400', synBacklog: 100 }],
  ['no cookies, `tcp_max_syn_backlog` 102', { bind: 'backlog 400', synBacklog: 102 }],
  ['no cookies, `backlog` 50, `tcp_max_syn_backlog` 400', { bind: 'backlog 50', synBacklog: 400 }],
  ['cookies when full, `backlog` 50', { bind: 'backlog 50', synBacklog: 20, syncookies: '1' }],
];

const limits: readonly (readonly [string, Parameters<typeof fullOf>[2], number])[] = [
  ['30 of the process, 60 of the frontend', { global: 'maxconn 30', frontend: 'maxconn 60' }, 30],
  ['60 of the process, 30 of the frontend', { global: 'maxconn 60', frontend: 'maxconn 30' }, 30],
  ['60 of the frontend, 30 of the bind line', { global: 'maxconn 90', frontend: 'maxconn 60', bind: 'maxconn 30' }, 30],
  ['30 of the frontend, 60 of the bind line', { global: 'maxconn 90', frontend: 'maxconn 30', bind: 'maxconn 60' }, 30],
];

async function conntrack(subjects: readonly Subject[]): Promise<string> {
  const title = '## Connection tracking\n\n';
  if (!findOnPath('nft')) return `${title}Not measured: there was no nft on PATH.\n`;
  const [subject] = subjects;
  if (!subject) return '';
  const { entryBytes } = await inNamespace('tracked', { binary: subject.binary, count: 100 });
  const rows: Row[] = [];
  for (const each of subjects) rows.push([each.release, ...comparison(await trackedOf(each, 500))]);
  const states: Row[] = [];
  const printed = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ');
  for (const ending of allEndings) {
    const { clients, servers } = await inNamespace('ended', { binary: subject.binary, count: 20, ending });
    states.push([ending, printed(clients), printed(servers)]);
  }
  return `${title}An entry takes ${entryBytes ?? 'an unknown number of'} bytes in its slab.

${table(['HAProxy', 'connections', 'model', 'measured', 'difference'], rows)}
Entries of 20 connections after they have ended, on HAProxy ${subject.release}. The model reckons with TIME_WAIT towards clients, and
towards servers with TIME_WAIT in TCP and with CLOSE in HTTP.

${table(['how they end', 'towards clients', 'towards servers'], states)}`;
}

function comparison({ what, predicted, measured }: Outcome, print: (value: number) => string = formatNumber): Row {
  const difference = Math.round((measured / predicted - 1) * 1000) / 10;
  return [what, print(predicted), print(measured), `${difference > 0 ? '+' : ''}${difference} %`];
}

function table(head: readonly string[], rows: readonly Row[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`);
  return lines.join('');
}
