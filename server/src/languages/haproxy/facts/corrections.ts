/**
 * What the machine-made tables do not know or get wrong about HAProxy's keywords, read in the source of the releases
 * 1.4 to 3.5: the generator of `keywords.json` applies it, nothing reads it at run time.
 *
 * A version is `MAJOR.MINOR`. `until` is the first release that refuses a keyword, which is often years after the manual
 * forgot it: the parser keeps many old keywords, first to warn, then to say what to write instead.
 */

import type { KeywordRow, OlderSample, VersionRange } from './rows.ts';

const proxies = ['defaults', 'frontend', 'listen', 'backend'];

export interface Correction {
  readonly since?: string;
  readonly until?: string;
  readonly deprecated?: string;
  readonly replacedBy?: string;
  readonly experimental?: VersionRange;
  readonly sectionVersions?: Readonly<Record<string, VersionRange>>;
  readonly older?: readonly OlderSample[];
}

const gone = (until: string, replacedBy?: string, deprecated?: string): Correction => ({
  until,
  ...(replacedBy === undefined ? {} : { replacedBy }),
  ...(deprecated === undefined ? {} : { deprecated }),
});
const old = (deprecated: string, replacedBy?: string): Correction => ({
  deprecated,
  ...(replacedBy === undefined ? {} : { replacedBy }),
});
const from = (since: string): Correction => ({ since });
const trial = (range: VersionRange = {}): Correction => ({ experimental: range });

/** The header-rewriting directives of 1.x, refused since 2.1, with the rule that does the same. */
const rewriting: Readonly<Record<string, string>> = {
  reqadd: 'http-request add-header',
  reqallow: 'http-request allow',
  reqdel: 'http-request del-header',
  reqdeny: 'http-request deny',
  reqiallow: 'http-request allow',
  reqidel: 'http-request del-header',
  reqideny: 'http-request deny',
  reqipass: 'http-request allow',
  reqirep: 'http-request replace-header',
  reqitarpit: 'http-request tarpit',
  reqpass: 'http-request allow',
  reqrep: 'http-request replace-header',
  reqtarpit: 'http-request tarpit',
  cliexp: 'http-request replace-header',
  rspadd: 'http-response add-header',
  rspdel: 'http-response del-header',
  rspdeny: 'http-response deny',
  rspidel: 'http-response del-header',
  rspideny: 'http-response deny',
  rspirep: 'http-response replace-header',
  rsprep: 'http-response replace-header',
  srvexp: 'http-response replace-header',
};

/** The QUIC settings renamed in 3.3; the old names were refused from 3.5 on. */
const quic: Readonly<Record<string, string>> = {
  'cc-hystart': 'fe.cc.hystart',
  'cc.cubic.min-losses': 'fe.cc.cubic-min-losses',
  'disable-tx-pacing': 'fe.tx.pacing off',
  'disable-udp-gso': 'fe.tx.udp-gso off',
  'frontend.default-max-window-size': 'fe.cc.max-win-size',
  'frontend.glitches-threshold': 'fe.sec.glitches-threshold',
  'frontend.max-data-size': 'fe.stream.rxbuf',
  'frontend.max-idle-timeout': 'fe.max-idle-timeout',
  'frontend.max-streams-bidi': 'fe.stream.max-concurrent',
  'frontend.max-tx-mem': 'mem.tx-max',
  'frontend.stream-data-ratio': 'fe.stream.data-ratio',
  'max-frame-loss': 'fe.cc.max-frame-loss',
  'reorder-ratio': 'fe.cc.reorder-ratio',
  'retry-threshold': 'fe.sec.retry-threshold',
  'socket-owner': 'fe.sock-per-conn',
};

