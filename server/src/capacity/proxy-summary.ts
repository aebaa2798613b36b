/** What the formulas ask of all proxies together, looked at once: there may be thousands, and their servers are made anew at every look. */
import type { BindPart, ProxyModel, ProxyPart } from './proxy-model.ts';

/** A bind line over TCP, with its proxy. */
export interface Listener {
  readonly part: ProxyPart;
  readonly bind: BindPart;
}

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
  readonly listeners: readonly Listener[];
}

/** Whether connections over TCP come in by a line. */
export function isOverTcp({ local, quic }: BindPart): boolean {
  return !local && !quic;
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
  const listeners: Listener[] = [];
  let http = false;
  let [servers, securedServers, binds, securedBinds] = [0, 0, 0, 0];
  for (const part of proxies) {
    const { lines, secured } = part.serverTotals;
    if (lines > 0) backends.push(part);
    servers += lines;
    securedServers += secured;
    http ||= part.mode === 'http';
    for (const bind of part.binds) {
      if (bind.local) continue;
      binds++;
      if (bind.ssl || bind.quic) securedBinds++;
      if (isOverTcp(bind)) listeners.push({ part, bind });
    }
  }
  return { http, backends, servers, securedServers, binds, securedBinds, listeners };
}
