/** What the kernel makes of a value that is written below /proc/sys (kernel/sysctl.c), and the values it holds afterwards. */
import { type Host, pageSizeOf } from '../../../host/facts.ts';
import { type SysctlFact, sysctlKeys } from '../facts/keys.ts';
import { isNumeric, rangeOn, sameVariable } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';
import { fieldsOf } from '../syntax.ts';
import { keyOfPath } from './paths.ts';
import { parsePorts, printPorts } from './port-set.ts';
import { type Change, sideEffects } from './side-effects.ts';

export type Refusal = 'EINVAL' | 'ENOENT' | 'EACCES';

/** Values of keys, changed by writes. Keys are dotted; what nobody set has the default of the table, where it names one. */
export class KernelValues {
  /** What the last write that was taken changed besides its own variable, where that had another value or an unknown one. */
  sideEffects: readonly Change[] = [];
  private readonly values = new Map<string, readonly string[]>();

  /**
   * @param initial values before the first write, by key
   */
  constructor(
    private readonly host: Host,
    initial: Readonly<Record<string, string>> = {},
  ) {
    for (const [key, value] of Object.entries(initial)) {
      const fact = sysctlKeys.get(key);
      this.values.set(variableOf(key), fact && isNumeric(fact) ? fieldsOf(value) : [value]);
    }
  }

  /** The value of a key as the kernel prints it, its fields parted by blanks; undefined where it is not known. */
  get(key: string): string | undefined {
    return this.fields(key)?.join(' ');
  }

  /**
   * Writes a value.
   * @param path below /proc/sys
   * @returns why the kernel refuses it; a list may be stored in part nevertheless
   */
  write(path: string, value: string): Refusal | undefined {
    const key = keyOfPath(path);
    this.sideEffects = [];
    const fact = sysctlKeys.get(key);
    if (fact?.readOnly) return 'EACCES';
    if (fact?.type === 'portlist') return this.writePorts(key, value);
    return fact && isNumeric(fact) ? this.writeNumbers(key, fact, value) : this.writeText(key, value);
  }

  private writeText(key: string, value: string): Refusal | undefined {
    const text = value.slice(0, longestTexts[key]).split('\n', 1)[0] as string;
    // The name of an algorithm or a queue: nothing has one with a blank.
    if (names.has(key) && (text === '' || /\s/.test(text))) return 'ENOENT';
    this.values.set(key, [text]);
    return undefined;
  }

  private writePorts(key: string, value: string): Refusal | undefined {
    const ports = parsePorts(value);
    if (!ports) return 'EINVAL';
    this.values.set(key, [printPorts(ports)]);
    return undefined;
  }

  /** The fields in front of a bad one are stored, unless the kernel collects them first. */
  private writeNumbers(key: string, fact: SysctlFact, value: string): Refusal | undefined {
    const written = fieldsOf(value);
    if (written.length === 0) return 'EINVAL';
    const { min, max } = rangeOn(this.host, fact);
    const fields = [...(this.fields(key) ?? [])];
    let refused = false;
    for (const [at, field] of written.slice(0, fact.fields).entries()) {
      const number = kernelNumber(field);
      refused = number === undefined || (min !== undefined && number < min) || (max !== undefined && number > max);
      if (refused) break;
      fields[at] = String(number);
    }
    if ((refused && collected.has(key)) || this.breaksBound(key, fields)) return 'EINVAL';
    const before = this.get(key);
    const stored = isRounded(key) ? fields.map((field) => this.rounded(key, field)) : fields;
    this.values.set(variableOf(key), stored);
    if (!refused) this.applySideEffects(key, before);
    return refused ? 'EINVAL' : undefined;
  }

  private applySideEffects(key: string, before: string | undefined): void {
    const after = this.get(key);
    if (after === undefined) return;
    const changes = sideEffects({ key, before, after }, () => [...this.values.keys()]);
    this.sideEffects = changes.filter((change) => this.get(change.key) !== change.value);
    for (const change of changes) this.values.set(variableOf(change.key), [change.value]);
  }