/** Fetches of 1.4 kept as second names of the dotted ones of 1.5. */
const dotted: Readonly<Record<string, string>> = {
  cook: 'req.cook',
  cook_cnt: 'req.cook_cnt',
  cook_val: 'req.cook_val',
  hdr_cnt: 'req.hdr_cnt',
  hdr_ip: 'req.hdr_ip',
  hdr_val: 'req.hdr_val',
  payload: 'req.payload',
  payload_lv: 'req.payload_lv',
  rdp_cookie: 'req.rdp_cookie',
  rdp_cookie_cnt: 'req.rdp_cookie_cnt',
  rep_ssl_hello_type: 'res.ssl_hello_type',
  req_len: 'req.len',
  req_proto_http: 'req.proto_http',
  req_ssl_hello_type: 'req.ssl_hello_type',
  req_ssl_sni: 'req.ssl_sni',
  req_ssl_ver: 'req.ssl_ver',
  req_ver: 'req.ver',
  resp_ver: 'res.ver',
  scook: 'res.cook',
  scook_cnt: 'res.cook_cnt',
  scook_val: 'res.cook_val',
  shdr: 'res.hdr',
  shdr_cnt: 'res.hdr_cnt',
  shdr_ip: 'res.hdr_ip',
  shdr_val: 'res.hdr_val',
};

/** First releases whose registration tables hold a name that the manual listed later or never. */
const registered: Readonly<Record<string, string>> = {
  'action/capture': '1.6',
  'action/close': '1.5',
  'action/expect-netscaler-cip': '1.7',
  'action/expect-proxy': '1.5',
  'action/replace-uri': '2.0',
  'action/return': '2.2',
  'action/sc-inc-gpc0': '1.6',
  'action/sc-set-gpt0': '1.6',
  'action/send-spoe-group': '1.8',
  'action/set-dst': '1.7',
  'action/set-dst-port': '1.7',
  'action/set-method': '1.6',
  'action/set-path': '1.6',
  'action/set-query': '1.6',
  'action/set-src': '1.7',
  'action/set-src-port': '1.7',
  'action/set-status': '1.6',
  'action/set-uri': '1.6',
  'action/set-var': '1.6',
  'action/silent-drop': '1.6',
  'action/switch-mode': '2.4',
  'action/unset-var': '1.7',
  'action/use-service': '1.6',
  'action/wait-for-handshake': '1.8',
  'bind-option/ca-sign-pass': '1.6',
  'converter/51d.single': '1.6',
  'converter/map_beg_key': '3.0',
  'converter/map_dir_key': '3.0',
  'converter/map_dom_key': '3.0',
  'converter/map_end_key': '3.0',
  'converter/map_int_key': '3.0',
  'converter/map_ip_key': '3.0',
  'converter/map_reg_key': '3.0',
  'converter/map_str_key': '3.0',
  'converter/map_sub_key': '3.0',
  'crt-list-option/client-sigalgs': '2.8',
  'crt-list-option/no-alpn': '2.8',
  'crt-list-option/ocsp-update': '2.8',
  'crt-list-option/sigalgs': '2.8',
  'directive/global/deviceatlas-properties-cookie': '1.6',
  'directive/global/deviceatlas-property-separator': '1.6',
  'directive/global/tune.quic.zero-copy-fwd-send': '2.9',
  'directive/global/tune.vars.check-max-size': '2.2',
  'directive/global/master-worker no-exit-on-failure': '1.8',
  'directive/peers/enabled': '1.5',
  'directive/proxy/log-tag': '1.5',
  'fetch/51d.all': '1.6',
  'fetch/base32+src': '1.5',
  'fetch/bc_settings_streams_limit': '3.4',
  'fetch/da-csv-fetch': '1.6',
  'fetch/fcgi.docroot': '2.1',
  'fetch/fcgi.index': '2.1',
  'fetch/sc1_clr_gpc': '2.5',
  'fetch/spoe.engine-id': '3.1',
  'fetch/ssl_c_chain_der': '2.3',
  'fetch/url32': '1.5',
  'fetch/url32+src': '1.5',
  'fetch/wurfl-get': '1.7',
  'fetch/wurfl-get-all': '1.7',
  'server-option/allow-0rtt': '1.8',
  'server-option/hash-key': '3.0',
  'server-option/no-check-send-proxy': '1.8',
  'server-option/usesrc': '2.4',
  'filter/fcgi-app': '2.1',
  'service/prometheus-exporter': '2.0',
};

