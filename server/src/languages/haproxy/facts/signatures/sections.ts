/** Signatures of the directives of the other sections: by section kind, then by name. */
import { errorCode } from './options.ts';
import { checks, log } from './proxy.ts';

const each = (signature: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, signature]));

const condition = '<condition:condition>';
const ignored = '<ignored:ignored>*';
const number = '<number:number>';
const text = '<value:text>';
const milliseconds = '<time:duration unit=ms>';

export const sectionDirectives: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acme: {
    ...each(
      text,
      'acme-vars',
      'bits',
      'challenge',
      'challenge-ready',
      'contact',
      'curves',
      'directory',
      'keytype',
      'map',
    ),
    ...each(text, 'profile', 'provider-name'),
    ...each('<file:path>', 'account-key', 'eab-key-id', 'eab-mac-key'),
    ...each('<time:duration unit=s>', 'dns-delay', 'dns-timeout'),
    'eab-mac-alg': '<algorithm:one-of HS256|HS384|HS512>',
    'reuse-key': '<state:one-of on|off>',
  },
  cache: {
    'max-age': '<seconds:number bare=warn>',
    'max-object-size': '<bytes:number strict bits=64>',
    'max-secondary-entries': '<entries:number strict min=1 bits=u32>',
    'total-max-size': '<megabytes:number strict min=0 max=4095 bits=64>',
    'early-hints': '<state:one-of on|off|only> <arguments:anything>*',
    'process-vary': '<state:choice on|off warn bare=warn>',
  },
  'crt-store': { ...each(`<directory:path> ${ignored}`, 'crt-base', 'key-base'), load: '{crt-store-load-option}+' },
  'fcgi-app': {
    ...each('', 'option get-values', 'option keep-conn', 'option mpxs-conns'),
    'pass-header': `<name:text> ${condition}?`,
    acl: '<name:name acl define> <definition:acl-definition>',
    docroot: '<directory:path>',
    index: '<script:text>',
    'log-stderr': log,
    'option max-reqs': '<requests:number min=1 bits=u32>',
    'path-info': '<pattern:regex>',
    'set-param': `<name:text> <value:log-format> ${condition}?`,
  },
  healthcheck: { ...checks, type: '{healthcheck-type}' },
  'http-errors': { errorfile: `${errorCode} <file:path> ${ignored}` },
  'log-forward': {
    ...each('', 'option assume-rfc6587-ntf', 'option dont-parse-log'),
    ...each(number, 'backlog', 'maxconn'),
    bind: '<address:address bind> {bind-option}*',
    'dgram-bind': '<address:address dgram-bind>? {bind-option}*',
    log,
    'option host': '<policy:one-of replace|fill|keep|append>',
    'timeout client': `${milliseconds} ${ignored}`,
  },
  'log-profile': {
    'log-tag': `${text} ${ignored}`,
    on: '<step:one-of accept|request|connect|response|close|error|any|quic-init|tcp-req-conn|tcp-req-sess|tcp-req-cont|tcp-res-cont|http-req|http-res|http-after-res> {log-profile-option}+',
  },
  mailers: { mailer: `<name:text> <address:address mailer> ${ignored}`, 'timeout mail': `${milliseconds} ${ignored}` },
  peers: {
    ...each(ignored, 'disabled', 'enabled'),
    bind: '<address:address peers-bind>? {bind-option}*',
    'default-bind': '{bind-option}*',
    'default-server': '{server-option}*',
    log,
    peer: '<name:name server define> <address:address peer>? {server-option}*',
    server: '<name:name server define>? <address:peer-address>? {server-option}*',
    shards: `<shards:number strict min=1 bits=u32> ${ignored}`,
    table: '<name:name table define> {stick-table-option}+',
  },
  program: {
    ...each(text, 'group', 'user'),
    command: '<command:path> <arguments:anything>*',
    'option start-on-reload': '',
  },
  resolvers: {
    ...each(`${number} ${ignored}`, 'resolution_pool_size', 'resolve_retries'),
    accepted_payload_size: `<bytes:number min=12 max=65535> ${ignored}`,
    hold: `<status:one-of nx|other|refused|timeout|valid|obsolete> <period:duration unit=ms low=100> ${ignored}`,
    nameserver: '<name:name nameserver define> <address:address nameserver> <arguments:anything>*',
    'parse-resolv-conf': ignored,
    timeout: `<event:one-of retry|resolve> <time:duration unit=ms low=100> ${ignored}`,
  },
  ring: {
    ...each(`${milliseconds} ${ignored}`, 'timeout connect', 'timeout server'),
    'backing-file': `<file:path> ${ignored}`,
    description: '<description:anything>+',
    format: '<format:one-of local|rfc3164|rfc5424|priority|short|timed|iso|raw>',
    maxlen: `<bytes:number min=1 bits=u32> ${ignored}`,
    server: '<name:name server define> <address:address ring> {server-option}*',
    size: `<size:size since=3.1 min=1 bits=64> ${ignored}`,
  },
  traces: {
    trace:
      '<source:choice 0|all|acme|applet|check|dbg|fcgi|h1|h2|h3|haload|haterm|peers|pt|qcm|qmux|quic|session|spop|ssl|stream bare=warn> {trace-option}*',
  },
  userlist: {
    group: '<name:name user-group define> {userlist-group-option}*',
    user: '<name:name user define> {userlist-user-option}*',
  },
};
