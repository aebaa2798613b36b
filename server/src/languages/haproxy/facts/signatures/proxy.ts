/**
 * Signatures of the directives of `defaults`, `frontend`, `listen` and `backend` sections, by name.
 *
 * HAProxy checks the number of words of most directives, not of all: where it silently drops what follows, the signature
 * ends in `<ignored:anything>*`, so that an accepted line is never called wrong.
 */

import { errorCode } from './options.ts';

const each = (signature: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, signature]));
const prefixed = (prefix: string, names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([name, signature]) => [`${prefix} ${name}`, signature]));

const ignored = '<ignored:ignored>*';
const ignoredBefore = (release: string) => `<ignored:ignored before=${release}>*`;
const condition = '<condition:condition>';
const rest = `<arguments:anything>* ${condition}?`;
const stick = `<pattern:sample> <converters:converters>* {stick-option}* ${condition}?`;
const expression = '<value:sample> <converters:converters>*';
const checkVariables = { 'set-var': `${expression} ${ignored}`, 'set-var-fmt': '<value:log-format>', 'unset-var': '' };

/** Health check steps, also of `healthcheck` sections. */
export const checks: Readonly<Record<string, string>> = {
  ...prefixed('http-check', {
    ...checkVariables,
    comment: `<comment:text> ${ignored}`,
    connect: '{check-connect-option}*',
    'disable-on-404': '',
    expect: '{check-expect-option}+',
    send: '{check-send-option}*',
    'send-state': '',
  }),
  ...prefixed('tcp-check', {
    ...checkVariables,
    comment: `<comment:text> ${ignored}`,
    connect: '{check-connect-option}*',
    expect: '{check-expect-option}+',
    send: '<data:text> {check-comment}*',
    'send-binary': '<data:bytes> {check-comment}*',
    'send-binary-lf': '<data:log-format> {check-comment}*',
    'send-lf': '<data:log-format> {check-comment}*',
  }),
};

/** `log`, the same in every section: a target, options, then facility, level and lowest level; or `log global`. */
export const log =
  '<target:address log> {log-option}* ' +
  '<facility:one-of kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|auth2|ftp|ntp|audit|alert|cron2|local0|local1|local2|local3|local4|local5|local6|local7> ' +
  '<level:one-of emerg|alert|crit|err|warning|notice|info|debug>? ' +
  '<minimum:one-of emerg|alert|crit|err|warning|notice|info|debug>?';

const timeouts = prefixed(
  'timeout',
  each(
    '<timeout:duration unit=ms low=100>',
    ...['check', 'client', 'client-fin', 'client-hs', 'connect', 'http-keep-alive', 'http-request', 'queue', 'server'],
    ...['server-fin', 'tarpit', 'tunnel', 'clitimeout', 'contimeout', 'srvtimeout'],
  ),
);

const stats = prefixed('stats', {
  ...each(ignored, 'enable', 'hide-version', 'show-legends', 'show-modules', 'show-version'),
  admin: condition,
  auth: `<credentials:text> ${ignored}`,
  'http-request': '{action/stats http-request}',
  realm: `<realm:text> ${ignored}`,
  refresh: `<interval:duration unit=s> ${ignored}`,
  scope: `<proxy:text> ${ignored}`,
  'show-desc': '<description:anything>*',
  'show-node': `<name:word node>? ${ignored}`,
  uri: `<prefix:text> ${ignored}`,
});

/** Directives that every supported release refuses; their arguments are not judged. */
const removed = each(
  rest,
  ...[
    'appsession',
    'bind-process',
    'block',
    'cliexp',
    'monitor-net',
    'redisp',
    'redispatch',
    'reqadd',
    'reqallow',
    'reqdel',
  ],
  ...[
    'reqdeny',
    'reqiallow',
    'reqidel',
    'reqideny',
    'reqipass',
    'reqirep',
    'reqisetbe',
    'reqitarpit',
    'reqpass',
    'reqrep',
  ],
  ...[
    'reqsetbe',
    'reqtarpit',
    'rspadd',
    'rspdel',
    'rspdeny',
    'rspidel',
    'rspideny',
    'rspirep',
    'rsprep',
    'srvexp',
    'grace',
  ],
);

