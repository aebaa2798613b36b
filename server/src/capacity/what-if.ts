/** What would follow from other numbers, without a change to any file. */
import type { CapacityInputs } from './inputs.ts';
import type { GlobalModel } from './proxy-model.ts';
import { assumed } from './quantity.ts';

/** Numbers to try; what is left out stays as it is. */
export interface WhatIf {
  /** The global `maxconn`, in connections. */
  readonly maxconn?: number;
  /** `tune.bufsize`, in bytes. */
  readonly bufsize?: number;
  /** RAM, in bytes. */
  readonly memory?: number;
  /** From 0 to 1. */
  readonly tlsShare?: number;
  /** New connections from clients per second. */
  readonly connectionRate?: number;
}

const from = 'what if';

/** The inputs with other numbers in the place of theirs. */
export function trying(
  inputs: CapacityInputs,
  { maxconn, bufsize, memory, tlsShare, connectionRate }: WhatIf,
): CapacityInputs {
  const fact = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: { value, from } });
  const global: Partial<GlobalModel> = {
    ...(maxconn !== undefined && { maxconn: assumed('maxconn', maxconn, 'connections', from) }),
    ...(bufsize !== undefined && { bufsize: assumed('tune.bufsize', bufsize, 'bytes', from) }),
  };
  return {
    ...inputs,
    host: {
      ...inputs.host,
      ...fact('memory', memory),
      ...fact('tlsShare', tlsShare),
      ...fact('connectionRate', connectionRate),
      ...(maxconn === undefined ? {} : { connections: undefined }),
    } as CapacityInputs['host'],
    ...(inputs.proxy && { proxy: { ...inputs.proxy, global: { ...inputs.proxy.global, ...global } } }),
  };
}
