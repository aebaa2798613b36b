/**
 * What a kernel sets by itself, for the keys that the capacity of a host depends on. Read in the kernel's source: the file is
 * named with each; sizes that the kernel takes from the memory it finds free at boot are reckoned from all of RAM, which is a
 * little more, and are therefore assumptions.
 */
import { compareVersions } from '../engine/version.ts';
import { commandLineOption, type Host, pageSizeOf } from '../host/facts.ts';
import type { HostInput } from '../host/inputs.ts';
import { moduleOption, modulesOf } from '../host/modules.ts';
import { assumed, byDefault, known, powerOfTwoFrom, type Quantity, type Unit, unknown } from './quantity.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

interface Default {
  readonly unit: Unit;
  /** The fields; undefined where the host does not say enough. */
  fields(host: Known): readonly (number | undefined)[];
  /** The fields follow from RAM and are therefore only nearly these. */
  readonly byMemory?: true;
  /** What else than RAM decides it, where somebody asked the kernel for a size. */
  readonly asked?: 'connection slots' | 'conntrack buckets';
  /** systemd raises it at boot since 240, unless its builder said no, as Debian's does. */
  readonly raisedBySystemd?: true;
}

/** What decides what a kernel sets by itself. */
export interface Machine {
  readonly host: Host;
  /** Buckets that the module nf_conntrack is asked for. */
  readonly hashsize?: Quantity | undefined;
}

/** A machine with the options that its kernel modules are loaded with. */
export function machineOf(view: { readonly host: Host; readonly inputs: readonly HostInput[] }): Machine {
  const option = moduleOption(modulesOf(view), 'nf_conntrack', 'hashsize');
  const value = Number(option?.value || 0);
  if (!option || !Number.isInteger(value) || value <= 0) return { host: view.host };
  const from = `hashsize of nf_conntrack in ${option.from}`;
  return { host: view.host, hashsize: known('hashsize', value, 'entries', { from }) };
}

interface Known {
  readonly pageSize: number;
  readonly memory: number | undefined;
  /** What `thash_entries` on the kernel's command line asks for. */
  readonly slots: number | undefined;
  readonly hashsize: number | undefined;
  /** Whether the kernel is this one or newer; undefined where it is not known. */
  since(version: string): boolean | undefined;
}

const fixed = (unit: Unit, ...fields: readonly number[]): Default => ({ unit, fields: () => fields });

/** One value from a kernel on, another one before. */
const changed = (unit: Unit, version: string, now: readonly number[], before: readonly number[]): Default => ({
  unit,
  fields: ({ since }) => {
    const is = since(version);
    if (is !== undefined) return is ? now : before;
    return now.map((value, at) => (value === before[at] ? value : undefined));
  },
});

/** Bytes of a slot of either table: one pointer. */
const slotBytes = 8;

/**
 * Slots of the table of established connections: one for 128 KiB, a power of two, at least a page of them and at most 512 Ki
 * (`tcp_init`, net/ipv4/tcp.c). `thash_entries` asks for another number, of which a sixteenth of RAM is the most
 * (`alloc_large_system_hash`, mm/mm_init.c).
 */
function connectionSlots({ memory, pageSize, slots }: Known): number | undefined {
  if (slots !== undefined) {
    const asked = powerOfTwoFrom(slots);
    return memory === undefined ? asked : 2 ** Math.floor(Math.log2(Math.min(asked, memory / 16 / slotBytes)));
  }
  if (memory === undefined) return undefined;
  const least = Math.max(memory / (128 * 1024), pageSize / slotBytes);
  return Math.min(powerOfTwoFrom(least), 524_288);
}

const fromSlots = (unit: Unit, of: (slots: number) => number): Default => ({
  unit,
  byMemory: true,
  asked: 'connection slots',
  fields: (host) => {
    const slots = connectionSlots(host);
    return [slots === undefined ? undefined : of(slots)];
  },
});

