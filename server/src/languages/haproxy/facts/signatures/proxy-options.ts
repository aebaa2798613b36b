/** Signatures of `option …` directives, by the option's name. Most take no further word, and HAProxy refuses one. */

const flags = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '']));
const ignored = '<ignored:ignored>*';

export const options: Readonly<Record<string, string>> = {
  ...flags('abortonclose', 'accept-invalid-http-request', 'accept-invalid-http-response', 'allbackups', 'checkcache'),
  ...flags('assume-rfc6587-ntf', 'dont-parse-log'),
  ...flags(
    'accept-unsafe-violations-in-http-request',
    'accept-unsafe-violations-in-http-response',
    'clitcpka',
    'contstats',
  ),
  ...flags(
    'disable-h2-upgrade',
    'dontlog-normal',
    'dontlognull',
    'external-check',
    'forceclose',
    'http-buffer-request',
  ),
  ...flags('h1-case-adjust-bogus-client', 'h1-case-adjust-bogus-server', 'http-drop-request-trailers'),
  ...flags(
    'http-drop-response-trailers',
    'http-ignore-probes',
    'http-keep-alive',
    'http-no-delay',
    'http-pretend-keepalive',
  ),
  ...flags('http-server-close', 'http-use-htx', 'http-use-proxy-header', 'http_proxy', 'httpclose'),
  ...flags('idle-close-on-response', 'independant-streams', 'independent-streams', 'ldap-check', 'log-health-checks'),
  ...flags(
    'log-separate-errors',
    'logasap',
    'nolinger',
    'persist',
    'prefer-last-server',
    'redis-check',
    'socket-stats',
  ),
  ...flags('splice-auto', 'splice-request', 'splice-response', 'spop-check', 'srvtcpka', 'ssl-hello-chk', 'tcp-check'),
  ...flags('tcp-smart-accept', 'tcp-smart-connect', 'tcpka', 'transparent'),
  forwarded: '{forwarded-option}*',
  forwardfor: '{forwardfor-option}*',
  'http-restrict-req-hdr-names': '<action:one-of preserve|delete|reject>',
  httpchk: '<method:text>? <uri:text>? <version:check-version>? <ignored:ignored from=3.1>*',
  httplog: '<format:choice clf>?',
  'http-tunnel': ignored,
  httpslog: ignored,
  'mysql-check': '{mysql-check-option}?',
  originalto: '{originalto-option}*',
  'pgsql-check': '{pgsql-check-option}',
  redispatch: `<interval:number>? ${ignored}`,
  smtpchk: '<hello:text>? <domain:text>?',
  tcplog: '<format:choice clf@3.1>?',
  'use-small-buffers': '<use:one-of queue|l7-retries|check>*',
};
