/** What a host is expected to carry: what its profile says, else what its configuration allows, and then said to be so. */
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import type { ProxyModel } from './proxy-model.ts';
import { summaryOf } from './proxy-summary.ts';
import {
  assumed,
  constant,
  known,
  type Place,
  product,
  type Quantity,
  renamed,
  smallest,
  sum,
  type Unit,
  unknown,
} from './quantity.ts';

export interface ExpectedLoad {
  /** Proxied connections at one time. */
  readonly connections: Quantity;
  /** New connections from clients per second. */
  readonly connectionRate: Quantity;
  /** Requests per second over all connections. */
  readonly requestRate: Quantity;
  /** Share of the connections from clients that use TLS, from 0 to 1. */
  readonly tlsShare: Quantity;
}

const loads = new WeakMap<CapacityInputs, ExpectedLoad>();

/** The load of a host; every formula asks for it, and it may take a look at thousands of proxies. */
export function expectedLoad(inputs: CapacityInputs): ExpectedLoad {
  const found = loads.get(inputs) ?? loadFrom(inputs);
  loads.set(inputs, found);
  return found;
}

function loadFrom(inputs: CapacityInputs): ExpectedLoad {
  const { host } = inputs;
  const rate = expected(inputs, 'connectionRate', 'new connections', 'per second');
  return {
    connections: host.connections
      ? expected(inputs, 'connections', 'expected connections', 'connections')
      : allowedConnections(inputs),
    connectionRate: rate,
    requestRate: host.requestRate ? expected(inputs, 'requestRate', 'requests', 'per second') : rate,
    tlsShare: host.tlsShare ? expected(inputs, 'tlsShare', 'share of TLS', 'share') : tlsShareOf(inputs),
  };
}

/** Each of several processes (until 2.5) has connections of its own; more than all frontends together allow there are not. */
function allowedConnections(inputs: CapacityInputs): Quantity {
  const { proxy } = inputs;
  const nbproc = proxy?.global.nbproc;
  const each = maxconnOf(inputs);
  const fronts = frontendsTogether(proxy);
  const bounded =
    fronts?.value !== undefined && each.value !== undefined && fronts.value < each.value
      ? smallest('connections', 'connections', [each, fronts])
      : each;
  return nbproc ? product('connections', 'connections', [nbproc, bounded]) : renamed('connections', bounded);
}

/** What the frontends' own limits come to; undefined where one has none, so that the global limit is its limit. */
function frontendsTogether(proxy: ProxyModel | undefined): Quantity | undefined {
  const limits = frontendLimits(proxy);
  if (!limits) return undefined;
  const name = 'maxconn of all frontends';
  if (limits.length <= shownTerms) return limits.length === 1 ? limits[0] : sum(name, 'connections', limits);
  const total = limits.reduce((all, { value = 0 }) => all + value, 0);
  return known(name, total, 'connections', { from: `${limits.length} frontends` });
}

/** The frontends' own limits, where every one of them has one and no other frontend may exist. */
export function frontendLimits(proxy: ProxyModel | undefined): readonly Quantity[] | undefined {
  const fronts = proxy?.proxies.filter(({ kind }) => kind !== 'backend') ?? [];
  const limits = fronts.flatMap(({ maxconn }) => (maxconn && (maxconn.value ?? 0) > 0 ? maxconn : []));
  return proxy?.whole && limits.length > 0 && limits.length === fronts.length ? limits : undefined;
}

/** A sum over more numbers than these says nothing to anybody. */
export const shownTerms = 6;

/** The line that somebody would change to allow more or fewer connections. */
export function placeOfConnections({ proxy, unit }: CapacityInputs): Place | undefined {
  // `-n` goes before the line in the configuration, which then decides nothing.
  const set = unit?.maxconn ?? proxy?.global.maxconn;
  return set?.source?.place ?? proxy?.place;
}

function expected(
  { host }: CapacityInputs,
  fact: 'connections' | 'connectionRate' | 'requestRate' | 'tlsShare',
  name: string,
  unit: Unit,
): Quantity {
  const it = host[fact];
  return it
    ? known(name, it.value, unit, { from: it.from, host: true })
    : unknown(name, unit, `expected.${fact} in headroom.json`);
}

/** Where both kinds of listener stand side by side, every connection may be one that costs more. */
function tlsShareOf({ proxy }: CapacityInputs): Quantity {
  const name = 'share of TLS';
  const { binds, securedBinds } = proxy ? summaryOf(proxy) : { binds: 0, securedBinds: 0 };
  if (binds === 0) return unknown(name, 'share', 'the bind lines of the proxy');
  if (securedBinds === 0) return constant(name, 0, 'share', 'no bind line has ssl');
  if (securedBinds === binds) return constant(name, 1, 'share', 'every bind line has ssl');
  return assumed(name, 1, 'share', 'the worst case: some bind lines have ssl');
}
