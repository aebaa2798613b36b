/**
 * File descriptors, reckoned as the proxy does when it starts (`compute_ideal_maxsock`, `compute_ideal_maxconn`,
 * `compute_ideal_maxpipes` in HAProxy's src/haproxy.c, and in src/limits.c since 3.1). Compared with running processes of every
 * release that has its own column here.
 */
import { compareVersions } from '../engine/version.ts';
import { descriptorLimit } from './descriptor-limit.ts';
import type { CapacityInputs } from './inputs.ts';
import type { ProxyModel, ProxyPart } from './proxy-model.ts';
import {
  byDefault,
  constant,
  difference,
  formatNumber,
  formulaOf,
  largest,
  product,
  type Quantity,
  quotient,
  renamed,
  roundedDown,
  smallest,
  sum,
  unknown,
} from './quantity.ts';

/** Descriptors that HAProxy reckons with (`Maxsock`): for its connections, and for everything beside them. */
export function descriptorsNeeded(inputs: CapacityInputs): Quantity {
  const { proxy } = inputs;
  if (!proxy) return unknown('descriptors needed', 'descriptors', 'the configuration of the proxy');
  const connections = maxconnOf(inputs);
  return sum('descriptors needed', 'descriptors', [
    product('sockets of connections', 'descriptors', [descriptorsPerConnection(proxy), connections]),
    ...pipeDescriptors(proxy, connections),
    fixedDescriptors(inputs, proxy),
  ]);
}

/** `2 × 1 000 + 24 = 2 024 descriptors`, with what the 24 are. */
export function descriptorText(needed: Quantity): string {
  const inputs = needed.computed?.inputs ?? [];
  const beside = inputs.at(-1);
  if (!beside?.computed || !needed.computed) return formulaOf(needed);
  const { computed: _, ...rest } = beside;
  const short = { ...needed, computed: { ...needed.computed, inputs: [...inputs.slice(0, -1), rest] } };
  const parts = beside.computed.inputs.map(({ name, value }) => `${name} ${formatNumber(value ?? 0)}`);
  return `${formulaOf(short)} (${formatNumber(beside.value ?? 0)}: ${parts.join(', ')})`;
}

/** Connections at one time: the global `maxconn`, else what HAProxy makes of the limit of descriptors that it starts with. */
export function maxconnOf(inputs: CapacityInputs): Quantity {
  const { proxy, unit } = inputs;
  if (!proxy) return unknown('maxconn', 'connections', 'the configuration of the proxy');
  if (unit?.maxconn) return unit.maxconn;
  return proxy.global.maxconn ?? automaticMaxconn(inputs, proxy);
}

/** Two sockets, and with TLS engines that work in the background one more for each of them and each side with TLS. */
function descriptorsPerConnection(proxy: ProxyModel): Quantity {
  const { global } = proxy;
  const sockets = constant('sockets of a connection', 2, '', 'one to the client and one to the server');
  if (global.asyncEngines === 0) return sockets;
  const { proxies } = proxy;
  const sides = [
    proxies.some(({ binds }) => binds.some(({ ssl }) => ssl)),
    proxies.some(({ servers }) => servers.some(({ ssl }) => ssl)),
  ].filter((has) => has).length;
  const engines = constant('TLS engines', global.asyncEngines, '', 'ssl-engine with ssl-mode-async');
  const perSide = product('sockets of TLS engines', '', [
    constant('sides with TLS', sides, '', 'bind and server lines'),
    engines,
  ]);
  return sum('descriptors of a connection', '', [sockets, perSide]);
}