const ocspStatus = ['certid', 'certname', 'fail_cnt', 'status', 'status_str', 'success_cnt'];

const keyed = (
  prefix: string,
  names: Readonly<Record<string, string>>,
  make: (value: string) => Correction,
): Record<string, Correction> =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [prefix + name, make(value)]));

/** Rules, which sections of defaults take since 2.5. */
const rules = ['acl', 'http-after-response', 'http-request', 'http-response', 'tcp-request connection']
  .concat(['tcp-request content', 'tcp-request inspect-delay', 'tcp-request session'])
  .concat(['tcp-response content', 'tcp-response inspect-delay']);

/** Actions that a rule set has since a later release than others have. */
const adopted: readonly (readonly [string, string, readonly string[]])[] = [
  ['http-after-response', '2.6', ['capture']],
  ['http-after-response', '2.8', ['del-acl', 'del-map', 'sc-inc-gpc', 'sc-inc-gpc0', 'sc-inc-gpc1', 'sc-set-gpt']],
  ['http-after-response', '2.8', ['sc-set-gpt0', 'set-log-level', 'set-map']],
  ['http-response', '2.9', ['set-timeout']],
  ['tcp-request connection', '2.5', ['set-mark', 'set-tos', 'set-var', 'unset-var']],
  ['tcp-request session', '2.5', ['set-mark', 'set-tos']],
  ['tcp-request content', '2.5', ['set-log-level', 'set-mark', 'set-nice', 'set-src', 'set-src-port', 'set-tos']],
  ['tcp-response content', '2.5', ['set-log-level', 'set-mark', 'set-nice', 'set-tos']],
  ['quic-initial', '3.1', ['accept', 'reject']],
];

/** By row id of the action, then by rule set. */
export const adoptions: Readonly<Record<string, Readonly<Record<string, string>>>> = adoptionsByAction();

function adoptionsByAction(): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const [ruleset, since, names] of adopted) {
    for (const name of names) {
      found[`action/${name}`] ??= {};
      Object.assign(found[`action/${name}`] as Record<string, string>, { [ruleset]: since });
    }
  }
  return found;
}

