import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { globalHas } from '../global-sections.ts';
import { healthChecks } from '../health-checks.ts';
import {
  type GivenOption,
  inheritedOptions,
  isWhole,
  mayInherit,
  optionsOn,
  ownPlace,
  saidAt,
} from '../line-options.ts';

/** A protocol that the mode of the section, the side of the line or its transport rules out. */
export const unusableProtocol: Rule = proxyRule({
  id: 'haproxy/unusable-protocol',
  title: 'A protocol that cannot be used here',
  severity: 'error',
  about: ['bind', 'server', 'server-template'],
  proxy(proxy) {
    const reports: ProxyReport[] = [];
    if (proxy.isFrontend) {
      for (const line of proxy.lines('bind')) if (asking.test(proxy.text(line))) reports.push(...onBind(proxy, line));
    }
    if (!proxy.isBackend) return reports;
    const inherits = mayInherit(proxy, inheriting);
    for (const line of [...proxy.lines('server'), ...proxy.lines('server-template')]) {
      if (inherits || asking.test(proxy.text(line))) reports.push(...onServer(proxy, line));
    }
    return reports;
  },
});

const asking = /\b(?:check-)?proto\s|quic|\bh3\b/;
const inheriting = /\b(?:alpn|proto)\b/;

const protocolOptions = new Set(['alpn', 'proto', 'check-proto', 'check', 'no-check', 'healthcheck', 'track']);

type Layer = 'http' | 'tcp' | 'spop';

/** What the connections of a proxy carry (`conn_pr_mode_to_proto_mode` in HAProxy's src/connection.c). */
const layers: Readonly<Record<string, Layer>> = { http: 'http', tcp: 'tcp', log: 'tcp', spop: 'spop' };
const carried: Readonly<Record<string, Layer>> = {
  h1: 'http',
  h2: 'http',
  fcgi: 'http',
  quic: 'http',
  qmux: 'http',
  none: 'tcp',
  spop: 'spop',
};
const serversOnly = new Set(['fcgi', 'spop']);

/** Releases from which listeners and servers know QUIC. */
const quicListeners = '2.6';
const quicServers = '3.3';
const proxyHeaderRefused = '3.0';
const quicAddress = /^quic(?:[46]@|\+)/;

/** The checks of `check_config_validity` on multiplexers of listeners, today in `proxy_finalize` of src/proxy.c. */
function onBind(proxy: ProxySection, line: number): readonly ProxyReport[] {
  const statement = proxy.statement(line);
  const address = statement.words[1]?.text;
  if (address === undefined || !isWhole(statement)) return [];
  const options = optionsOn(statement, line);
  const addresses = address.split(',').filter((each) => each !== '');
  const quic = addresses.some((each) => quicAddress.test(each));
  const [, place] = statement.slots;
  if (quic && proxy.since(quicListeners) && !addresses.every((each) => quicAddress.test(each)))
    return saidAt(
      line,
      place,
      "QUIC runs over datagrams, and other addresses do not: each kind needs its own 'bind' line.",
    );
  const proto = options.findLast(({ name }) => name === 'proto');
  const layer = layerOf(proxy);
  if (proto) {
    const reason = listenerReason(proto.value, quic, layer, proxy);
    if (reason !== undefined) return saidAt(line, proto.slot, refusal(proto.value, reason));
  }
  if (!quic) return overTcp(proxy, line, options);
  if (!proxy.since(quicListeners)) return [];
  if (layer !== undefined && layer !== 'http')
    return saidAt(line, place, `QUIC carries HTTP, and the mode of ${proxy.title} is '${proxy.mode}'.`);
  const header = proxy.since(proxyHeaderRefused) && options.find(({ name }) => name === 'accept-proxy');
  return header ? saidAt(line, header.slot, 'HAProxy takes no PROXY protocol over QUIC.') : [];
}

function listenerReason(
  name: string,
  quic: boolean,
  layer: Layer | undefined,
  proxy: ProxySection,
): string | undefined {
  if (serversOnly.has(name)) return 'only servers speak it';
  if (name === 'quic' && !quic) return "it needs an address such as 'quic4@:443'";
  if (name !== 'quic' && quic) return 'the address is one of QUIC';
  return layerReason(name, layer, proxy);
}