/** How far a socket's buffer grows: a 128th of free memory at most (`tcp_init`). */
const growth = (memory: number | undefined, most: number) =>
  memory === undefined ? undefined : Math.min(most, memory / 128);

/**
 * Buckets of the table of tracked connections (`nf_conntrack_init_start`, net/netfilter/nf_conntrack_core.c), in whole pages
 * (`nf_ct_alloc_hashtable`).
 */
function conntrackBuckets({ memory, since, hashsize, pageSize }: Known): number | undefined {
  if (hashsize !== undefined) return bucketsInPages(hashsize, pageSize);
  const modern = since('5.15');
  if (memory === undefined || modern === undefined) return undefined;
  return bucketsInPages(bucketsByMemory(memory, modern), pageSize);
}

/** Buckets as the kernel means them for so much RAM, before it fills whole pages with them; `modern` is a kernel since 5.15. */
export function bucketsByMemory(memory: number, modern: boolean): number {
  if (memory > 4 * gibibyte) return modern ? 262_144 : 65_536;
  if (memory > gibibyte) return modern ? 65_536 : 16_384;
  return Math.max(modern ? 1024 : 32, Math.floor(memory / 16_384 / slotBytes));
}

/** As many buckets as fill the pages that a number of them takes. */
export function bucketsInPages(buckets: number, pageSize: number): number {
  const inPage = pageSize / slotBytes;
  return Math.ceil(buckets / inPage) * inPage;
}

/** Where somebody asks for buckets the kernel keeps the factor that it had before it changed its own. */
function conntrackMax(machine: Known): number | undefined {
  const buckets = conntrackBuckets(machine);
  if (buckets === undefined) return undefined;
  if (machine.hashsize !== undefined) return buckets * 8;
  return buckets * (machine.since('5.15') ? 1 : 4);
}

const defaults: Readonly<Record<string, Default>> = {
  'fs.nr_open': { ...fixed('descriptors', 1_048_576), raisedBySystemd: true },
  'net.core.netdev_budget': fixed('packets', 300),
  'net.core.netdev_max_backlog': fixed('packets', 1000),
  'net.core.rmem_max': changed('bytes', '6.18', [4 * mebibyte], [212_992]),
  'net.core.somaxconn': changed('connections', '5.4', [4096], [128]),
  'net.core.wmem_max': changed('bytes', '6.18', [4 * mebibyte], [212_992]),
  'net.ipv4.ip_local_port_range': changed('', '4.2', [32_768, 60_999], [32_768, 61_000]),
  'net.ipv4.tcp_fin_timeout': fixed('seconds', 60),
  'net.ipv4.tcp_keepalive_intvl': fixed('seconds', 75),
  'net.ipv4.tcp_keepalive_probes': fixed('', 9),
  'net.ipv4.tcp_keepalive_time': fixed('seconds', 7200),
  'net.ipv4.tcp_max_orphans': fromSlots('connections', (slots) => slots / 2),
  'net.ipv4.tcp_max_syn_backlog': {
    unit: 'entries',
    byMemory: true,
    asked: 'connection slots',
    fields: (machine) => {
      const modern = machine.since('5.4');
      const slots = connectionSlots(machine);
      if (slots === undefined || modern === undefined) return [undefined];
      return [Math.max(128, slots / (modern ? 128 : 256))];
    },
  },
  'net.ipv4.tcp_max_tw_buckets': fromSlots('connections', (slots) => slots / 2),
  'net.ipv4.tcp_mem': {
    unit: 'pages',
    byMemory: true,
    fields: ({ memory, pageSize, since }) => {
      const modern = since('3.14');
      if (memory === undefined || modern === undefined) return [];
      const pressure = Math.floor(memory / pageSize / (modern ? 16 : 8));
      const least = Math.floor(pressure / 4) * 3;
      return [least, pressure, least * 2];
    },
  },
  'net.ipv4.tcp_rmem': {
    unit: 'bytes',
    byMemory: true,
    fields: ({ memory, since }) => {
      const large = since('6.15');
      const start = since('4.20');
      const most = large === undefined ? undefined : growth(memory, (large ? 32 : 6) * mebibyte);
      return [4096, start === undefined ? undefined : start ? 131_072 : 87_380, most];
    },
  },
  'net.ipv4.tcp_syncookies': fixed('', 1),
  'net.ipv4.tcp_timestamps': fixed('', 1),
  'net.ipv4.tcp_tw_reuse': changed('', '4.19', [2], [0]),
  'net.ipv4.tcp_wmem': {
    unit: 'bytes',
    byMemory: true,
    fields: ({ memory }) => [4096, 16_384, growth(memory, 4 * mebibyte)],
  },
  'net.netfilter.nf_conntrack_buckets': {
    unit: 'entries',
    asked: 'conntrack buckets',
    fields: (machine) => [conntrackBuckets(machine)],
  },
  'net.netfilter.nf_conntrack_max': {
    unit: 'entries',
    asked: 'conntrack buckets',
    fields: (machine) => [conntrackMax(machine)],
  },
  'net.netfilter.nf_conntrack_tcp_timeout_close': fixed('seconds', 10),
  'net.netfilter.nf_conntrack_tcp_timeout_established': fixed('seconds', 432_000),
  'net.netfilter.nf_conntrack_tcp_timeout_time_wait': fixed('seconds', 120),
  'vm.nr_hugepages': fixed('pages', 0),
  'vm.overcommit_kbytes': fixed('', 0),
  'vm.overcommit_memory': fixed('', 0),
  'vm.overcommit_ratio': fixed('', 50),
  'vm.swappiness': fixed('', 60),
};

