/**
 * Signatures of the words that follow the address on `bind` and `server` lines, by option name. A flag has the empty
 * signature. Whether an option takes a word is what the binaries print; kinds of values were read in the source.
 */

const flags = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '']));
const each = (signature: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, signature]));

const tlsVersion = '<version:one-of SSLv3|TLSv1.0|TLSv1.1|TLSv1.2|TLSv1.3>';
const onOff = '<state:one-of on|off>';
const duration = (name: string, unit = 'ms') => `<${name}:duration unit=${unit}>`;

/** TLS settings that `bind`, `server` and certificate lists share. */
const tls = {
  ...each('<protocols:text>', 'alpn', 'npn'),
  ...each('<file:path>', 'ca-file', 'crl-file', 'crt'),
  ...each('<suites:text>', 'ciphers', 'ciphersuites'),
  ...each('<algorithms:text>', 'sigalgs', 'client-sigalgs'),
  ...each(tlsVersion, 'ssl-min-ver', 'ssl-max-ver'),
  ...flags('allow-0rtt', 'force-sslv3', 'force-tlsv10', 'force-tlsv11', 'force-tlsv12', 'force-tlsv13'),
  ...flags('no-sslv3', 'no-tlsv10', 'no-tlsv11', 'no-tlsv12', 'no-tlsv13', 'no-tls-tickets', 'tls-tickets', 'ssl'),
  curves: '<curves:text>',
  ktls: onOff,
};

export const bindOptions: Readonly<Record<string, string>> = {
  ...tls,
  ...flags('accept-proxy', 'defer-accept', 'generate-certificates', 'no-alpn', 'no-ca-names', 'no-strict-sni'),
  ...flags('prefer-client-ciphers', 'quic-force-retry', 'strict-sni', 'tfo', 'transparent', 'v4v6', 'v6only'),
  ...each('<number:number-loose>', 'backlog', 'maxconn', 'mss', 'nice', 'nbconn', 'accept-netscaler-cip', 'tcp-ss'),
  ...each('<id:number-loose>', 'gid', 'uid'),
  ...each('<file:path>', 'ca-sign-file', 'ca-verify-file', 'crt-list', 'default-crt', 'ech', 'tls-ticket-keys'),
  ...each('<errors:text>', 'ca-ignore-err', 'crt-ignore-err'),
  ...each(duration('delay'), 'idle-ping', 'tcp-ut'),
  'ca-sign-pass': '<passphrase:text>',
  cc: '<algorithm:text>',
  ecdhe: '<curve:text>',
  'expose-fd': '<what:one-of listeners>',
  group: '<group:text>',
  'guid-prefix': '<prefix:text>',
  id: '<id:integer min=1>',
  interface: '<interface:text>',
  label: '<label:text>',
  level: '<level:one-of user|operator|admin>',
  mode: '<permissions:text>',
  name: '<name:text>',
  namespace: '<namespace:text>',
  process: '<processes:text>',
  proto: '<protocol:text>',
  'quic-cc-algo': '<algorithm:text>',
  'quic-socket': '<owner:one-of connection|listener>',
  'severity-output': '<format:one-of none|number|string>',
  shards: '<shards:text>',
  'tcp-md5sig': '<password:text>',
  thread: '<threads:text>',
  user: '<user:text>',
  verify: '<mode:one-of none|optional|required>',
};