/** Everything that takes descriptors whether connections come or not. */
function fixedDescriptors({ unit }: CapacityInputs, { global, totals, threads, release }: ProxyModel): Quantity {
  const parts = [constant('reserve', 10, 'descriptors', 'HAProxy'), totals.sockets];
  const add = (name: string, count: number, from: string) => parts.push(constant(name, count, 'descriptors', from));
  const masterWorker = global.masterWorker || unit?.masterWorker === true;
  if (masterWorker) add('socket to the master', 1, 'master-worker');
  if (masterWorker && compareVersions(release, workerReadsAlone) < 0 && unit?.masterSockets) {
    // The master read the configuration for its workers, which then counted the sockets of the master as theirs.
    const reload = compareVersions(release, reloadSocket) < 0 ? 0 : 1;
    add('command line of the master', (unit.masterSockets + reload) * 11, '-S, and 10 connections to it');
  }
  if (global.hasCommandLine || masterWorker)
    parts.push(
      global.statsMaxconn
        ? renamed('connections of the command line', global.statsMaxconn)
        : byDefault('connections of the command line', 10, 'descriptors', 'stats maxconn, which is 10 where not set'),
    );
  for (const [total, times, name] of [
    [totals.checks, 1, 'health checks'],
    [totals.agentChecks, 1, 'agent checks'],
    [totals.peers, connectionsOfPeer, 'connections of peers'],
    [totals.idle, 1, 'counted and never opened'],
  ] as const) {
    if (total.value === 0) continue;
    const each = constant('connections of a peer', times, '', 'HAProxy');
    parts.push(times === 1 ? renamed(name, total) : product(name, 'descriptors', [each, total]));
  }
  const perThread = constant(
    'descriptors of a thread',
    3,
    '',
    'its poller, and the two ends of the pipe that wakes it',
  );
  parts.push(product('descriptors of threads', 'descriptors', [perThread, threads]));
  return sum('descriptors beside connections', 'descriptors', parts);
}

/** From this release on a worker reads the configuration by itself, without what the master opens. */
const workerReadsAlone = '3.1';
/** From this release on the master has a socket more to itself, for the outcome of a reload. */
const reloadSocket = '2.7';
const connectionsOfPeer = 3;

/** Two descriptors for each pipe that splicing may use at one time; none where nothing splices. */
function pipeDescriptors(proxy: ProxyModel, connections: Quantity): readonly Quantity[] {
  const pipes = pipesFor(proxy, connections);
  if (pipes === undefined || pipes === 'unlimited') return [];
  return [doubled(pipes)];
}

function doubled(pipes: Quantity): Quantity {
  return product('pipes of splicing', 'descriptors', [constant('ends of a pipe', 2, '', 'HAProxy'), pipes]);
}

/**
 * Pipes for splicing: `maxpipes`, else a quarter of what the splicing proxies carry. Undefined where nothing splices, `unlimited`
 * where a proxy may splice without a limit and there is no `maxconn` to take for it.
 */
function pipesFor({ global, splicing }: ProxyModel, maxconn: Quantity | undefined): Quantity | 'unlimited' | undefined {
  if (global.maxpipes) return global.maxpipes;
  return idealPipes(splicing, maxconn);
}

function idealPipes(splicing: readonly ProxyPart[], maxconn: Quantity | undefined): Quantity | 'unlimited' | undefined {
  if (splicing.length === 0) return undefined;
  const fronts = splicing.filter(({ kind }) => kind !== 'backend').map((each) => each.maxconn);
  const backs = splicing.filter(({ kind }) => kind !== 'frontend').map((each) => each.fullconn ?? maxconn);
  const all = [...fronts, ...backs];
  const unlimited = all.some((each) => each === undefined || each.value === 0);
  const total = (name: string, each: readonly (Quantity | undefined)[]) =>
    sum(
      name,
      'connections',
      each.flatMap((one) => one ?? []),
    );
  const carried = largest('connections that may be spliced', 'connections', [
    total('of frontends', fronts),
    total('of backends', backs),
  ]);
  if (!maxconn) return unlimited ? 'unlimited' : quarter(carried);
  return quarter(unlimited ? maxconn : smallest('connections that may be spliced', 'connections', [carried, maxconn]));
}

function quarter(connections: Quantity): Quantity {
  if (connections.value !== undefined && connections.value < 4) return renamed('pipes', connections);
  const four = constant('connections for each pipe', 4, '', 'HAProxy');
  return roundedDown('pipes', '', quotient('pipes', '', connections, four));
}

/** From this release on `maxpipes` is left free when `maxconn` is worked out. */
const pipesLeftFree = '3.4';
const lowestMaxconn = 100;

