/** What would follow from other numbers, without a change to any file. */
import { formatBytes, formatCount, parseSize } from '../engine/values/quantity.ts';
import { readHostFact } from '../host/facts.ts';
import type { CapacityInputs } from './inputs.ts';
import { kernelDefault, type Machine } from './kernel-defaults.ts';
import type { GlobalModel, ProxyModel } from './proxy-model.ts';
import { assumed, mostInt } from './quantity.ts';

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

/** Where a number comes from that is tried. */
const from = 'what if';

interface WhatIfKind {
  readonly title: string;
  /** What a person may write, for messages. */
  readonly expects: string;
  parse(text: string): number | undefined;
  /** Whether it is a number of this kind at all. */
  accepts(value: number): boolean;
  print(value: number): string;
}

/** A number of a directive of haproxy.cfg. */
const directive = (title: string, least: number, parse: (text: string) => number | undefined) => ({
  title,
  parse,
  accepts: (value: number) => Number.isInteger(value) && value >= least && value <= mostInt,
});

/** A fact about the host, which takes what headroom.json takes. */
function fact(title: string, name: 'memory' | 'tlsShare' | 'connectionRate') {
  const parse = (text: string) => {
    const read = readHostFact(name, text, from);
    return 'problem' in read ? undefined : read.host[name]?.value;
  };
  return { title, parse, accepts: (value: number) => parse(String(value)) === value };
}

/** Every number that can be tried, in the order in which they are offered. */
export const whatIfKinds: Readonly<Record<WhatIfName, WhatIfKind>> = {
  maxconn: {
    ...directive('maxconn', 1, (text) => (/^\d+$/.test(text) ? Number(text) : undefined)),
    expects: 'a number of connections from 1 up',
    print: formatCount,
  },
  memory: {
    ...fact('RAM', 'memory'),
    expects: 'a size such as 8GiB, at least 16MiB',
    print: formatBytes,
  },
  bufsize: {
    ...directive('tune.bufsize', 1024, parseSize),
    expects: 'a size such as 16384 or 32KiB, at least 1KiB',
    print: (value) => `${formatCount(value)} bytes`,
  },
  tlsShare: {
    ...fact('share of TLS', 'tlsShare'),
    expects: 'a share from 0 to 1, or a percentage such as 80%',
    print: (value) => `${Math.round(value * 10_000) / 100} %`,
  },
  connectionRate: {
    ...fact('new connections', 'connectionRate'),
    expects: 'a number of connections per second from 1 up',
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

/** The inputs with other numbers in the place of theirs; what the kernel makes of RAM follows, and `-n` gives way. */
export function trying(
  inputs: CapacityInputs,
  { maxconn, bufsize, memory, tlsShare, connectionRate }: WhatIf,
): CapacityInputs {
  const instead = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: { value, from } });
  const global: Partial<GlobalModel> = {
    ...(maxconn !== undefined && { maxconn: assumed('maxconn', maxconn, 'connections', from) }),
    ...(bufsize !== undefined && { bufsize: assumed('tune.bufsize', bufsize, 'bytes', from) }),
  };
  const host = {
    ...inputs.host,
    ...instead('memory', memory),
    ...instead('tlsShare', tlsShare),
    ...instead('connectionRate', connectionRate),
    ...(maxconn === undefined ? {} : { connections: undefined }),
  } as CapacityInputs['host'];
  const { maxconn: byCommandLine, ...unit } = inputs.unit ?? {};
  return {
    ...inputs,
    host,
    ...(maxconn !== undefined && byCommandLine && { unit: unit as CapacityInputs['unit'] }),
    ...(memory !== undefined && { sysctl: sysctlOn({ ...inputs, host }, inputs) }),
    ...(inputs.proxy && Object.keys(global).length > 0 && { proxy: withGlobal(inputs.proxy, global) }),
  };
}

/** The settings of a kernel that finds another amount of RAM: what it sets by itself follows. */
function sysctlOn(machine: Machine, inputs: CapacityInputs): CapacityInputs['sysctl'] {
  return (key, field = 0) => {
    const now = inputs.sysctl(key, field);
    const byKernel = kernelDefault(inputs, key, field, now.name);
    const isDefault = byKernel.value === now.value && byKernel.source?.from === now.source?.from;
    return isDefault ? kernelDefault(machine, key, field, now.name) : now;
  };
}

/** The same model behind another global section: a copy would work out every sum over all sections, wanted or not. */
function withGlobal(proxy: ProxyModel, global: Partial<GlobalModel>): ProxyModel {
  return Object.create(proxy, { global: { value: { ...proxy.global, ...global }, enumerable: true } });
}