export const serverOptions: Readonly<Record<string, string>> = {
  ...tls,
  ...flags('agent-check', 'backup', 'check', 'check-reuse-pool', 'check-send-proxy', 'check-sni-auto', 'check-ssl'),
  ...flags('check-via-socks4', 'disabled', 'enabled', 'no-agent-check', 'no-backup', 'no-check', 'no-check-reuse-pool'),
  ...flags('no-check-send-proxy', 'no-check-sni-auto', 'no-check-ssl', 'no-renegotiate', 'no-send-proxy'),
  ...flags('no-send-proxy-v2', 'no-send-proxy-v2-ssl', 'no-send-proxy-v2-ssl-cn', 'no-sni-auto', 'no-ssl'),
  ...flags('no-ssl-reuse', 'no-tfo', 'non-stick', 'renegotiate', 'send-proxy', 'send-proxy-v2', 'send-proxy-v2-ssl'),
  ...flags('send-proxy-v2-ssl-cn', 'sni-auto', 'ssl-reuse', 'stick', 'strict-maxconn', 'tfo'),
  ...each('<count:number-loose>', 'error-limit', 'fall', 'rise', 'max-reuse', 'maxconn', 'maxqueue', 'minconn'),
  ...each('<count:number-loose>', 'pool-low-conn', 'pool-max-conn', 'shard', 'weight', 'log-bufsize', 'id'),
  ...each(
    duration('delay'),
    'agent-inter',
    'downinter',
    'fastinter',
    'idle-ping',
    'inter',
    'pool-purge-delay',
    'tcp-ut',
  ),
  ...each('<address:address>', 'addr', 'agent-addr', 'socks4'),
  ...each('<port:number-loose>', 'agent-port', 'port'),
  ...each('<protocol:text>', 'check-proto', 'proto'),
  ...each('<name:text>', 'check-pool-conn-name', 'check-sni', 'guid', 'namespace', 'verifyhost'),
  'agent-send': '<text:text>',
  cc: '<algorithm:text>',
  'check-alpn': '<protocols:text>',
  cookie: '<value:text>',
  from: '<origin:text>',
  'hash-key': '<key:one-of id|id32|addr|addr-port|guid>',
  healthcheck: '<healthcheck:text>',
  'init-addr': '<methods:text>',
  'init-state': '<state:one-of fully-up|up|down|fully-down|none>',
  interface: '<interface:text>',
  'log-proto': '<framing:one-of legacy|octet-count>',
  name: '<name:text>',
  observe: '<layer:one-of none|layer4|layer7>',
  'on-error': '<action:one-of fastinter|fail-check|sudden-death|mark-down>',
  'on-marked-down': '<action:one-of shutdown-sessions>',
  'on-marked-up': '<action:one-of shutdown-backup-sessions>',
  'pool-conn-name': '<name:sample>',
  'proxy-v2-options': '<options:text>',
  'quic-cc-algo': '<algorithm:text>',
  redir: '<prefix:text>',
  'resolve-net': '<networks:text>',
  'resolve-opts': '<options:text>',
  'resolve-prefer': '<family:one-of ipv4|ipv6>',
  resolvers: '<resolvers:name resolvers>',
  'set-proxy-v2-tlv-fmt': '<format:log-format>',
  slowstart: duration('ramp'),
  sni: '<name:sample>',
  source: '<address:address>',
  'tcp-md5sig': '<password:text>',
  track: '<server:text>',
  usesrc: '<address:text>',
  verify: '<mode:one-of none|required>',
  ws: '<protocol:one-of auto|h1|h2>',
};

/** Options of one certificate in a `crt-list` file or on an `ssl-f-use` line. */
export const certificateListOptions: Readonly<Record<string, string>> = {
  ...each(tlsVersion, 'ssl-min-ver', 'ssl-max-ver'),
  ...each('<file:path>', 'ca-file', 'ca-verify-file', 'crl-file'),
  ...flags('allow-0rtt', 'no-alpn', 'no-ca-names'),
  ...each('<protocols:text>', 'alpn', 'npn'),
  ...each('<suites:text>', 'ciphers', 'ciphersuites'),
  ...each('<algorithms:text>', 'sigalgs', 'client-sigalgs'),
  curves: '<curves:text>',
  ktls: onOff,
  ecdhe: '<curve:text>',
  'ocsp-update': onOff,
  verify: '<mode:one-of none|optional|required>',
};

/** What may follow on a `load` line of a `crt-store`. */
export const certificateLoadOptions: Readonly<Record<string, string>> = {
  ...each('<file:path>', 'crt', 'issuer', 'key', 'ocsp', 'sctl'),
  ...each('<text:text>', 'acme', 'alias', 'bits', 'curves', 'domains', 'ips', 'keytype'),
  ...each(onOff, 'generate-dummy', 'jwt', 'ocsp-update'),
};
