/**
 * Signatures of rule actions, by name. Each ends with the rule's condition, so that the words of an action are told from
 * the `if` behind them.
 */

const each = (signature: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, signature]));

/** A number or a sample expression: the parser tries one, then the other. */
const numberOrSample = '<value:number-or-sample> <converters:converters>*';
/** The same since 3.0; a number only before. */
const markOrSample = '<value:number-or-sample since=3.0> <converters:converters>*';
const timeOrSample = '<time:time-or-sample> <converters:converters>*';
const expression = '<value:sample> <converters:converters>*';
const level = '<level:one-of emerg|alert|crit|err|warning|notice|info|debug|silent>';

const conditional = (names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).map(([name, signature]) => [name, `${signature} <condition:condition>?`.trim()]),
  );

export const actions: Readonly<Record<string, string>> = conditional({
  ...each('', 'accept', 'allow', 'close', 'dgram-drop', 'disable-l7-retry', 'reject', 'send-retry'),
  ...each('', 'sc-inc-gpc', 'sc-inc-gpc0', 'sc-inc-gpc1', 'unset-var', 'wait-for-handshake'),
  ...each('<name:word header-name> <value:log-format>', 'add-header', 'early-hint', 'set-header'),
  ...each('<key:log-format>', 'add-acl', 'del-acl', 'del-map'),
  ...each('{http-reply-option}*', 'deny', 'return', 'tarpit'),
  ...each('<layer:one-of layer4>', 'expect-netscaler-cip', 'expect-proxy'),
  ...each('<name:text> <match:regex> <replacement:log-format>', 'replace-header', 'replace-value'),
  ...each('<match:regex> <replacement:log-format>', 'replace-path', 'replace-pathq', 'replace-uri'),
  ...each('<value:number-or-sample bare=2.0> <converters:converters>*', 'sc-add-gpc', 'sc-set-gpt', 'sc-set-gpt0'),
  ...each(numberOrSample, 'set-bc-mark', 'set-bc-tos', 'set-fc-mark'),
  'set-fc-tos': numberOrSample,
  'set-retries': '<value:number-or-sample min=0 max=100> <converters:converters>*',
  ...each(markOrSample, 'set-mark', 'set-tos'),
  pause: timeOrSample,
  // What stands behind the first word is left to the condition here.
  ...each('<value:sample>', 'set-dst', 'set-dst-port', 'set-src', 'set-src-port'),
  ...each(expression, 'set-priority-class', 'set-priority-offset', 'set-var', 'do-resolve'),
  ...each('<value:log-format>', 'set-method', 'set-path', 'set-pathq', 'set-query', 'set-uri'),
  'set-var-fmt': '<value:log-format bare=2.0>',
  ...each('<headers:sample> <converters:converters>* {headers-bin-option}*', 'add-headers-bin', 'set-headers-bin'),
  ...each('<arguments:anything>*', 'lua.<name>', 'ot-group'),
  'attach-srv': '<server:name server> <arguments:anything>*',
  auth: '{auth-option}*',
  'cache-store': '<cache:name cache>',
  'cache-use': '<cache:name cache> {cache-use-option}*',
  capture: '<value:sample> <converters:converters>* {capture-option}+',
  'del-header': '<name:text> {header-match-option}*',
  'del-headers-bin': '<headers:sample> <converters:converters>* {header-match-option}*',
  'do-log': '{do-log-option}*',
  'normalize-uri': '{uri-normalizer}',
  redirect: '{redirect-option}+',
  'send-spoe-group': '<engine:text> <group:text>',
  'set-bandwidth-limit': '<limit:text> {bandwidth-limit-option}*',
  'set-log-level': level,
  'set-map': '<key:log-format> <value:log-format>',
  'set-nice': '<nice:number>',
  'set-status': '<status:number min=100 max=999> {set-status-option}*',
  'set-timeout': '<timer:choice client@2.9|connect@3.3|queue@3.3|server|tarpit@3.3|tunnel> <time:time-or-sample min=1>',
  'silent-drop': '{silent-drop-option}*',
  'strict-mode': '<state:one-of on|off>',
  'switch-mode': '<mode:one-of http> {switch-mode-option}*',
  'track-sc': '<key:sample> <converters:converters>* {stick-option}*',
  'use-service': '{service}',
  'wait-for-body': '{wait-for-body-option}+',
});

export const filters: Readonly<Record<string, string>> = {
  ...each('<name:text> {bwlim-option}*', 'bwlim-in', 'bwlim-out'),
  ...each('', 'comp-req', 'comp-res', 'compression'),
  ...each('<arguments:anything>*', 'lua.<name>', 'opentracing'),
  trace: '{trace-filter-option}*',
  cache: '<cache:name cache>',
  'fcgi-app': '<application:name fcgi-app>',
  spoe: '{spoe-option}*',
};

export const services: Readonly<Record<string, string>> = { 'prometheus-exporter': '', 'lua.<name>': '' };
