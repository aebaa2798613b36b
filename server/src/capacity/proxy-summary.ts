/** What the formulas ask of all proxies together, looked at once: there may be thousands, and their servers are made anew at every look. */
import type { ProxyModel, ProxyPart, ServerPart } from './proxy-model.ts';

export interface ProxySummary {
  /** A section with `mode http` is there. */
  readonly http: boolean;
  /** Proxies with servers, each with those that are neither disabled nor in reserve, and all of them. */
  readonly backends: readonly Backend[];
  readonly servers: number;
  /** Servers with TLS. */
  readonly securedServers: number;
  /** Listeners that are not Unix sockets. */
  readonly binds: number;
  /** Those of them with TLS. */
  readonly securedBinds: number;
}

export interface Backend {
  readonly part: ProxyPart;
  readonly servers: readonly ServerPart[];
  readonly active: readonly ServerPart[];
}

const known = new WeakMap<ProxyModel, ProxySummary>();

/** The summary of a model, which never changes. */
export function summaryOf(proxy: ProxyModel): ProxySummary {
  const found = known.get(proxy) ?? summarize(proxy);
  known.set(proxy, found);
  return found;
}

function summarize({ proxies }: ProxyModel): ProxySummary {
  const backends: Backend[] = [];
  let [servers, securedServers, binds, securedBinds] = [0, 0, 0, 0];
  for (const part of proxies) {
    const all = part.servers;
    if (all.length > 0) {
      const active = all.filter(({ backup, disabled }) => !backup && !disabled);
      backends.push({ part, servers: all, active });
    }
    servers += all.length;
    securedServers += all.filter(({ ssl }) => ssl).length;
    const listening = part.binds.filter(({ local }) => !local);
    binds += listening.length;
    securedBinds += listening.filter(({ ssl, quic }) => ssl || quic).length;
  }
  return { http: proxies.some(({ mode }) => mode === 'http'), backends, servers, securedServers, binds, securedBinds };
}
