import { winner } from '../../../engine/file-view.ts';
import type { Rule } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { healthChecks } from '../health-checks.ts';
import { type GivenOption, inheritedOptions, isWhole, mayInherit, optionsOn, saidAt } from '../line-options.ts';
import { asking } from '../marks.ts';
import { isIPv4, isIPv6 } from '../values/host-name.ts';

/** Servers that lack what one of their options needs, `default-server` lines included. */
export const incompleteServer: Rule = proxyRule({
  id: 'haproxy/incomplete-server',
  title: 'A server lacks what one of its options needs',
  severity: 'error',
  about: ['server', 'server-template'],
  proxy(proxy) {
    if (!proxy.isBackend || proxy.disabled) return [];
    const asked = mayInherit(proxy, asking);
    const wanting = proxy.marked('wanting servers');
    if (!asked && wanting.length === 0) return [];
    return [...proxy.lines('server'), ...proxy.lines('server-template')].flatMap((line) =>
      asked || wanting.includes(line) ? lacking(proxy, line, inheritedOptions(proxy)) : [],
    );
  },
});

function lacking(proxy: ProxySection, line: number, inherited: readonly GivenOption[]): readonly ProxyReport[] {
  const statement = proxy.statement(line);
  const { words, slots } = statement;
  if (!isWhole(statement)) return [];
  const options = [...inherited.filter((each) => each.line < line), ...optionsOn(statement, line)];
  const last = (name: string) => options.findLast((each) => each.name === name)?.value;
  const on = (name: string) => {
    const decided = options.findLast((each) => each.name === name || each.name === `no-${name}`);
    return decided?.name === name;
  };
  const place = (name: string) =>
    slots.find((slot, index) => index > 0 && slot.role === 'name' && slot.text === name) ?? slots[1];
  const address = words[words[0]?.text === 'server' ? 2 : 3]?.text ?? '';
  if (on('agent-check') && isZero(last('agent-port')))
    return saidAt(line, place('agent-check'), "An agent check needs the port of the agent: 'agent-port' is missing.");
  if (on('check') && lacksPort(proxy, address, last))
    return saidAt(line, place('check'), "There is no port to check: neither behind the address nor with 'port'.");
  if (
    (on('ssl') || on('check-ssl')) &&
    !address.startsWith('quic') &&
    last('verify') !== 'none' &&
    last('ca-file') === undefined
  )
    return saidAt(line, place('ssl') ?? place('check-ssl'), unverified).map((report) => ({
      ...report,
      unless: trustsServers,
    }));
  if (on('tfo') && !retries(proxy))
    return saidAt(line, place('tfo'), unretried).map((report) => ({ ...report, severity: 'warning' }));
  return [];
}

const unverified =
  "The server's certificate is verified, and nothing says against what: it takes 'ca-file <file>' or 'verify none'.";
const unretried =
  "With 'tfo' a connection may fail after its data is sent: HAProxy wants 'retry-on conn-failure empty-response response-timeout' in the section.";

/** As `atol` reads a port; nothing is no port either. */
function isZero(port: string | undefined): boolean {
  return port === undefined || Number(/^\s*[+-]?\d+/.exec(port)?.[0] ?? 0) === 0;
}

const fixedPort = /:0*[1-9][^:\]]*$/;
const prefix = /^(?:ip|ipv4|ipv6|tcp|tcp4|tcp6)@/;

/** Whether a check has no port to go to (`init_srv_check` in HAProxy's src/check.c); only IP addresses need one. */
function lacksPort(proxy: ProxySection, address: string, last: (name: string) => string | undefined): boolean {
  if (fixedPort.test(address) || !isZero(last('port'))) return false;
  if (last('track') !== undefined || last('healthcheck') !== undefined || proxy.option('external-check')) return false;
  const checked = last('addr');
  if (checked !== undefined && fixedPort.test(checked)) return false;
  const where = checked === undefined || unspecified.test(checked) ? address : checked;
  return isNumeric(where) && !connects(proxy);
}

/** What is no address of a host, so that the server's own is checked. */
const unspecified = /^(?:0\.0\.0\.0|\*|\[?::\]?)?:?0*$/;

/** Whether an address is one of IP in numbers; names are left to the resolver, and 0.0.0.0 is no address of a host. */
function isNumeric(address: string): boolean {
  const colon = address.lastIndexOf(':');
  const bare = address.replace(prefix, '');
  const host = colon > address.lastIndexOf(']') ? bare.slice(0, bare.lastIndexOf(':')) : bare;
  const inner = host.replace(/^\[(.*)\]$/, '$1');
  return (isIPv4(host) && host !== '0.0.0.0') || (isIPv6(inner) && /[1-9a-f]/i.test(inner));
}

/** Whether the rules of the check say where to connect to: the first step, and every later one that connects. */
function connects(proxy: ProxySection): boolean {
  const { kind } = healthChecks(proxy);
  const family = kind === 'httpchk' ? 'http-check' : kind === 'tcp-check' ? 'tcp-check' : undefined;
  // Without a step that sends, 'option httpchk' puts its request before all others.
  if (family === 'http-check' && !proxy.find('http-check send')) return false;
  return family !== undefined && stepsConnect(proxy, family);
}

const noStep = /(?:comment|disable-on-404|send-state|set-var|set-var-fmt|unset-var)$/;

function stepsConnect(proxy: ProxySection, family: string): boolean {
  let steps = 0;
  for (const [line, fact] of proxy.directives().entries()) {
    const name = line > 0 ? fact?.name : undefined;
    if (!name?.startsWith(family) || noStep.test(name)) continue;
    const connect = name === `${family} connect`;
    if (steps++ === 0 && !connect) return false;
    if (connect && !saysPort(proxy.statement(line))) return false;
  }
  return steps > 0 || (proxy.defaults !== undefined && stepsConnect(proxy.defaults, family));
}

function saysPort(statement: Statement): boolean {
  if (statement.words.some(({ uncertain }) => uncertain)) return true;
  return optionsOn(statement, 0).some(
    ({ name, value }) => (name === 'port' && !isZero(value)) || (name === 'addr' && fixedPort.test(value)),
  );
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
