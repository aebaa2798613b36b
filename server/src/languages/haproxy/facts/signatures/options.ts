/**
 * Small closed vocabularies inside other directives, as tables: words that may come in any order, each with its own
 * signature. A signature ends in a table of its own only where nothing else can follow, for the next word belongs to the
 * surrounding table. By table id, then by word; `word(` stands for a word that may go on with parentheses.
 */

const each = (signature: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, signature]));
const flags = (...names: readonly string[]): Record<string, string> => each('', ...names);
const ignored = '<ignored:anything>*';
/** The status codes of the error files that HAProxy keeps (`http_err_codes` in its src/http.c). */
export const errorCode =
  '<code:number in=200,400,401,403,404,405,407,408,410,413,421,425,429,500,501,502,503,504 ' +
  'in@2.5=200,400,401,403,404,405,407,408,410,413,421,422,425,429,500,501,502,503,504 ' +
  'in@3.1=200,400,401,403,404,405,407,408,410,413,414,421,422,425,429,431,500,501,502,503,504>';
const tlsVersion = '<version:one-of SSLv3|TLSv1.0|TLSv1.1|TLSv1.2|TLSv1.3>';

const reply = {
  deny_status: errorCode,
  status: '<status:number min=200 max=599>',
  ...each('<file:path>', 'errorfile', 'file', 'lf-file'),
  'content-type': '<type:text>',
  'default-errorfiles': '',
  errorfiles: '<section:name http-errors>',
  hdr: '<name:text> <value:log-format>',
  'lf-string': '<body:log-format>',
  string: '<body:text>',
};

/** What `http-check expect` and `tcp-check expect` may compare. */
const expectations = {
  ...each('<pattern:regex>', 'rstatus', 'rstring', 'rbinary'),
  ...each('<pattern:log-format>', 'string-lf', 'binary-lf'),
  ...each('<arguments:anything>*', 'hdr', 'fhdr'),
  binary: '<pattern:bytes>',
  custom: '',
  status: '<codes:status-codes>',
  string: '<pattern:text>',
};

