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

/** Names of multiplexers; whether there is `quic` depends on how HAProxy was built. */
const bindProtocol = '<protocol:choice h1|h2|fcgi|none|quic|spop@3.1|qmux@3.4>';
const serverProtocol = '<protocol:choice h1|h2|fcgi|none|spop@3.1|quic|qmux@3.4>';

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
  ...each('<number:number min=0>', 'backlog', 'maxconn'),
  ...each('<id:number>', 'gid', 'uid'),
  'accept-netscaler-cip': '<magic:number min=1 bits=u32>',
  mss: '<size:segment-size>',
  nbconn: '<count:number min=1>',
  nice: '<priority:number min=-1024 max=1024>',
  'tcp-ss': '<mode:saved-syn>',
  ...each('<file:path>', 'ca-sign-file', 'ca-verify-file', 'crt-list', 'default-crt', 'ech', 'tls-ticket-keys'),
  ...each('<errors:ignored-errors>', 'ca-ignore-err', 'crt-ignore-err'),
  ...each(duration('delay'), 'idle-ping', 'tcp-ut'),
  'ca-sign-pass': '<passphrase:text>',
  cc: '<algorithm:text>',
  ecdhe: '<curve:text>',
  'expose-fd': '<what:one-of listeners>',
  group: '<group:text>',
  'guid-prefix': '<prefix:guid>',
  id: '<id:number strict min=1>',
  interface: '<interface:text>',
  label: '<label:text>',
  level: '<level:one-of user|operator|admin>',
  mode: '<permissions:file-mode>',
  name: '<name:text>',
  namespace: '<namespace:text>',
  process: '<processes:process-set>',
  proto: bindProtocol,
  'quic-cc-algo': '<algorithm:quic-algorithm>',
  'quic-socket': '<owner:one-of connection|listener>',
  'severity-output': '<format:one-of none|number|string>',
  shards: '<shards:shards>',
  'tcp-md5sig': '<password:text>',
  thread: '<threads:thread-set bare=2.7>',
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
  ...each('<count:number min=1>', 'error-limit', 'fall', 'rise', 'log-bufsize'),
  ...each('<count:number bare=0>', 'maxconn', 'maxqueue', 'minconn', 'shard'),
  ...each('<count:number>', 'max-reuse', 'pool-low-conn'),
  id: '<id:number min=1 max@3.4=4294967295 bits=64>',
  'pool-max-conn': '<count:number min=-1>',
  weight: '<weight:number min=0 max=256 bare=0>',
  ...each('<delay:duration unit=ms min=1 low=100>', 'agent-inter', 'downinter', 'fastinter', 'inter'),
  ...each(duration('delay'), 'idle-ping', 'pool-purge-delay', 'tcp-ut'),
  addr: '<address:address connect>',
  'agent-addr': '<address:host>',
  socks4: '<address:address connect-port>',
  ...each('<port:number>', 'agent-port', 'port'),
  ...each(serverProtocol, 'check-proto', 'proto'),
  ...each('<name:text>', 'check-pool-conn-name', 'check-sni', 'namespace', 'verifyhost'),
  'agent-send': '<text:text>',
  cc: '<algorithm:text>',
  'check-alpn': '<protocols:text>',
  cookie: '<value:text>',
  from: '<origin:server-origin>',
  guid: '<name:guid>',
  'hash-key': '<key:one-of id|id32|addr|addr-port|guid>',
  healthcheck: '<healthcheck:name healthcheck bare=0>',
  'init-addr': '<methods:init-addr bare=0>',
  'init-state': '<state:choice fully-up|up|down|fully-down|none@3.4>',
  interface: '<interface:text>',
  'log-proto': '<framing:one-of legacy|octet-count>',
  name: '<name:text>',
  observe: '<layer:one-of none|layer4|layer7>',
  'on-error': '<action:one-of fastinter|fail-check|sudden-death|mark-down>',
  'on-marked-down': '<action:one-of shutdown-sessions>',
  'on-marked-up': '<action:one-of shutdown-backup-sessions>',
  'pool-conn-name': '<name:sample>',
  'proxy-v2-options': '<options:choices ssl|cert-cn|cert-key|cert-sig|ssl-cipher|authority|crc32c|unique-id>',
  'quic-cc-algo': '<algorithm:quic-algorithm>',
  redir: '<prefix:text>',
  'resolve-net': '<networks:networks>',
  'resolve-opts': '<options:choices allow-dup-ip|ignore-weight|prevent-dup-ip empty bare=0>',
  'resolve-prefer': '<family:one-of ipv4|ipv6>',
  resolvers: '<resolvers:name resolvers>',
  'set-proxy-v2-tlv-fmt': '<format:log-format bare=0>',
  slowstart: duration('ramp'),
  sni: '<name:sample>',
  source: '<address:address server-source>',
  'tcp-md5sig': '<password:text>',
  track: '<server:name server>',
  usesrc: '<address:transparent-source>',
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
  acme: '<section:name acme>',
  ...each('<text:text>', 'alias', 'bits', 'curves', 'domains', 'ips', 'keytype'),
  ...each(onOff, 'generate-dummy', 'jwt', 'ocsp-update'),
};