function layerOf(proxy: ProxySection): Layer | undefined {
  return proxy.mode === undefined ? undefined : layers[proxy.mode];
}

function layerReason(name: string, layer: Layer | undefined, proxy: ProxySection): string | undefined {
  const needed = carried[name];
  return layer === undefined || needed === undefined || needed === layer
    ? undefined
    : `it is for mode '${needed}', and the mode of ${proxy.title} is '${proxy.mode}'`;
}

function refusal(name: string, reason: string): string {
  return `The protocol '${clipped(name)}' cannot be used here: ${reason}.`;
}

function onServer(proxy: ProxySection, line: number): readonly ProxyReport[] {
  const statement = proxy.statement(line);
  if (!isWhole(statement)) return [];
  const inherited = inheritedOptions(proxy).filter(({ name }) => protocolOptions.has(name));
  const options = [...inherited.filter((each) => each.line < line), ...optionsOn(statement, line)];
  const address = statement.words[statement.words[0]?.text === 'server' ? 2 : 3]?.text ?? '';
  if (quicAddress.test(address)) return [];
  const proto = options.findLast(({ name }) => name === 'proto');
  if (proto) {
    const reason = serverReason(proto.value, proxy);
    if (reason !== undefined)
      return saidAt(line, ownPlace(options, line, ['proto'], statement), refusal(proto.value, reason));
  }
  const reports = overTcp(proxy, line, options);
  return reports.length > 0 ? reports : onCheck(proxy, line, options, statement);
}

/** From this release on HTTP/3 over TCP is an experiment; before, the word was one that nobody answers to. */
const http3OverTcp = '3.4';

function overTcp(proxy: ProxySection, line: number, options: readonly GivenOption[]): readonly ProxyReport[] {
  if (!proxy.since(http3OverTcp) || proxy.mode !== 'http') return [];
  const alpn = options.findLast(({ name }) => name === 'alpn');
  if (!alpn?.value.split(',').includes('h3') || options.some(({ name }) => name === 'proto')) return [];
  const place = alpn.line === line ? alpn.slot : proxy.statement(line).slots[1];
  return saidAt(line, place, experiment).map((report) => ({
    ...report,
    unless: (view) => globalHas(view, 'expose-experimental-directives'),
  }));
}

const experiment =
  "HTTP/3 over TCP is an experiment, which wants 'expose-experimental-directives' in the global section.";

function serverReason(name: string, proxy: ProxySection): string | undefined {
  if (name === 'quic')
    return proxy.since(quicServers) ? "it needs an address such as 'quic4@192.0.2.1:443'" : 'only listeners speak it';
  const reason = layerReason(name, layerOf(proxy), proxy);
  if (reason !== undefined || name !== 'fcgi' || proxy.find('use-fcgi-app')) return reason;
  return "the section says with no 'use-fcgi-app' to which FastCGI application its requests go";
}

/** A health check speaks HTTP, SPOP, or nothing that HAProxy has a multiplexer for (`init_srv_check` in src/check.c). */
function onCheck(
  proxy: ProxySection,
  line: number,
  options: readonly GivenOption[],
  statement: Parameters<typeof optionsOn>[0],
): readonly ProxyReport[] {
  const proto = options.findLast(({ name }) => name === 'check-proto');
  const decided = options.findLast(({ name }) => name === 'check' || name === 'no-check');
  const own = options.some(({ name }) => name === 'track' || name === 'healthcheck');
  if (!proto || own || decided?.name !== 'check') return [];
  const { kind } = healthChecks(proxy);
  const speaks: Layer = kind === 'httpchk' ? 'http' : kind === 'spop-check' && proxy.since('3.1') ? 'spop' : 'tcp';
  const needed = carried[proto.value];
  const overDatagrams = proto.value === 'quic' && proxy.since(quicServers);
  if (needed === undefined || (needed === speaks && !overDatagrams)) return [];
  const place = ownPlace(options, line, ['check-proto'], statement);
  const what = kind === undefined ? 'the check only connects' : `the check is that of 'option ${kind}'`;
  return saidAt(line, place, refusal(proto.value, overDatagrams ? 'the server is not reached by QUIC' : what));
}