export const optionTables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'auth-option': { realm: '<realm:text>' },
  'balance-algorithm': {
    ...each(ignored, 'roundrobin', 'static-rr', 'first', 'leastconn', 'random(', 'rdp-cookie(', 'source', 'sticky'),
    'hdr(': '<modifier:choices use_domain_only>? <ignored:anything>*',
    hash: '<key:sample>',
    'log-hash': '<converters:text>',
    uri: '{balance-uri-option}*',
    url_param: '<parameter:text> <modifier:choices check_post>? <ignored:anything>*',
  },
  'balance-uri-option': {
    ...each('<count:number min=1>', 'len', 'depth'),
    ...flags('whole', 'path-only'),
  },
  'bandwidth-limit-option': {
    limit: '<limit:size-or-sample> <converters:converters>*',
    period: '<period:time-or-sample> <converters:converters>*',
  },
  'bwlim-option': {
    ...each('<size:size min=1>', 'default-limit', 'limit'),
    'default-period': '<period:duration unit=ms min=1>',
    'min-size': '<size:size>',
    key: '<key:sample> <converters:converters>*',
    table: '<table:name table>',
  },
  'cache-use-option': flags('no-early-hints'),
  'capture-option': { len: '<length:number min=1>', id: '<slot:number strict>' },
  'check-comment': { comment: '<comment:text>' },
  'check-connect-option': {
    ...flags('default', 'send-proxy', 'via-socks4', 'ssl', 'linger'),
    addr: '<address:address connect>',
    alpn: '<protocols:text>',
    comment: '<comment:text>',
    port: '<port:check-port>',
    proto: '<protocol:choice h1|h2|fcgi|none|spop@3.1|quic|qmux@3.4>',
    sni: '<name:text>',
  },
  'check-expect-option': {
    'ok-status': '<status:choice l4ok|l6ok|l7ok|l7okc icase>',
    'error-status': '<status:choice l4con|l6rsp|l7rsp|l7sts icase>',
    'tout-status': '<status:choice l4tout|l6tout|l7tout icase>',
    ...each('<message:log-format>', 'on-success', 'on-error'),
    ...expectations,
    // The exclamation mark may stand alone or before the word it negates.
    ...Object.fromEntries(Object.entries(expectations).map(([name, signature]) => [`!${name}`, signature])),
    '!': '',
    comment: '<comment:text>',
    'min-recv': '<length:number min=-1>',
    'status-code': '<code:sample> <converters:converters>*',
  },
  'check-send-option': {
    ...each('<text:text>', 'meth', 'uri', 'ver', 'body', 'comment'),
    ...each('<text:log-format>', 'uri-lf', 'body-lf'),
    hdr: '<name:text> <value:log-format>',
  },
  'cookie-option': {
    ...flags('rewrite', 'insert', 'prefix', 'indirect', 'nocache', 'postonly', 'preserve', 'httponly', 'secure'),
    ...each('<time:duration unit=s>', 'maxidle', 'maxlife'),
    attr: '<attribute:cookie-attribute>',
    domain: '<domain:cookie-domain>',
    dynamic: '',
  },
  'cpu-set-option': {
    reset: '',
    ...each('<cpus:text>', 'drop-cpu', 'drop-node', 'drop-cluster', 'drop-core', 'drop-thread'),
    ...each('<cpus:text>', 'only-cpu', 'only-node', 'only-cluster', 'only-core', 'only-thread'),
  },
  'do-log-option': { profile: '<profile:name log-profile>' },
  'forwarded-option': {
    ...flags('proto', 'host', 'by', 'by_port', 'for', 'for_port'),
    ...each('<value:sample>', 'host-expr', 'by-expr', 'by_port-expr', 'for-expr', 'for_port-expr'),
  },
  'forwardfor-option': { except: '<network:text>', header: '<name:text>', 'if-none': '' },
  'healthcheck-type': {
    ...each(ignored, 'ldap-check', 'redis-check', 'spop-check', 'ssl-hello-chk', 'tcp-check'),
    httpchk: '<method:text>? <uri:text>? <version:check-version>? <ignored:anything>*',
    'mysql-check': '{mysql-check-option}? <ignored:anything>*',
    'pgsql-check': '{pgsql-check-option} <ignored:anything>*',
    smtpchk: ignored,
  },
  'header-match-option': { '-m': '<method:one-of str|beg|end|sub|reg>' },
  'headers-bin-option': { prefix: '<prefix:text>' },
  'http-reply-option': reply,
  'log-option': {
    format: '<format:one-of local|rfc3164|rfc5424|priority|short|timed|iso|raw>',
    len: '<length:number min=80 max=65535>',
    profile: '<profile:name log-profile>',
    sample: '<ranges:sample-ranges>',
  },
  'log-profile-option': {
    ...each('<format:log-format>', 'format', 'sd'),
    drop: '',
  },
  'mysql-check-option': { user: '<user:text> <protocol:one-of post-41|pre-41|post-80>?' },
  'originalto-option': { except: '<network:text>', header: '<name:text>' },
  'pgsql-check-option': { user: '<user:text>' },
  'redirect-option': {
    ...each('<target:log-format>', 'location', 'prefix', 'scheme'),
    ...flags('drop-query', 'keep-query', 'append-slash', 'ignore-empty'),
    'clear-cookie': '<cookie:text>',
    code: '<code:redirect-code>',
    'set-cookie': '<cookie:text>',
    'set-cookie-fmt': '<cookie:log-format>',
  },
  'section-option': { from: '<defaults:name defaults>' },
  'set-status-option': { reason: '<reason:text>' },
  'silent-drop-option': { 'rst-ttl': '<ttl:number strict min=1 max=255>' },
  'trace-filter-option': {
    ...flags('hexdump', 'quiet', 'random-forwarding', 'random-parsing'),
    'max-fwd': '<bytes:number min=0 max=4294967295 bits=64>',
    name: '<name:text>',
  },
  'trace-option': {
    ...each('<event:text bare=warn>', 'event', 'pause', 'start', 'stop'),
    ...each('<name:text bare=warn>', 'follow', 'lock', 'sink'),
    level: '<level:choice error|user|proto|state|data|developer bare=warn>',
    verbosity: '<verbosity:choice quiet|default|clean|minimal|simple|advanced|complete bare=warn>',
  },
  'source-option': { interface: '<interface:text>', usesrc: '<address:transparent-source>' },
  'spoe-option': { config: '<file:path>', engine: '<engine:text>' },
  'ssl-default-bind-option': {
    ...flags('no-sslv3', 'no-tlsv10', 'no-tlsv11', 'no-tlsv12', 'no-tlsv13', 'no-tls-tickets', 'tls-tickets'),
    ...flags('force-sslv3', 'force-tlsv10', 'force-tlsv11', 'force-tlsv12', 'force-tlsv13', 'prefer-client-ciphers'),
    ...flags('strict-sni', 'no-strict-sni'),
    ...each(tlsVersion, 'ssl-min-ver', 'ssl-max-ver'),
  },
  'ssl-default-server-option': {
    ...flags('no-sslv3', 'no-tlsv10', 'no-tlsv11', 'no-tlsv12', 'no-tlsv13', 'no-tls-tickets', 'renegotiate'),
    ...flags('force-sslv3', 'force-tlsv10', 'force-tlsv11', 'force-tlsv12', 'force-tlsv13', 'no-renegotiate'),
    ...each(tlsVersion, 'ssl-min-ver', 'ssl-max-ver'),
  },
  'stick-option': { table: '<table:name table>' },
  'stick-table-option': {
    'brates-factor': '<factor:size min=1 max=1024>',
    expire: '<time:duration unit=ms>',
    len: '<length:number strict min=1>',
    nopurge: '',
    peers: '<peers:name peers>',
    'recv-only': '',
    size: '<entries:size min=1>',
    srvkey: '<key:one-of name|addr>',
    store: '<counters:stick-store bare=0>',
    type: '<type:choice ip|ipv4@3.1|ipv6|integer|string|binary>',
    'write-to': '<table:name table>',
  },
  'switch-mode-option': { proto: '<protocol:choice h1|h2|quic|qmux@3.4>' },
  'unix-bind-option': {
    ...each('<text:text>?', 'mode', 'user', 'group'),
    ...each('<id:number-loose>?', 'uid', 'gid'),
    prefix: '<path:path>',
  },
  'uri-normalizer': {
    ...flags('fragment-encode', 'fragment-strip', 'path-merge-slashes', 'path-strip-dot', 'query-sort-by-name'),
    ...each('<mode:one-of strict>?', 'percent-decode-unreserved', 'percent-to-uppercase'),
    'path-strip-dotdot': '<mode:one-of full>?',
  },
  'userlist-group-option': { users: '<users:text>?' },
  'userlist-user-option': each('<value:text>?', 'password', 'insecure-password', 'groups'),
  'wait-for-body-option': {
    'at-least': '<size:size>',
    time: '<time:duration unit=ms>',
    'use-large-buffer': '',
  },
};

/** First releases of the words that not every supported release knows, by table and word. */
export const optionSince: Readonly<Record<string, string>> = {
  'balance-algorithm/hash': '2.5',
  'cache-use-option/no-early-hints': '3.5',
  'balance-algorithm/log-hash': '2.9',
  'balance-algorithm/sticky': '2.9',
  'log-option/profile': '3.1',
  'redirect-option/ignore-empty': '2.5',
  'silent-drop-option/rst-ttl': '2.8',
  'redirect-option/keep-query': '3.1',
  'redirect-option/set-cookie-fmt': '3.1',
  'stick-table-option/brates-factor': '3.1',
  'stick-table-option/recv-only': '3.1',
  'stick-table-option/write-to': '2.9',
  'ssl-default-bind-option/no-strict-sni': '3.2',
  'ssl-default-bind-option/strict-sni': '3.2',
  'ssl-default-bind-option/tls-tickets': '3.2',
  'ssl-default-server-option/no-renegotiate': '3.3',
  'ssl-default-server-option/renegotiate': '3.3',
  'trace-filter-option/max-fwd': '3.4',
};
