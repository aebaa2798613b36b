/** Whether the kernel holds what a file asks for: both read as the kernel reads them, with what it rounds taken into account. */
import type { Host } from '../../../host/facts.ts';
import { type SysctlFact, sysctlKeys } from '../facts/keys.ts';
import { isNumeric } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';
import { KernelValues, kernelRounds } from '../loaders/kernel-values.ts';
import { pathOfKey } from '../loaders/paths.ts';
import { parsePorts, printPorts } from '../loaders/port-set.ts';
import { fieldsOf } from '../syntax.ts';

/**
 * @param configured as a file has it
 * @param running as the kernel prints it, without the line end
 */
export function holds(key: string, configured: string, running: string, host: Host): boolean {
  const fact = sysctlKeys.get(key);
  if (fact?.type === 'portlist') return portsOf(configured) === portsOf(running);
  if (fact && !isNumeric(fact)) return textOf(key, configured, host) === textOf(key, running, host);
  const wanted = fieldsOf(configured);
  const got = fieldsOf(running);
  const numbers = { wanted: numbersOf(fact ? wanted.slice(0, fact.fields) : wanted), got: numbersOf(got) };
  // A key that the table does not know may be of any type.
  if (!numbers.wanted || !numbers.got || (!fact && wanted.length !== got.length))
    return wanted.join(' ') === got.join(' ');
  return fact ? holdsNumbers(fact, numbers.wanted, numbers.got, host) : equal(numbers.wanted, numbers.got);
}

function holdsNumbers(fact: SysctlFact, wanted: readonly bigint[], got: readonly bigint[], host: Host): boolean {
  const [low = 0n, high = got[1] ?? 0n] = wanted;
  // `ipv4_ping_group_range` in net/ipv4/sysctl_net_ipv4.c.
  if (fact.id === 'net.ipv4.ping_group_range' && low > high) return equal([1n, 0n], got);
  const stored = storedAs(fact);
  return wanted.every((number, at) => got[at] !== undefined && stored(kernelRounds(fact.id, number, host), got[at]));
}

/** Whether the kernel holds a number where another one was written, besides what it rounds to sizes of its own. */
type Rounding = (wanted: bigint, got: bigint) => boolean;

function storedAs(fact: SysctlFact): Rounding {
  if (fact.id === 'vm.lowmem_reserve_ratio') return notNegative;
  return jiffies(fact) ?? (fact.id.startsWith('net.bridge.bridge-nf-') ? toSwitch : exact);
}

const exact: Rounding = (wanted, got) => wanted === got;
/** `setup_per_zone_lowmem_reserve` in mm/page_alloc.c. */
const notNegative: Rounding = (wanted, got) => (wanted < 1n ? 0n : wanted) === got;
/** `brnf_sysctl_call_tables` in net/bridge/br_netfilter_hooks.c. */
const toSwitch: Rounding = (wanted, got) => (wanted === 0n ? got === 0n : got === 1n);

/** Times that the kernel keeps in ticks of its timer, of which it has 100 to 1000 a second: it rounds milliseconds up, hundredths down. */
function jiffies({ type, unit }: SysctlFact): Rounding | undefined {
  if (type !== 'number') return undefined;
  if (unit === 'milliseconds') return (wanted, got) => wanted <= got && got - wanted < 10n;
  return unit === 'centiseconds' ? (wanted, got) => got <= wanted && wanted - got <= 1n : undefined;
}

function equal(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.length === b.length && a.every((number, at) => number === b[at]);
}

function numbersOf(fields: readonly string[]): readonly bigint[] | undefined {
  const numbers = fields.map(kernelNumber);
  return numbers.length > 0 && numbers.every((number) => number !== undefined) ? (numbers as bigint[]) : undefined;
}

function portsOf(text: string): string {
  const ports = parsePorts(text);
  return ports ? printPorts(ports) : text;
}

/** Texts of hexadecimal digits in groups, which the kernel prints in small letters and fills up with zeros. */
const hexadecimal = new Set([
  'net.core.flow_limit_cpu_bitmap',
  'net.core.rps_default_mask',
  'net.ipv4.tcp_fastopen_key',
]);

/** As the kernel stores a text; a blank at the end is a loader's or the printer's. */
function textOf(key: string, text: string, host: Host): string {
  if (hexadecimal.has(key)) return text.toLowerCase().replace(/(^|[,-])[0,]+(?=[0-9a-f])/g, '$1');
  const kernel = new KernelValues(host);
  kernel.write(pathOfKey(key), text);
  return (kernel.get(key) ?? text).trimEnd();
}
