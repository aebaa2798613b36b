/** All that the capacity of one host is reckoned from, whatever format it was written in. */
import type { Host } from '../host/facts.ts';
import type { ProxyModel } from './proxy-model.ts';
import type { Place, Quantity, Source } from './quantity.ts';

export interface CapacityInputs {
  readonly host: Host;
  /** Buckets that the module nf_conntrack is asked for when it is loaded; absent where nobody asks. */
  readonly hashsize?: Quantity | undefined;
  /**
   * A field of a kernel setting, counted from 0: what the files of the host set, else the kernel's default for the host, else
   * unknown. The key is written with dots.
   */
  sysctl(key: string, field?: number): Quantity;
  /** The folder that stands for `/`, without a `/` at its end; undefined where the paths of its files do not show one. */
  readonly root?: string | undefined;
  /** `net.ipv4.ip_local_reserved_ports`; absent where no line sets it, `unknown` where its value cannot be read. */
  readonly reservedPorts?: ReservedPorts | 'unknown' | undefined;
  /** Undefined where the host has no configuration of a proxy. */
  readonly proxy: ProxyModel | undefined;
  /** The unit that starts the proxy; undefined where nobody shows it. */
  readonly unit: UnitModel | undefined;
  /** What limits.conf gives a user's sessions; undefined where it says nothing of him. */
  session(user: string): SessionLimits | undefined;
}

/** Ports that the kernel gives to nobody by itself, as ranges without overlaps; a single port is a range of one. */
export interface ReservedPorts {
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly source: Source;
}

/** What systemd gives the proxy's service. */
export interface UnitModel {
  /** `LimitNOFILE`; Infinity is fs.nr_open. Absent where nobody knows. */
  readonly softNofile?: Quantity;
  readonly hardNofile?: Quantity;
  readonly memoryMax?: Quantity;
  /** Who systemd starts the service as; absent where nobody knows. */
  readonly user?: string;
  /** The program is started with `-W` or `-Ws`. */
  readonly masterWorker?: boolean;
  /** Sockets for the command line of the master: how often `-S` stands on the command line. */
  readonly masterSockets?: number;
  /** `-n` on the command line, which goes before the `maxconn` of the configuration. */
  readonly maxconn?: Quantity;
  /** `-m` on the command line: memory decides the automatic `maxconn`. */
  readonly memoryLimited?: boolean;
  /** Whether the service may raise its own hard limit (CAP_SYS_RESOURCE); undefined where nobody knows. */
  readonly mayRaiseLimits: boolean | undefined;
  /** The unit reads limits.conf by way of PAM. */
  readonly pam: boolean;
  readonly place?: Place;
}

export interface SessionLimits {
  readonly softNofile: Quantity;
  readonly hardNofile: Quantity;
  readonly place: Place;
}

/** What one format has to say; the parts of all files of a host together are the inputs. */
export type Contribution = Partial<Pick<CapacityInputs, 'sysctl' | 'reservedPorts' | 'proxy' | 'session'>>;