/** By row id. */
export const corrections: Readonly<Record<string, Correction>> = {
  // Of releases before 2.6, the first one with the dumps that all other samples are read from.
  'converter/set-var': { older: [{ before: '2.6', args: '(string)' }] },
  'fetch/ssl_fc_cipherlist_bin': { older: [{ before: '2.6', args: '' }] },
  'fetch/ssl_fc_cipherlist_hex': { older: [{ before: '2.6', args: '' }] },
  'fetch/ssl_fc_cipherlist_str': { older: [{ before: '2.6', args: '' }] },
  'fetch/var': { older: [{ before: '2.5', args: '(string)', out: 'str' }] },
  ...keyed('', registered, from),
  ...Object.fromEntries(
    rules.map((name) => [`directive/proxy/${name}`, { sectionVersions: { defaults: { since: '2.5' } } }]),
  ),
  'directive/proxy/tcp-request content': { since: '1.4', sectionVersions: { defaults: { since: '2.5' } } },
  ...keyed('directive/proxy/', rewriting, (rule) => gone('2.1', rule, '2.0')),
  ...keyed('directive/global/tune.quic.', quic, (name) => gone('3.5', `tune.quic.${name}`, '3.3')),
  ...keyed('fetch/', dotted, (name) => old('1.5', name)),
  ...Object.fromEntries(ocspStatus.map((name) => [`fetch/ssl_ocsp_${name}`, { since: '2.8', until: '3.0' }])),
  'fetch/cookie': old('1.5', 'req.cook'),
  'fetch/set-cookie': gone('2.5', 'res.cook', '1.5'),
  'fetch/bc_setting_streams_limit': { since: '3.0', until: '3.4' },
  'directive/proxy/appsession': gone('1.6', 'stick on'),
  'directive/proxy/bind-process': gone('2.7', undefined, '2.5'),
  'directive/proxy/block': gone('2.1', 'http-request deny', '1.5'),
  'directive/proxy/clitimeout': gone('2.1', 'timeout client', '1.4'),
  'directive/proxy/contimeout': gone('2.1', 'timeout connect', '1.4'),
  'directive/proxy/srvtimeout': gone('2.1', 'timeout server', '1.4'),
  'directive/proxy/timeout clitimeout': gone('2.1', 'timeout client', '1.4'),
  'directive/proxy/timeout contimeout': gone('2.1', 'timeout connect', '1.4'),
  'directive/proxy/timeout srvtimeout': gone('2.1', 'timeout server', '1.4'),
  'directive/proxy/redisp': gone('2.1', 'option redispatch', '2.0'),
  'directive/proxy/redispatch': gone('2.1', 'option redispatch', '2.0'),
  'directive/proxy/reqsetbe': gone('1.6', 'use_backend'),
  'directive/proxy/reqisetbe': gone('1.6', 'use_backend'),
  'directive/proxy/grace': gone('2.5', undefined, '2.3'),
  'directive/proxy/monitor-net': gone('2.3', 'http-request return status 200 if'),
  'directive/proxy/dispatch': gone('3.5', 'server dispatch', '3.3'),
  'directive/proxy/transparent': gone('3.5', 'server transparent 0.0.0.0', '3.3'),
  'directive/proxy/option transparent': gone('3.5', 'server transparent 0.0.0.0', '3.3'),
  'directive/proxy/option accept-invalid-http-request': old('3.1', 'option accept-unsafe-violations-in-http-request'),
  'directive/proxy/option accept-invalid-http-response': old('3.1', 'option accept-unsafe-violations-in-http-response'),
  'directive/proxy/option forceclose': gone('2.5', 'option httpclose', '2.0'),
  'directive/proxy/option http-tunnel': gone('2.5', undefined, '2.1'),
  'directive/proxy/option http-use-htx': gone('2.5', undefined, '2.1'),
  'directive/proxy/option http_proxy': gone('2.5', 'http-request set-dst'),
  'directive/proxy/option independant-streams': gone('2.1', 'option independent-streams', '1.5'),
  'directive/proxy/use-fcgi-app': { sectionVersions: { defaults: { until: '2.8' } } },
  'directive/global/force-cfg-parser-pause': trial(),
  'directive/global/shm-stats-file': trial({ until: '3.4' }),
  'directive/global/shm-stats-file-max-objects': trial({ until: '3.4' }),
  'directive/global/tune.disable-fast-forward': trial({ until: '3.3' }),
  'directive/global/tune.fd.edge-triggered': trial(),
  'directive/global/tune.fd.tables': trial(),
  'directive/global/debug': gone('2.3'),
  'directive/global/nbproc': gone('2.5', 'nbthread', '2.3'),
  'directive/global/stats bind-process': gone('2.7', undefined, '2.5'),
  'directive/global/tune.chksize': gone('2.5', 'tune.bufsize', '2.4'),
  'directive/global/nosepoll': gone('1.5'),
  'directive/global/no-quic': gone('3.3', 'tune.quic.listen off'),
  'directive/global/trace': { ...gone('3.1'), ...trial() },
  'directive/global/master-worker': gone('3.5', undefined, '3.3'),
  'directive/global/tune.quic.frontend.conn-tx-buffers.limit': gone('3.3', 'tune.quic.mem.tx-max', '3.2'),
  'directive/global/tune.quic.backend.max-idle-timeou': { since: '2.6', until: '3.1' },
  'directive/global/tune.ssl.capture-cipherlist-size': old('2.5', 'tune.ssl.capture-buffer-size'),
  'directive/global/tune.takeover-other-tg-connections': old('3.5', 'tune.idle-pool.shared'),
  'directive/global/tune.ssl.ocsp-update.maxdelay': old('3.0', 'ocsp-update.maxdelay'),
  'directive/global/tune.ssl.ocsp-update.mindelay': old('3.0', 'ocsp-update.mindelay'),
  'directive/resolvers/resolution_pool_size': gone('2.0', undefined, '1.8'),
  'directive/proxy/compression direction': old('3.4', 'filter comp-req'),
  'bind-option/process': gone('2.7', 'thread', '2.5'),
  'action/set-mark': old('3.0', 'set-fc-mark'),
  'action/set-tos': old('3.0', 'set-fc-tos'),
  'action/normalize-uri': trial(),
  'action/attach-srv': trial(),
  'bind-option/ech': trial(),
  'bind-option/ktls': trial(),
  'bind-option/nbconn': trial(),
  'server-option/ktls': trial(),
  'action/ot-group': { since: '2.4', until: '3.5' },
  'filter/compression': old('3.4', 'comp-req'),
  'filter/opentracing': gone('3.5'),
};

