/** How many new connections HAProxy takes in a second where it is told to keep to a rate (`listener_accept`, src/listener.c). */
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import { type Place, product, type Quantity, renamed, smallest } from './quantity.ts';

export interface RateLimit {
  /** The directive. */
  readonly name: string;
  /** Of one process. */
  readonly limit: Quantity;
  /** Of all of them. */
  readonly have: Quantity;
  /** What is expected of the kind that is limited. */
  readonly need: Quantity;
}

/** The limits of the global section that are set, each with what is expected. */
export function rateLimits(inputs: CapacityInputs): readonly RateLimit[] {
  const { maxconnrate, maxsessrate, maxsslrate, nbproc } = inputs.proxy?.global ?? {};
  const { connectionRate } = expectedLoad(inputs);
  const limits: (readonly [Quantity | undefined, () => Quantity])[] = [
    [maxconnrate, () => connectionRate],
    [maxsessrate, () => connectionRate],
    [
      maxsslrate,
      () => product('new connections with TLS', 'per second', [connectionRate, expectedLoad(inputs).tlsShare]),
    ],
  ];
  return limits.flatMap(([limit, need]) => {
    if (!limit) return [];
    const have = nbproc ? product(limit.name, 'per second', [nbproc, limit]) : limit;
    return [{ name: limit.name, limit, have, need: need() }];
  });
}

/** The lowest limit for connections of any kind; undefined where there is none. */
export function acceptRate(inputs: CapacityInputs): { have: Quantity; place: Place | undefined } | undefined {
  const limits = rateLimits(inputs).filter(({ name }) => name !== 'maxsslrate');
  const [first, other] = limits.sort((a, b) => (a.have.value ?? Infinity) - (b.have.value ?? Infinity));
  if (!first) return undefined;
  const have = other ? smallest('limit', 'per second', [first.have, other.have]) : renamed(first.name, first.have);
  return { have, place: first.limit.source?.place };
}
