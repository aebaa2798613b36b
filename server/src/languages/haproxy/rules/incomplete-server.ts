import { winner } from '../../../engine/file-view.ts';
import type { Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import type { Statement } from '../../../engine/statement.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { isIPv4, isIPv6 } from '../values/host-name.ts';

/** Servers that lack what one of their options needs, `default-server` lines included. */
export const incompleteServer: Rule = proxyRule({
  id: 'haproxy/incomplete-server',
  title: 'A server lacks what one of its options needs',
  severity: 'error',
  proxy(proxy) {
    if (!proxy.isBackend || proxy.disabled) return [];
    const inherited = inheritedOptions(proxy);
    return [...proxy.lines('server'), ...proxy.lines('server-template')].flatMap((line) =>
      mayLack(proxy.text(line), inherited.length > 0) ? lacking(proxy, line, inherited) : [],
    );
  },
});

/** An option with its argument, and the line that it stands on; lines of `defaults` are before all others. */
interface Given {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

const asking = /\s(?:agent-check|ssl|check-ssl|tfo)\b/;
const withPort = /^\S+\s+\S+\s+(?:\S+\s+)?\S*:\d*[1-9]/;

/** Told from the text alone, for nearly every server has a port, and most have no TLS. */
function mayLack(text: string, inherits: boolean): boolean {
  return inherits || asking.test(text) || !withPort.test(text.trimStart());
}

function inheritedOptions(proxy: ProxySection): readonly Given[] {
  const above = proxy.defaults ? inheritedOptions(proxy.defaults).map((each) => ({ ...each, line: -1 })) : [];
  const own = proxy.lines('default-server').flatMap((line) => given(proxy.statement(line), line));
  return [...above, ...own];
}

function given({ slots }: Statement, line: number): readonly Given[] {
  return slots.flatMap(({ role, fact, text }, index) => {
    if (role !== 'name' || fact === undefined || index === 0) return [];
    const next = slots[index + 1];
    return [{ name: text, value: next?.role === 'value' ? next.text : '', line }];
  });
}

function lacking(proxy: ProxySection, line: number, inherited: readonly Given[]): readonly ProxyReport[] {
  const statement = proxy.statement(line);
  const { words, problems, slots } = statement;
  if (words.some(({ uncertain }) => uncertain) || problems.some(isFatal)) return [];
  const options = [...inherited.filter((each) => each.line < line), ...given(statement, line)];
  const last = (name: string) => options.findLast((each) => each.name === name)?.value;
  const on = (name: string) => {
    const decided = options.findLast((each) => each.name === name || each.name === `no-${name}`);
    return decided?.name === name;
  };
  const place = (name: string) =>
    slots.find((slot, index) => index > 0 && slot.role === 'name' && slot.text === name) ?? slots[1];
  const address = words[words[0]?.text === 'server' ? 2 : 3]?.text ?? '';
  if (on('agent-check') && isZero(last('agent-port')))
    return said(line, place('agent-check'), "An agent check needs the port of the agent: 'agent-port' is missing.");
  if (on('check') && lacksPort(proxy, address, last))
    return said(line, place('check'), "There is no port to check: neither behind the address nor with 'port'.");
  if (
    (on('ssl') || on('check-ssl')) &&
    !address.startsWith('quic') &&
    last('verify') !== 'none' &&
    last('ca-file') === undefined
  )
    return said(line, place('ssl') ?? place('check-ssl'), unverified).map((report) => ({
      ...report,
      unless: trustsServers,
    }));
  if (on('tfo') && !retries(proxy))
    return said(line, place('tfo'), unretried).map((report) => ({ ...report, severity: 'warning' }));
  return [];
}

const unverified =
  "The server's certificate is verified, and nothing says against what: it takes 'ca-file <file>' or 'verify none'.";
const unretried =
  "With 'tfo' a connection may fail after its data is sent: HAProxy wants 'retry-on conn-failure empty-response response-timeout' in the section.";

function said(line: number, slot: Slot | undefined, message: string): readonly ProxyReport[] {
  return slot ? [{ line, start: slot.start, end: slot.end, message }] : [];
}

function isFatal({ code }: { readonly code: string }): boolean {
  return code !== 'time-without-unit' && code !== 'number-junk' && code !== 'deprecated-keyword';
}

/** As `atol` reads a port; nothing is no port either. */
function isZero(port: string | undefined): boolean {
  return port === undefined || Number(/^\s*[+-]?\d+/.exec(port)?.[0] ?? 0) === 0;
}

const fixedPort = /:0*[1-9][^:\]]*$/;
const prefix = /^(?:ip|ipv4|ipv6|tcp|tcp4|tcp6)@/;

/** Whether a check has no port to go to (`init_srv_check` in HAProxy's src/check.c); only IP addresses need one. */
function lacksPort(proxy: ProxySection, address: string, last: (name: string) => string | undefined): boolean {
  if (fixedPort.test(address) || !isZero(last('port')) || last('addr') !== undefined) return false;
  if (last('track') !== undefined || last('healthcheck') !== undefined || proxy.option('external-check')) return false;
  const colon = address.lastIndexOf(':');
  const bare = address.replace(prefix, '');
  const host = colon > address.lastIndexOf(']') ? bare.slice(0, bare.lastIndexOf(':')) : bare;
  if (!isIPv4(host) && !isIPv6(host.replace(/^\[(.*)\]$/, '$1'))) return false;
  return !connects(proxy);
}

/** Whether rules of checks say where to connect to, in the section or in those it takes over. */
function connects(proxy: ProxySection): boolean {
  if (proxy.has('tcp-check connect') || proxy.has('http-check connect')) return true;
  return proxy.defaults !== undefined && connects(proxy.defaults);
}

const needed = ['conn-failure', 'empty-response', 'response-timeout'];

function retries(proxy: ProxySection): boolean {
  const words = proxy.find('retry-on')?.statement.words.map(({ text }) => text) ?? [];
  return words.includes('all-retryable-errors') || needed.every((event) => words.includes(event));
}

function trustsServers(view: Parameters<NonNullable<ProxyReport['unless']>>[0]): boolean {
  const setting = winner(view.settings(), 'global ssl-server-verify')?.setting;
  return setting !== undefined && (setting.uncertain === true || setting.value.startsWith('none'));
}
