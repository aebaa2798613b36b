/** What the formulas ask of all proxies together, looked at once: there may be thousands, and their servers are made anew at every look. */
import type { ProxyModel, ProxyPart } from './proxy-model.ts';

export interface ProxySummary {
  /** A section with `mode http` is there. */
  readonly http: boolean;
  /** Proxies with servers. */
  readonly backends: readonly ProxyPart[];
  readonly servers: number;
  /** Servers with TLS. */
  readonly securedServers: number;
  /** Listeners that are not Unix sockets. */
  readonly binds: number;
  /** Those of them with TLS. */
  readonly securedBinds: number;
}

const known = new WeakMap<readonly ProxyPart[], ProxySummary>();

/** The summary of a model, which never changes; one with other numbers in its global section has the same. */
export function summaryOf({ proxies }: ProxyModel): ProxySummary {
  const found = known.get(proxies) ?? summarize(proxies);
  known.set(proxies, found);
  return found;
}

function summarize(proxies: readonly ProxyPart[]): ProxySummary {
  const backends: ProxyPart[] = [];
  let [servers, securedServers, binds, securedBinds] = [0, 0, 0, 0];
  for (const part of proxies) {
    const { lines, secured } = part.serverTotals;
    if (lines > 0) backends.push(part);
    servers += lines;
    securedServers += secured;
    const listening = part.binds.filter(({ local }) => !local);
    binds += listening.length;
    securedBinds += listening.filter(({ ssl, quic }) => ssl || quic).length;
  }
  return { http: proxies.some(({ mode }) => mode === 'http'), backends, servers, securedServers, binds, securedBinds };
}
