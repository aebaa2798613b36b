/** Configurations that make HAProxy count descriptors, made from a seed. */
import { compareVersions } from '../../server/src/engine/version.ts';

export interface Generated {
  readonly source: string;
  readonly limit: { readonly soft: number; readonly hard: number };
  readonly masterWorker: boolean;
}

/** Numbers between 0 and 1, the same for the same seed (Lehmer's generator). */
function random(seed: number): () => number {
  let state = seed % 2147483647 || 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export function generated(seed: number, release: string): Generated {
  const next = random(seed * 7919 + 17);
  for (let warm = 0; warm < 5; warm++) next();
  const chance = (share: number) => next() < share;
  const below = (count: number) => Math.floor(next() * count);
  const pick = <const T extends readonly unknown[]>(...all: T): T[number] => all[below(all.length)];
  const since = (version: string) => compareVersions(release, version) >= 0;
  // Addresses of the loopback network are free nearly always.
  let host = 0;
  const address = () => `127.${50 + (seed % 150)}.${below(250)}.${++host}`;
  const lines: string[] = ['global', '  stats socket $stats level admin'];
  const add = (share: number, ...text: readonly string[]) => {
    if (chance(share)) lines.push(...text.map((each) => `  ${each}`));
  };
  const threads = 1 + below(4);
  if (chance(0.85)) add(1, `nbthread ${threads}`);
  const grouped = since('2.8') && threads > 1 && lines.some((line) => line.includes('nbthread')) && chance(0.3);
  if (grouped) add(1, `thread-groups ${2 + below(threads - 1)}`);
  add(0.6, `maxconn ${pick(0, 50, 100, 1000, 2000, 4000, 9000, 20_000)}`);
  add(0.25, `ulimit-n ${pick(500, 1500, 4100, 8500, 20_000, 45_000)}`);
  if (since('2.6')) add(0.25, `fd-hard-limit ${pick(300, 2100, 5000, 30_000)}`);
  add(0.25, `maxpipes ${pick(1, 10, 100, 3000)}`);
  add(0.2, `stats maxconn ${1 + below(200)}`);
  add(0.2, `stats socket ${address()}:9999`);
  add(0.2, 'stats socket $dir/second,$dir/third level user');
  add(0.2, 'stats timeout 10s');
  add(0.2, 'no strict-limits');
  if (since('2.8')) add(0.3, `tune.listener.default-shards ${pick('by-process', 'by-group', 'by-thread')}`);
  const peers = chance(0.35);
  if (peers) add(1, 'localpeer me');
  lines.push('defaults', `  mode ${pick('tcp', 'http')}`);
  add(1, 'timeout client 10s', 'timeout server 10s', 'timeout connect 1s');
  add(0.2, `option ${pick('splice-auto', 'splice-request', 'splice-response')}`);
  add(0.15, `maxconn ${pick(0, 3, 500, 3000)}`);
  add(0.15, `fullconn ${pick(3, 700, 3000)}`);
  add(0.2, `default-server ${pick('check', 'check port 81', 'agent-check agent-port 9', 'inter 5s', 'no-check')}`);
  const bind = () => {
    const [files, where] = [() => `$dir/${pick('a', 'b', 'c')}${host++}`, () => `${address()}:8080`];
    const words = pick(
      where,
      () => `${address()}:8000-80${10 + below(30)}`,
      () => `${where()},${address()}:8081-8083`,
      files,
      () => `abns@headroom-${seed}-${host++}`,
      () => `${where()},${files()}`,
    )();
    // Before 2.7 a socket of the file system cannot be shared.
    const shared = since('2.8') || (since('2.6') && !/\$dir|abns/.test(words));
    const shards = shared && chance(0.35) ? ` shards ${pick(1, 2, 3, 'by-thread', since('2.8') ? 'by-group' : 2)}` : '';
    const set = since('2.6') && !grouped && chance(0.2) ? pick(' thread all', ' thread 1', ' thread odd') : '';
    return `bind ${words}${shards}${set}`;
  };
  const server = (name: number) =>
    pick(
      `server s${name} 127.0.0.1:1`,
      `server s${name} 127.0.0.1:1 check`,
      `server s${name} 127.0.0.1:1 check agent-check agent-port 2`,
      `server s${name} 127.0.0.1:1 check port 3 disabled`,
      `server s${name} 127.0.0.1:1 no-check maxconn 10 port 4`,
      `server s${name} unix@/nowhere check`,
      `server s${name} 127.0.0.1:1 ssl verify none check`,
      `server-template t${name} ${pick('1', '3', '4-9')} 127.0.0.1:1 check port 5`,
      `server-template t${name} 2-4 127.0.0.1:1 no-check`,
    );
  const sections = 1 + below(4);
  for (let section = 0; section < sections; section++) {
    const kind = section === 0 ? pick('frontend', 'listen') : pick('frontend', 'listen', 'backend');
    lines.push(`${kind} p${section}`);
    if (section > 0) add(0.15, 'disabled');
    if (kind !== 'backend') for (let each = 0; each <= below(3); each++) add(1, bind());
    add(
      0.25,
      pick('option splice-auto', 'option splice-request', 'no option splice-auto', 'no option splice-response'),
    );
    if (kind !== 'backend') add(0.25, `maxconn ${pick(0, 2, 400, 1500, 30_000)}`);
    if (kind === 'frontend') continue;
    add(0.25, `fullconn ${pick(2, 300, 6000)}`);
    add(0.25, `default-server ${pick('check', 'port 90', 'no-check', 'agent-check agent-port 12')}`);
    for (let each = 0; each < below(5); each++) add(1, server(each));
    add(0.2, 'default-server check');
    add(0.3, server(9));
  }
  if (peers) {
    lines.push('peers them');
    if (chance(0.5)) add(1, `peer me ${address()}:1024`);
    else add(1, `bind ${address()}:1024`, 'server me');
    const word = lines[lines.length - 1]?.includes('server') ? 'server' : 'peer';
    for (let each = 0; each < below(4); each++) add(1, `${word} other${each} 127.0.0.1:${10 + each}`);
    add(0.2, 'disabled');
  }
  if (chance(0.2)) {
    lines.push('log-forward logs', '  log 127.0.0.1:514 local0');
    add(0.7, `bind ${address()}:1514-1516`);
    add(0.7, `dgram-bind ${address()}:1514,${address()}:1520-1523`);
  }
  const hard = pick(600, 1024, 4096, 9000, 20_000);
  return {
    source: `${lines.join('\n')}\n`,
    limit: { soft: Math.min(hard, pick(300, 1024, 4096, 20_000)), hard },
    masterWorker: chance(0.25),
  };
}
