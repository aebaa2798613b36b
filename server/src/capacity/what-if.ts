/** What would follow from other numbers, without a change to any file. */
import { formatBytes, formatCount, parseSize } from '../engine/values/quantity.ts';
import type { CapacityInputs } from './inputs.ts';
import { kernelDefault } from './kernel-defaults.ts';
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

export type WhatIfName = keyof WhatIf;

interface WhatIfKind {
  readonly title: string;
  /** What a person may write, for messages. */
  readonly expects: string;
  parse(text: string): number | undefined;
  /** Whether it is a number of this kind at all. */
  accepts(value: number): boolean;
  print(value: number): string;
}

const count = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);
const isWhole = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && value >= least && value <= most;

/** Whatever is written as a number in haproxy.cfg has room in an `int`. */
const mostInt = 2_147_483_647;

/** Every number that can be tried, in the order in which they are offered. */
export const whatIfKinds: Readonly<Record<WhatIfName, WhatIfKind>> = {
  maxconn: {
    title: 'maxconn',
    expects: 'a number of connections from 1 up',
    parse: count,
    accepts: isWhole(1, mostInt),
    print: formatCount,
  },
  memory: {
    title: 'RAM',
    expects: 'a size such as 8GiB, at least 16MiB',
    parse: parseSize,
    // What the fact of the host takes: less cannot run Linux.
    accepts: isWhole(16 * 1024 ** 2, Number.MAX_SAFE_INTEGER),
    print: formatBytes,
  },
  bufsize: {
    title: 'tune.bufsize',
    expects: 'a size such as 16384 or 32KiB, at least 1KiB',
    parse: parseSize,
    accepts: isWhole(1024, mostInt),
    print: (value) => `${formatCount(value)} bytes`,
  },
  tlsShare: {
    title: 'share of TLS',
    expects: 'a share from 0 to 1, or a percentage such as 80%',
    parse: (text) => {
      const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
      return number === '' ? undefined : Number(number) / (percent ? 100 : 1);
    },
    accepts: (value) => value >= 0 && value <= 1,
    print: (value) => `${Math.round(value * 10_000) / 100} %`,
  },
  connectionRate: {
    title: 'new connections',
    expects: 'a number of connections per second from 1 up',
    parse: count,
    accepts: isWhole(1, mostInt),
    print: (value) => `${formatCount(value)}/s`,
  },
};

export const whatIfNames = Object.keys(whatIfKinds) as readonly WhatIfName[];

/** The numbers of an object of any shape that can be tried; everything else in it is left out. */
export function whatIfIn(raw: unknown): WhatIf {
  if (typeof raw !== 'object' || raw === null) return {};
  const entries = Object.entries(raw).filter(
    ([name, value]) =>
      Object.hasOwn(whatIfKinds, name) && typeof value === 'number' && whatIfKinds[name as WhatIfName].accepts(value),
  );
  return Object.fromEntries(entries);
}

const from = 'what if';

/** The inputs with other numbers in the place of theirs; what the kernel makes of RAM follows, and `-n` gives way. */
export function trying(
  inputs: CapacityInputs,
  { maxconn, bufsize, memory, tlsShare, connectionRate }: WhatIf,
): CapacityInputs {
  const fact = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: { value, from } });
  const global: Partial<GlobalModel> = {
    ...(maxconn !== undefined && { maxconn: assumed('maxconn', maxconn, 'connections', from) }),
    ...(bufsize !== undefined && { bufsize: assumed('tune.bufsize', bufsize, 'bytes', from) }),
  };
  const host = {
    ...inputs.host,
    ...fact('memory', memory),
    ...fact('tlsShare', tlsShare),
    ...fact('connectionRate', connectionRate),
    ...(maxconn === undefined ? {} : { connections: undefined }),
  } as CapacityInputs['host'];
  const { maxconn: byCommandLine, ...unit } = inputs.unit ?? {};
  return {
    ...inputs,
    host,
    ...(maxconn !== undefined && byCommandLine && { unit: unit as CapacityInputs['unit'] }),
    sysctl: (key, field = 0) => {
      const now = inputs.sysctl(key, field);
      const byKernel = kernelDefault(inputs.host, key, field, now.name);
      const isDefault = byKernel.value === now.value && byKernel.source?.from === now.source?.from;
      return isDefault ? kernelDefault(host, key, field, now.name) : now;
    },
    ...(inputs.proxy && { proxy: { ...inputs.proxy, global: { ...inputs.proxy.global, ...global } } }),
  };
}