/** `maxconn` as HAProxy works it out from the descriptors it may have. */
function automaticMaxconn(inputs: CapacityInputs, proxy: ProxyModel): Quantity {
  const name = 'maxconn';
  if (inputs.unit?.memoryLimited) return unknown(name, 'connections', 'the memory that -m leaves for connections');
  const boot = bootLimit(inputs, proxy);
  const free = difference('descriptors left', 'descriptors', boot, fixedDescriptors(inputs, proxy));
  const pipes =
    compareVersions(proxy.release, pipesLeftFree) < 0
      ? idealPipes(proxy.splicing, undefined)
      : pipesFor(proxy, undefined);
  const per = descriptorsPerConnection(proxy);
  const least = constant('lowest automatic maxconn', lowestMaxconn, 'connections', 'HAProxy');
  const within = (left: Quantity, each: Quantity) =>
    largest(name, 'connections', [least, roundedDown(name, 'connections', quotient(name, 'connections', left, each))]);
  if (pipes === 'unlimited') {
    const half = constant('descriptors of pipes', 0.5, '', 'a quarter of the connections spliced, two for each pipe');
    return within(free, sum('descriptors of a connection', '', [per, half]));
  }
  if (pipes === undefined) return within(free, per);
  const taken = doubled(pipes);
  if (taken.value === undefined || free.value === undefined)
    return unknown(name, 'connections', pipes.source?.from ?? name);
  return within(taken.value < free.value ? difference('descriptors left', 'descriptors', free, taken) : free, per);
}

/** What HAProxy takes for its limit: the larger one of soft and hard, within `fd-hard-limit`. */
function bootLimit(inputs: CapacityInputs, { global, release }: ProxyModel): Quantity {
  const { soft, hard } = descriptorLimit(inputs);
  const limit = hard.value !== undefined && soft.value !== undefined && soft.value > hard.value ? soft : hard;
  // Whatever fs.nr_open is, systemd never makes it less than what the program takes by itself.
  if (limit.value === undefined && isUnlimited(inputs) && capsAutomatically(release) && !global.ulimitN)
    return ownCap(global.fdHardLimit, release);
  if (global.fdHardLimit) return smallest('descriptors to start with', 'descriptors', [limit, global.fdHardLimit]);
  if (global.ulimitN || limit.value === undefined || limit.value <= defaultLimit) return limit;
  const capped = capsAutomatically(release);
  if (capped === undefined)
    return unknown('descriptors to start with', 'descriptors', `the exact release of HAProxy ${release}`);
  if (!capped) return limit;
  const cap = ownCap(undefined, release);
  return smallest('descriptors to start with', 'descriptors', [limit, cap]);
}

function ownCap(written: Quantity | undefined, release: string): Quantity {
  const from = `what HAProxy ${release} takes at most by itself`;
  const cap = byDefault('fd-hard-limit', defaultLimit, 'descriptors', from);
  return written?.value !== undefined && written.value < defaultLimit ? written : cap;
}

/** The service is started with all that `fs.nr_open` allows, which no file makes less than the kernel has by itself. */
function isUnlimited({ unit, sysctl }: CapacityInputs): boolean {
  return (
    unit?.pam === false && unit.hardNofile?.value === Infinity && (sysctl('fs.nr_open').value ?? 0) >= defaultLimit
  );
}

/** `DEFAULT_MAXFD`. */
const defaultLimit = 1_048_576;

/** The first release of each branch that takes no more than a million descriptors by itself. */
const cappedSince: Readonly<Record<string, string>> = {
  '2.6': '2.6.19',
  '2.8': '2.8.11',
  '2.9': '2.9.10',
  '3.0': '3.0.4',
};

/** Undefined where only the exact release could tell. */
function capsAutomatically(release: string): boolean | undefined {
  if (compareVersions(release, '3.1') >= 0) return true;
  const [branch = ''] = /^\d+\.\d+/.exec(release) ?? [];
  const since = cappedSince[branch];
  if (since === undefined) return false;
  return release === branch ? undefined : compareVersions(release, since) >= 0;
}
