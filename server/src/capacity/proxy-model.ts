/**
 * What a proxy's configuration asks of its host, free of the format it is written in. Every number knows the line it stands
 * in; what is not set is absent, and what only a template engine or the environment knows is an unknown quantity.
 */
import type { Place, Quantity } from './quantity.ts';

export interface ProxyModel {
  /** The release that the configuration is for; formulas differ by it. */
  readonly release: string;
  /** Everything that is loaded is seen, and no line depends on the environment. */
  readonly whole: boolean;
  /** The header of the first `global` section, else the first line of the configuration: for what no line says. */
  readonly place: Place;
  readonly global: GlobalModel;
  /** Threads of one process: `nbthread`, else what the release makes of the processors. */
  readonly threads: Quantity;
  /** Frontends, backends and listeners that run. */
  readonly proxies: readonly ProxyPart[];
  /** Those that splice; pipes are counted for disabled ones as well. */
  readonly splicing: readonly ProxyPart[];
  /** Some line may give connections to a server ports of their own; far cheaper to ask than the lines are to read. */
  readonly mayNamePorts: boolean;
  /** The largest `maxconn` that is written for sections and for their listeners, 0 where none is; as cheap. */
  readonly largestMaxconn: LargestMaxconn;
  readonly resolvers: number;
  /** Sockets that sections other than proxies open: peers, log-forward, `stats socket`. */
  readonly otherSockets: readonly ListeningSockets[];
  readonly totals: ProxyTotals;
}

export interface LargestMaxconn {
  readonly sections: number;
  readonly listeners: number;
}

/** What the proxies and other sections come to, each as one number: a sum over thousands of lines says nothing to anybody. */
export interface ProxyTotals {
  /** Listening sockets of everything that runs. */
  readonly sockets: Quantity;
  readonly checks: Quantity;
  readonly agentChecks: Quantity;
  /** The most connections that the configuration lets one server have; infinite where a server has ports of its own. */
  readonly mostPerServer: number;
  /** Lines `peer` and `server` of sections `peers`, the local peer among them. */
  readonly peers: Quantity;
  /**
   * Descriptors that the program counts and never opens: the listeners of disabled proxies, and one more for every `port` and
   * `agent-port` of a server.
   */
  readonly idle: Quantity;
}

/** Numbers of the `global` section, by directive. */
export interface GlobalModel {
  readonly maxconn?: Quantity;
  readonly nbthread?: Quantity;
  /** Processes; absent from 2.5 on. */
  readonly nbproc?: Quantity;
  readonly ulimitN?: Quantity;
  readonly maxpipes?: Quantity;
  readonly fdHardLimit?: Quantity;
  readonly bufsize?: Quantity;
  readonly maxsslconn?: Quantity;
  readonly maxconnrate?: Quantity;
  readonly maxsessrate?: Quantity;
  readonly maxsslrate?: Quantity;
  readonly sslCachesize?: Quantity;
  readonly receiveBufferClient?: Quantity;
  readonly receiveBufferServer?: Quantity;
  readonly sendBufferClient?: Quantity;
  readonly sendBufferServer?: Quantity;
  /** `stats maxconn`: connections of the command line. */
  readonly statsMaxconn?: Quantity;
  /** Connections of the command line are counted: a line `stats socket`, `stats maxconn` or `stats timeout` stands in the section. */
  readonly hasCommandLine: boolean;
  /** False where `no strict-limits` stands. */
  readonly strictLimits: boolean;
  readonly user?: string;
  readonly masterWorker: boolean;
  /** Engines named by `ssl-engine`, in `ssl-mode-async`. */
  readonly asyncEngines: number;
}

export interface ListeningSockets {
  readonly place: Place;
  /** Sockets that the line opens: ports of its ranges, by their shards; unknown where the machine's processors decide. */
  readonly sockets: Quantity;
}

/** A `bind` line. */
export interface BindPart extends ListeningSockets {
  readonly ssl: boolean;
  /** Over UDP. */
  readonly quic: boolean;
  /** A Unix or abstract socket. */
  readonly local: boolean;
  readonly backlog?: Quantity;
  readonly maxconn?: Quantity;
}

/** A `server` or `server-template` line. */
export interface ServerPart {
  readonly place: Place;
  readonly name: string;
  /** Servers that the line makes. */
  readonly count: Quantity;
  /** Address and port as written: what the ports towards it are counted by. Absent for a Unix socket. */
  readonly destination?: string;
  /** A health check runs. */
  readonly check: boolean;
  readonly agentCheck: boolean;
  readonly ssl: boolean;
  readonly disabled: boolean;
  readonly backup: boolean;
  readonly maxconn?: Quantity;
  readonly poolMaxConn?: Quantity;
  /** Addresses that connections to the server come from, as written; empty where the kernel chooses. */
  readonly sources: readonly string[];
  /** The ports that `source` names, instead of the kernel's range. */
  readonly sourcePorts?: Quantity;
  /** Connections come from the address of each client (`usesrc`), so that no address of the host lends its ports. */
  readonly transparent: boolean;
}

export interface ServerTotals {
  /** Lines that name servers. */
  readonly lines: number;
  /** Those with TLS. */
  readonly secured: number;
  /** The largest `maxconn` of a server; 0 where none is set. */
  readonly largestMaxconn: number;
  /** Some line may name the ports that connections come from. */
  readonly namesPorts: boolean;
}

export type ReuseMode = 'never' | 'safe' | 'aggressive' | 'always';

export interface ProxyPart {
  /** The same object as long as neither the section nor what it takes over changes: for what is worth remembering of it. */
  readonly key: object;
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly name: string;
  readonly place: Place;
  readonly mode: string | undefined;
  /** The section's own or its defaults'. */
  readonly maxconn?: Quantity | undefined;
  readonly fullconn?: Quantity | undefined;
  readonly backlog?: Quantity | undefined;
  /** Made anew each time they are asked for, as there may be as many as lines. */
  readonly binds: readonly BindPart[];
  /** The same. */
  readonly servers: readonly ServerPart[];
  /** What can be said of the servers without one by one. */
  readonly serverTotals: ServerTotals;
  /** `timeout client` and the like by their second word, in seconds. */
  readonly timeouts: ReadonlyMap<string, Quantity>;
  /** Whether the section splices: `option splice-auto`, `splice-request`, `splice-response`. */
  readonly splice: boolean;
  readonly httpReuse: ReuseMode;
  /** Connections to servers are closed after every response: `http-server-close`, `httpclose`. */
  readonly closesServerSide: boolean;
  /** `option clitcpka`, `option srvtcpka`, `option tcpka`. */
  readonly tcpKeepalive: { readonly client: boolean; readonly server: boolean };
}