/** The unit in which the capacity model has a key; plain numbers where it has no default for it. */
export function unitOfKey(key: string): Unit {
  return defaults[key]?.unit ?? '';
}

/**
 * A field of a key as the kernel of the host sets it by itself; unknown where the host's kernel or memory would decide and is
 * not known, and for keys that the model has no default for.
 */
export function kernelDefault({ host, hashsize }: Machine, key: string, field: number, name: string): Quantity {
  const entry = defaults[key];
  const { kernel, memory, distribution } = host;
  const slots = askedSlots(host);
  const value = entry?.fields({
    pageSize: pageSizeOf(host),
    memory: memory?.value,
    slots,
    hashsize: hashsize?.value,
    since: (version) => (kernel ? compareVersions(kernel.value, version) >= 0 : undefined),
  })[field];
  if (!entry || value === undefined) return unknown(name, entry?.unit ?? '', `a line that sets ${key}`);
  const from = kernel ? `default of Linux ${kernel.value}` : 'default of Linux';
  if (entry.asked === 'conntrack buckets' && hashsize)
    return byDefault(name, value, entry.unit, hashsize.source?.from ?? from);
  if (entry.asked === 'connection slots' && slots !== undefined)
    return byDefault(name, value, entry.unit, `thash_entries on the kernel's command line, ${host.commandLine?.from}`);
  if (entry.raisedBySystemd && !builtWithoutRaising.test(distribution?.value ?? ''))
    return assumed(name, value, entry.unit, `${from}, unless systemd raises it at boot`);
  if (!entry.byMemory) return byDefault(name, value, entry.unit, from);
  return assumed(name, Math.round(value), entry.unit, memory ? `${from} for this much RAM` : from);
}

/** `thash_entries`; 0 asks for nothing. */
function askedSlots(host: Host): number | undefined {
  const text = commandLineOption(host, 'thash_entries');
  const slots = /^(?:0x[0-9a-f]+|\d+)$/i.test(text ?? '') ? Number(text) : 0;
  return slots > 0 ? slots : undefined;
}

const builtWithoutRaising = /^(?:debian|ubuntu|linuxmint|raspbian|kali|pop)\b/;
