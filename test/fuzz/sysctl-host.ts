/** Hosts made by a seed: folders of sysctl files that use what loaders differ in. */

export interface MadeHost {
  /** Texts by path as on the host; a link is `{ to }`. */
  readonly entries: Readonly<Record<string, string | { readonly to: string }>>;
}

/** Keys that a generated line may set: they exist in every network namespace, and no write changes another one. */
export const madeKeys: readonly string[] = [
  'kernel.domainname',
  'net.ipv4.conf.all.arp_ignore',
  'net.ipv4.conf.lo.arp_ignore',
  'net.ipv4.conf.all.arp_announce',
  'net.ipv4.conf.lo.arp_announce',
  'net.ipv4.ip_default_ttl',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_rmem',
];

const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];
const names = [
  '10-a.conf',
  '9-b.conf',
  '50-same.conf',
  'Z.conf',
  'a.conf',
  '.hidden.conf',
  'x.txt',
  'y.conf.bak',
  '.conf',
];

/** Numbers from 0 up to, but not, 1 that depend on the seed alone. */
function dice(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function makeHost(seed: number): MadeHost {
  const roll = dice(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T;
  const entries: Record<string, string | { to: string }> = {};
  for (let count = 2 + Math.floor(roll() * 6); count > 0; count--) {
    const path = `${pick(folders)}/${pick(names)}`;
    const kind = roll();
    entries[path] =
      kind < 0.06 ? { to: '/dev/null' } : kind < 0.1 ? '' : kind < 0.13 ? { to: 'nowhere' } : makeText(roll, pick);
  }
  if (roll() < 0.7) entries['/etc/sysctl.conf'] = makeText(roll, pick);
  if (roll() < 0.3) entries['/etc/sysctl.d/99-sysctl.conf'] = { to: '../sysctl.conf' };
  return { entries };
}

type Pick = <T>(from: readonly T[]) => T;

function makeText(roll: () => number, pick: Pick): string {
  const lines = Array.from({ length: 1 + Math.floor(roll() * 6) }, () => makeLine(roll, pick));
  const end = roll() < 0.1 ? '\r\n' : '\n';
  return lines.join(end) + (roll() < 0.85 ? end : '');
}

const junk = [
  '# comment = 1',
  '; comment = 1',
  '  ; comment',
  'junk',
  'x',
  '=',
  ' = 5',
  '- = 5',
  '-',
  'net.ipv4 = 1',
  'net.ipv4.nosuchkey = 1',
  '-net.ipv4.nosuchkey = 1',
  'net/ipv4/tcp_available_congestion_control = cubic',
  'net.ipv4.tcp_fin_timeout: 5',
  '[sysctl]',
  '\\',
  '# comment \\',
  'net.ipv4.conf.*.nosuch = 1',
  'net.ipv4.tcp_fin_tim* = 44',
  'net.ipv4.{a,b} = 1',
  'net/../net/ipv4/tcp_fin_timeout = 12',
  'net/./ipv4/tcp_fin_timeout = 13',
  'kernel/../../version = 1',
];

function makeLine(roll: () => number, pick: Pick): string {
  const kind = roll();
  if (kind < 0.15) return pick(junk);
  const family = pick(['arp_ignore', 'arp_announce']);
  if (kind < 0.25) {
    const name = pick(['*', '?o', 'l*', '[k-m]o', '[!a]*', 'a*l', '[lo', '*o*', '']);
    return `${pick(['', '', '-'])}${spelled(`net.ipv4.conf.${name}.${family}`, pick)} = ${pick(['1', '2'])}`;
  }
  const key = spelled(pick(madeKeys), pick);
  if (kind < 0.33) return `-${spelled(pick([`net.ipv4.conf.lo.${family}`, `net.ipv4.conf.*.${family}`, key]), pick)}`;
  const dash = pick(['', '', '', '', '', '-', '- ', '--']);
  const sign = pick([' = ', '=', '\t=\t', ' =', '= ', ' == ', ' =\f ', '\v= ']);
  const tail = pick(['', '', '', '', ' ', '\t', ' # c', ' ; c', '#', ' \\', '\r', '\rnet.ipv4.tcp_fin_timeout=9']);
  return pick(['', '', ' ', '\t', '\f']) + dash + key + sign + valueFor(key, roll, pick) + tail;
}

function spelled(key: string, pick: Pick): string {
  const path = key.replaceAll('.', '/');
  const rare = [
    `.${key}`,
    `/${path}`,
    `${key}.`,
    `${path}/`,
    key.replace('.', '..'),
    path.replace('/', '//'),
    key.replace('.', '/'),
    path.replace('/', '.'),
  ];
  return pick([key, key, key, key, key, key, path, path, path, pick(rare)]);
}

function valueFor(key: string, roll: () => number, pick: Pick): string {
  const number = String(1 + Math.floor(roll() * 60));
  if (/rmem/.test(key))
    return pick([
      `409${number} 131072 6291456`,
      `409${number}`,
      `4096\t8${number}`,
      '4096 x 5',
      '4096,1,2',
      `4096 8192 999${number} 7`,
    ]);
  if (/port_range/.test(key))
    return pick([`${number}00 60000`, `1${number}00 6${number}`, `20${number}`, '50000 1024', '2000 x']);
  if (/port_start/.test(key)) return pick([number, `${number}0`, '70000', '1024']);
  if (/reserved/.test(key))
    return pick(['', number, `80${number},90-9${number}`, '1, 2', '5-3', '7-9,8-20', '3,', ',3', '70000']);
  if (/domainname/.test(key)) return pick(['', `d${number}`, `a ${number}`, `"q${number}"`, 'x'.repeat(70)]);
  if (/arp/.test(key)) return pick(['0', '1', '2', '2', '0x1', '01', '3x']);
  return pick([
    number,
    number,
    number,
    `0x${number}`,
    `0${number}`,
    'abc',
    '',
    '300',
    '-1',
    `"${number}"`,
    '4K',
    `${number} ${number}`,
  ]);
}