/**
 * Proxy sections that refuse a directive outright, for the directives on which the measured matrix has no cell. Letters:
 * `d`efaults, `f`rontend, `l`isten, `b`ackend. A directive named nowhere is accepted in all four, as the parser does.
 */
export const refusedIn: Readonly<Record<string, string>> = {
  'be-unpublished': 'df',
  'declare capture': 'db',
  'filter-sequence': 'd',
  'force-be-switch': 'db',
  'force-persist': 'd',
  'hash-preserve-affinity': 'f',
  'ignore-persist': 'd',
  'monitor fail': 'd',
  'quic-initial': 'b',
  redirect: 'd',
  'retry-on': 'f',
  server: 'df',
  'server-template': 'df',
  'default-server': 'f',
  'stats admin': 'd',
  'stick match': 'd',
  'stick on': 'd',
  'stick store-request': 'd',
  'stick store-response': 'd',
  'stick-table': 'd',
  'use-fcgi-app': 'f',
  'use-server': 'd',
  use_backend: 'd',
  block: 'd',
  dispatch: 'd',
};

/** Keywords that the parsers compare against and that neither a manual nor a dump lists. */
export const unlisted: readonly KeywordRow[] = [
  {
    id: 'directive/proxy/compression type-req',
    table: 'directive',
    name: 'compression type-req',
    sections: [...proxies],
    since: '2.8',
    modes: ['http'],
  },
  {
    id: 'directive/proxy/compression type-res',
    table: 'directive',
    name: 'compression type-res',
    sections: [...proxies],
    since: '2.8',
    modes: ['http'],
  },
  {
    id: 'directive/proxy/stick store',
    table: 'directive',
    name: 'stick store',
    sections: ['frontend', 'listen', 'backend'],
    ignoredIn: ['frontend'],
    since: '1.4',
  },
  {
    id: 'directive/proxy/option assume-rfc6587-ntf',
    table: 'directive',
    name: 'option assume-rfc6587-ntf',
    sections: ['defaults', 'frontend', 'listen'],
    since: '3.2',
  },
  {
    id: 'directive/proxy/option dont-parse-log',
    table: 'directive',
    name: 'option dont-parse-log',
    sections: ['defaults', 'frontend', 'listen'],
    since: '3.2',
  },
  // Behind `source` only.
  { id: 'server-option/interface', table: 'server-option', name: 'interface', since: '1.5' },
  { id: 'server-option/name', table: 'server-option', name: 'name', since: '3.5' },
];