  /** The number that the kernel makes of one that it takes. */
  private rounded(key: string, field: string): string {
    const number = kernelNumber(field);
    return number === undefined || number <= 0n ? field : String(kernelRounds(key, number, this.host));
  }

  /** Whether a range would be upside down, or a key on the wrong side of another one that the kernel compares it with. */
  private breaksBound(key: string, fields: readonly string[]): boolean {
    if (key === 'net.ipv4.ip_local_port_range' && Number(fields[0]) > Number(fields[1])) return true;
    return ordered.some(([low, high]) => {
      if (key !== low && key !== high) return false;
      const below = kernelNumber((key === low ? fields : this.fields(low))?.[0] ?? '');
      const above = kernelNumber((key === high ? fields : this.fields(high))?.[0] ?? '');
      return below !== undefined && above !== undefined && below > above;
    });
  }

  private fields(key: string): readonly string[] | undefined {
    const known = this.values.get(variableOf(key));
    if (known) return known;
    const fact = sysctlKeys.get(key);
    if (!fact?.default || !isNumeric(fact)) return undefined;
    const fields = fieldsOf(fact.default);
    return fields.length === fact.fields && fields.every((field) => kernelNumber(field) !== undefined)
      ? fields
      : undefined;
  }
}

/** The first name of a variable that has several. */
export function variableOf(key: string): string {
  return sameVariable.find((each) => each.includes(key))?.[0] ?? key;
}

/** Keys whose value must be the name of something. */
const names = new Set(['net.core.default_qdisc', 'net.ipv4.tcp_congestion_control']);

/** Characters that are kept of a text; the rest is dropped without a word. */
const longestTexts: Readonly<Record<string, number>> = {
  'kernel.core_pattern': 127,
  'kernel.domainname': 64,
  'kernel.hostname': 64,
};

/** Lists that are stored as a whole or not at all. */
const collected = new Set(['net.ipv4.ip_local_port_range', 'net.ipv4.ping_group_range']);

const powerOfTwo = (number: bigint) => (number <= 1n ? number : 2n ** BigInt((number - 1n).toString(2).length));

/**
 * Numbers that are rounded up: buckets fill whole pages with pointers (`nf_ct_alloc_hashtable`), pipes have a power of two of
 * pages (`round_pipe_size` in fs/pipe.c), and flows are a table of such a size (`rps_sock_flow_sysctl`).
 */
const roundings: Readonly<Record<string, (number: bigint, page: number) => bigint>> = {
  'net.netfilter.nf_conntrack_buckets': (number, page) => {
    const perPage = BigInt(page) / 8n;
    return ((number + perPage - 1n) / perPage) * perPage;
  },
  'net.core.rps_sock_flow_entries': powerOfTwo,
  'fs.pipe-max-size': (number, page) => (number <= BigInt(page) ? BigInt(page) : powerOfTwo(number)),
};

/** The number that the kernel holds when one is written that it takes. */
export function kernelRounds(key: string, number: bigint, host: Host): bigint {
  return roundings[key]?.(number, pageSizeOf(host)) ?? number;
}

/** Whether the kernel holds another number than the one that is written. */
export function isRounded(key: string): boolean {
  return Object.hasOwn(roundings, key);
}

/** Keys of which the kernel keeps the first one at or below the first field of the second. */
const ordered: readonly (readonly [low: string, high: string])[] = [
  ['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_port_range'],
  ['net.ipv4.ipfrag_low_thresh', 'net.ipv4.ipfrag_high_thresh'],
  ['net.ipv6.ip6frag_low_thresh', 'net.ipv6.ip6frag_high_thresh'],
  ['net.netfilter.nf_conntrack_frag6_low_thresh', 'net.netfilter.nf_conntrack_frag6_high_thresh'],
  ['net.ipv4.tcp_reordering', 'net.ipv4.tcp_max_reordering'],
];
