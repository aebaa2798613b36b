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
  /** Frontends, backends and listeners that run. */
  readonly proxies: readonly ProxyPart[];
  readonly resolvers: number;
  /** Peers other than this one, of all sections that a table uses. */
  readonly remotePeers: number;
  /** Sockets that sections other than proxies open: peers, log-forward, `stats socket`. */
  readonly otherSockets: readonly ListeningSockets[];
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
  readonly maxsslrate?: Quantity;
  readonly sslCachesize?: Quantity;
  readonly receiveBufferClient?: Quantity;
  readonly receiveBufferServer?: Quantity;
  readonly sendBufferClient?: Quantity;
  readonly sendBufferServer?: Quantity;
  /** `stats maxconn`: connections of the command line. */
  readonly statsMaxconn?: Quantity;
  /** A line `stats socket` stands in the section. */
  readonly hasStatsSocket: boolean;
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
  readonly count: number;
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
  /** Addresses that connections to the server come from; empty where the kernel chooses. */
  readonly sources: readonly string[];
  /** Ports that `source` or `usesrc` fixes by itself: a range of ports per address. */
  readonly sourcePorts?: Quantity;
}

export type ReuseMode = 'never' | 'safe' | 'aggressive' | 'always';

export interface ProxyPart {
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly name: string;
  readonly place: Place;
  readonly mode: string | undefined;
  /** The section's own or its defaults'. */
  readonly maxconn?: Quantity;
  readonly fullconn?: Quantity;
  readonly backlog?: Quantity;
  readonly binds: readonly BindPart[];
  readonly servers: readonly ServerPart[];
  /** `timeout client` and the like by their second word, in seconds. */
  readonly timeouts: ReadonlyMap<string, Quantity>;
  /** Whether the section splices: `option splice-auto`, `splice-request`, `splice-response`. */
  readonly splice: boolean;
  readonly httpReuse: ReuseMode;
  /** Connections to servers are closed after every response: `http-server-close`, `httpclose`. */
  readonly closesServerSide: boolean;
  /** `option clitcpka`, `option srvtcpka`, `option tcpka`. */
  readonly tcpKeepalive: { readonly client: boolean; readonly server: boolean };
  /** A line `stats …` makes a page of statistics; a mailer sends alerts. */
  readonly mailAlerts: boolean;
}
