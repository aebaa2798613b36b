/** `no` and `default` before a directive: what takes them, by version (`parse_cfg`, `cfg_parse_listen` in HAProxy's sources). */

/** Options that take neither `no` nor `default`, by the first version that refuses them (`cfg_parse_listen`). */
const fixedOptions: ReadonlyMap<string, string> = new Map([
  ...[
    'external-check',
    'forwardfor',
    'http-restrict-req-hdr-names',
    'httpchk',
    'httplog',
    'httpslog',
    'ldap-check',
    'max-reqs',
    'mysql-check',
    'originalto',
    'pgsql-check',
    'redis-check',
    'smtpchk',
    'spop-check',
    'ssl-hello-chk',
    'tcp-check',
    'tcpka',
    'tcplog',
  ].map((name): [string, string] => [name, '1.4']),
  ['accept-invalid-http-request', '3.2'],
  ['accept-invalid-http-response', '3.2'],
]);

/** Options that take `no` and not `default`. */
const withoutDefault: ReadonlyMap<string, string> = new Map([
  ['forwarded', '2.7'],
  ['http-keep-alive', '3.4'],
  ['http-server-close', '3.4'],
  ['httpclose', '3.4'],
]);

/** What takes `default` in every version. */
const survivesDefault: ReadonlySet<string> = new Set(['numa-cpu-mapping', 'option redispatch']);

/** Directives that may stand behind `no` or `default`; before everything else HAProxy rejects the word. */
export const invertible = new Set([
  'option',
  'log',
  'busy-polling',
  'set-dumpable',
  'strict-limits',
  'insecure-fork-wanted',
  'numa-cpu-mapping',
]);

interface Refusal {
  readonly since?: string;
  readonly until?: string;
}

/** The versions that refuse a modifier before a directive; undefined where none does. */
export function refusedWhen(name: string, modifier: string, section: string): Refusal | undefined {
  const option = name.startsWith('option ') ? name.slice('option '.length) : '';
  const never = fixedOptions.get(option);
  if (never !== undefined) return { since: never };
  if (modifier !== 'default') return undefined;
  const since = withoutDefault.get(option);
  if (since !== undefined) return since === '3.4' ? {} : { since };
  // Until 3.4 the last word stayed in its place when `default` was taken away, and then was one too many.
  return survivesDefault.has(name) || section === 'fcgi-app' ? undefined : { until: '3.4' };
}