export const proxy: Readonly<Record<string, string>> = {
  ...checks,
  ...timeouts,
  ...stats,
  ...removed,
  ...each('<timeout:duration unit=ms>', 'clitimeout', 'contimeout', 'srvtimeout'),
  ...each('<count:number>', 'backlog', 'fullconn', 'maxconn', 'retries'),
  ...each(
    `<duration:duration unit=s> ${ignored}`,
    'clitcpka-idle',
    'clitcpka-intvl',
    'srvtcpka-idle',
    'srvtcpka-intvl',
  ),
  ...each(`<count:number strict> ${ignored}`, 'clitcpka-cnt', 'srvtcpka-cnt', 'max-keep-alive-queue'),
  ...each(condition, 'force-be-switch', 'force-persist', 'ignore-persist', 'monitor fail'),
  ...each(stick, 'stick match', 'stick on', 'stick store', 'stick store-request', 'stick store-response'),
  ...each(`${errorCode} <url:text> ${ignoredBefore('2.8')}`, 'errorloc', 'errorloc302', 'errorloc303'),
  ...each('<format:log-format>', 'log-format', 'log-format-sd', 'error-log-format'),
  ...each('', 'disabled', 'enabled', 'transparent'),
  'be-unpublished': ignored,
  acl: '<name:name acl define> <definition:acl-definition>',
  balance: '<algorithm:random-draws>? {balance-algorithm}?',
  bind: '<address:address bind> {bind-option}*',
  'capture cookie': '<name:text> <len:one-of len> <length:number>',
  'capture request header': '<name:text> <len:one-of len> <length:number>',
  'capture response header': '<name:text> <len:one-of len> <length:number>',
  'compression algo': '<algorithm:one-of identity|gzip|deflate|raw-deflate>+',
  'compression algo-req': `<algorithm:one-of identity|gzip|deflate|raw-deflate> ${ignored}`,
  'compression algo-res': '<algorithm:one-of identity|gzip|deflate|raw-deflate>+',
  'compression direction': `<direction:one-of request|response|both> ${ignored}`,
  'compression minsize-req': `<size:size> ${ignored}`,
  'compression minsize-res': `<size:size> ${ignored}`,
  'compression offload': ignored,
  'compression type': '<type:text>+',
  'compression type-req': '<type:text>+',
  'compression type-res': '<type:text>+',
  cookie: '<name:text> {cookie-option}*',
  'declare capture': `<direction:one-of request|response> <len:one-of len> <length:number strict min=1> ${ignored}`,
  'default-server': '{server-option}*',
  default_backend: '<backend:name backend>',
  description: '<description:anything>+',
  dispatch: '<address:address connect-port>',
  'dynamic-cookie-key': `<key:text> ${ignored}`,
  'email-alert from': `<address:text>? ${ignored}`,
  'email-alert level': `<level:one-of emerg|alert|crit|err|warning|notice|info|debug> ${ignored}`,
  'email-alert mailers': `<mailers:name mailers>? ${ignored}`,
  'email-alert myhostname': `<name:text>? ${ignored}`,
  'email-alert to': `<address:text>? ${ignored}`,
  errorfile: `${errorCode} <file:path> ${ignoredBefore('2.8')}`,
  errorfiles: `<section:name http-errors> ${errorCode}*`,
  'external-check command': '<command:path>',
  'external-check path': '<path:text>',
  filter: '{filter}',
  'filter-sequence': '<direction:one-of request|response> <filters:text>',
  guid: `<identifier:word guid> ${ignored}`,
  'hash-balance-factor': `<factor:number min=101 or=0> ${ignored}`,
  'hash-preserve-affinity': `<policy:one-of always|maxconn|maxqueue> ${ignored}`,
  'hash-type': `<method:one-of map-based|consistent> <function:choices sdbm|djb2|wt6|crc32|none@2.9>? <modifier:choices avalanche>? ${ignored}`,
  'http-after-response': '{action/http-after-response}',
  'http-error status': `${errorCode} {http-reply-option}*`,
  'http-request': '{action/http-request}',
  'http-response': '{action/http-response}',
  'http-reuse': '<policy:one-of never|safe|aggressive|always>',
  'http-send-name-header': `<name:text> ${ignored}`,
  id: '<id:number min=1>',
  'load-server-state-from-file': `<source:one-of global|local|none> ${ignored}`,
  log,
  'log-steps': `<steps:choices all|accept|request|connect|response|close|quic-init|http-req|http-res|http-after-res|tcp-req-conn|tcp-req-sess|tcp-req-cont|tcp-res-cont bare=2.0> ${ignored}`,
  'log-tag': `<tag:text> ${ignored}`,
  'max-session-srv-conns': `<count:number> ${ignored}`,
  mode: '<mode:choice tcp|http|log@2.9|spop@3.1|haterm@3.4>',
  'monitor-uri': '<uri:text>',
  persist: `<method:word persistence> ${ignored}`,
  'quic-initial': '{action/quic-initial}',
  'rate-limit sessions': `<rate:number strict> ${ignored}`,
  redirect: `{redirect-option}+ ${condition}?`,
  'retry-on':
    '<event:choice conn-failure|empty-response|response-timeout|401|403|404|408|421@3.1|425|429@3.1|500|501|502|503|504|0rtt-rejected|junk-response|all-retryable-errors|none>+',
  server: '<name:name server define> <address:address server> {server-option}*',
  'server-state-file-name': '<file:path>?',
  'server-template': '<prefix:text> <count:server-count> <address:address server> {server-option}*',
  source: '<address:address connect> {source-option}*',
  'ssl-f-use': '<arguments:anything>*',
  'stick-table': '{stick-table-option}+',
  'tcp-request connection': '{action/tcp-request connection}',
  'tcp-request content': '{action/tcp-request content}',
  'tcp-request inspect-delay': `<delay:duration unit=ms> ${ignored}`,
  'tcp-request session': '{action/tcp-request session}',
  'tcp-response content': '{action/tcp-response content}',
  'tcp-response inspect-delay': `<delay:duration unit=ms> ${ignored}`,
  'unique-id-format': '<format:log-format>',
  'unique-id-header': `<name:text> ${ignored}`,
  'use-fcgi-app': `<application:name fcgi-app> ${ignored}`,
  'use-server': `<server:name server> ${condition}`,
  use_backend: `<backend:name backend> ${condition}?`,
};
