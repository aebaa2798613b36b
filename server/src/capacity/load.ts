/** What a host is expected to carry: what its profile says, else what its configuration allows, and then said to be so. */
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import { assumed, constant, known, type Quantity, renamed, type Unit, unknown } from './quantity.ts';

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

export function expectedLoad(inputs: CapacityInputs): ExpectedLoad {
  const { host } = inputs;
  const rate = expected(inputs, 'connectionRate', 'new connections', 'per second');
  return {
    connections: host.connections
      ? expected(inputs, 'connections', 'expected connections', 'connections')
      : renamed('connections', maxconnOf(inputs)),
    connectionRate: rate,
    requestRate: host.requestRate ? expected(inputs, 'requestRate', 'requests', 'per second') : rate,
    tlsShare: host.tlsShare ? expected(inputs, 'tlsShare', 'share of TLS', 'share') : tlsShareOf(inputs),
  };
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
  const binds = proxy?.proxies.flatMap((part) => part.binds.filter(({ local }) => !local)) ?? [];
  if (binds.length === 0) return unknown(name, 'share', 'the bind lines of the proxy');
  const secured = binds.filter(({ ssl, quic }) => ssl || quic).length;
  if (secured === 0) return constant(name, 0, 'share', 'no bind line has ssl');
  if (secured === binds.length) return constant(name, 1, 'share', 'every bind line has ssl');
  return assumed(name, 1, 'share', 'the worst case: some bind lines have ssl');
}
