/** Runs HAProxy for a moment and asks it what it reckons with. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd } from '../../server/tools/process.ts';

export interface Start {
  readonly binary: string;
  /** Where `$stats` stands goes the path of a socket that the test asks; `$dir` is a folder of its own. */
  readonly configuration: string;
  /** RLIMIT_NOFILE at the start; the test's own where absent. */
  readonly limit?: { readonly soft: number; readonly hard: number } | undefined;
  readonly arguments?: readonly string[];
}

export interface Measured {
  readonly started: boolean;
  readonly output: string;
  /** `show info`, by name. */
  readonly info: ReadonlyMap<string, string>;
  /** RLIMIT_NOFILE of the running process. */
  readonly limit: { readonly soft: number; readonly hard: number } | undefined;
}

/** Starts HAProxy in the background, which returns when it listens or has given up, asks it and stops it. */
export async function measure({ binary, configuration, limit, arguments: more = [] }: Start): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-capacity-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('haproxy.cfg'), configuration.replaceAll('$stats', at('stats')).replaceAll('$dir', folder));
  const command = [
    binary,
    '-D',
    '-p',
    at('pid'),
    '-f',
    at('haproxy.cfg'),
    ...more.map((each) => each.replace('$dir', folder)),
  ];
  // The soft limit goes out of the way of the hard one first.
  const limits = limit ? `ulimit -Sn 64 && ulimit -Hn ${limit.hard} && ulimit -Sn ${limit.soft} && ` : '';
  try {
    const { status, output } = await runToEnd('sh', ['-c', `${limits}exec "$@"`, 'sh', ...command]);
    const pids = existsSync(at('pid')) ? readFileSync(at('pid'), 'utf8').trim().split('\n') : [];
    if (status !== 0) return { started: false, output, info: new Map(), limit: undefined };
    try {
      const info = new Map(
        (await ask(at('stats'), 'show info')).split('\n').map((line) => line.split(': ') as [string, string]),
      );
      return { started: true, output, info, limit: limitOf(info.get('Pid') ?? '') };
    } finally {
      for (const pid of pids) process.kill(Number(pid), 'SIGTERM');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(socket: string, command: string): Promise<string> {
  return new Promise((done, fail) => {
    let answer = '';
    const connection = connect(socket, () => connection.write(`${command}\n`));
    connection.setEncoding('utf8');
    connection.on('data', (text) => {
      answer += text;
    });
    connection.on('end', () => done(answer));
    connection.on('error', fail);
  });
}

function limitOf(pid: string): Measured['limit'] {
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? [];
  return { soft: Number(soft), hard: Number(hard) };
}
