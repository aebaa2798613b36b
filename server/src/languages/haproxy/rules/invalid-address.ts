import { clipped } from '../../../engine/nearest.ts';
import { type LineReport, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem } from '../../../engine/syntax.ts';
import { type ProxyReport, type ProxySection, proxyRule } from '../configuration.ts';
import { targetVersion } from '../sections.ts';
import { addressUse } from '../values/address.ts';
import { addressTrouble } from '../values/address-form.ts';

const unresolvable = 'unresolvable-address';

/** An address that HAProxy cannot use where it stands, whatever the machine. */
export const invalidAddress = proxyRule({
  id: 'haproxy/invalid-address',
  title: 'HAProxy cannot use this address',
  severity: 'error',
  about: ['server', 'server-template'],
  problems: ['invalid-address', unresolvable],
  // Whether a host that nobody can resolve matters only the section tells.
  problem: (problem, { text }) => (problem.code === unresolvable ? undefined : report(problem, text)),
  proxy(proxy) {
    if (!proxy.isBackend || proxy.disabled) return [];
    const lines = [...proxy.lines('server'), ...proxy.lines('server-template')];
    return lines.flatMap((line) => foundLater(proxy, line));
  },
});

/** What is wrong with an address, with its fix where one form is right; `line` as the rule counts lines. */
function report({ start, end, detail = '', suggestion }: Problem, text: string, line = 0): LineReport {
  return {
    start,
    end,
    message: `'${clipped(text.slice(start, end))}' cannot be used here: ${detail}.`,
    fixes:
      suggestion === undefined
        ? []
        : [
            {
              title: `Change to '${clipped(suggestion)}'`,
              safe: false,
              edits: [replace(start, end, suggestion, line)],
            },
          ],
  };
}

/**
 * What HAProxy finds wrong with the address of a server when everything is read: a host that nobody can resolve
 * (`srv_init_addr` in its src/server.c), unless `init-addr` or `resolvers` lets the server wait for one, and an address of
 * which the mode of the proxy makes no use (`_srv_check_proxy_mode`).
 */
function foundLater(proxy: ProxySection, line: number): readonly ProxyReport[] {
  if (plainAddress.test(proxy.text(line))) return [];
  const [first, , second, third] = proxy.text(line).trimStart().split(/\s+/, 4);
  const written = (first === 'server' ? second : third)?.replace(/["'\\]/g, '');
  const { mode } = proxy;
  const version = targetVersion(proxy.host);
  const use = addressUse(mode === 'log' ? 'log-server' : mode === undefined ? 'server' : 'stream-server', version);
  const trouble = written && use ? addressTrouble(written, use, version) : undefined;
  const service = written?.startsWith('_') === true;
  if (!trouble && !service) return [];
  const statement = proxy.statement(line);
  const problem = statement.problems[0];
  const word = statement.words[first === 'server' ? 2 : 3];
  if (!word || word.uncertain) return [];
  const { start, end } = word;
  if (!trouble) {
    if (problem || waits(statement) || defaultsWait(proxy, line)) return [];
    return [{ line, ...report({ code: '', start, end, detail: serviceName }, statement.text) }];
  }
  if (!trouble.deferred)
    return problem ? [] : [{ line, ...report({ code: '', start, end, detail: trouble.reason }, statement.text) }];
  if (problem?.code !== unresolvable || waits(statement) || defaultsWait(proxy, line)) return [];
  return [{ line, ...report(problem, statement.text, line) }];
}

/** An IPv4 address, which most servers have: nobody looks it up, and every mode makes use of it. */
const plainAddress =
  /^\s*server\s+[\w.-]+\s+(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:[:\s]|$)/;

const serviceName = "a name that starts with '_' is that of a service, which only 'resolvers' can look up";

const waiting = new Set(['server-option/init-addr', 'server-option/resolvers']);

function waits({ slots }: Statement): boolean {
  return slots.some(({ role, fact }) => role === 'name' && fact !== undefined && waiting.has(fact.id));
}

/** Whether a `default-server` line before the server says how it comes by its address. */
function defaultsWait(proxy: ProxySection, before: number): boolean {
  const above = proxy.lines('default-server').filter((line) => line < before);
  if (above.some((line) => waits(proxy.statement(line)))) return true;
  return proxy.defaults !== undefined && defaultsWait(proxy.defaults, Number.POSITIVE_INFINITY);
}
