/** Why a machine may hold another value than its files ask for, as far as it can be told from what is there. */
import { clipped } from '../../../engine/nearest.ts';
import { compareVersions } from '../../../engine/version.ts';
import type { Host } from '../../../host/facts.ts';
import { type SysctlFact, sysctlKeys } from '../facts/keys.ts';
import { exclusivePairs, insteadOf, isGone } from '../kernel.ts';
import type { LostKey } from '../loaders/effective.ts';
import { keyOfPath, pathOfKey } from '../loaders/paths.ts';
import { fieldsOf } from '../syntax.ts';

export interface Circumstances {
  /** Its kernel is the one that runs. */
  readonly host: Host;
  /** The paths below /proc/sys. */
  readonly paths: ReadonlySet<string>;
}

/** Why the machine has no such key. */
export function reasonOfAbsence(key: string, { host, paths }: Circumstances): string {
  const fact = sysctlKeys.get(key);
  if (!fact || fact.status === 'never-existed') {
    const meant = fact?.replacedBy ? `; '${fact.replacedBy}' is meant` : fact ? behind(insteadOf(fact)) : '';
    return `no kernel is known to have this key${meant}`;
  }
  if (isGone(fact, host)) {
    const instead = fact.replacedBy ? `; it is called '${fact.replacedBy}' now` : behind(insteadOf(fact));
    return `removed in Linux ${fact.until}${instead}`;
  }
  const kernel = host.kernel?.value;
  if (kernel && fact.since && compareVersions(kernel, fact.since) < 0)
    return `new in Linux ${fact.since}, and Linux ${kernel} runs here`;
  const missing = missingName(key, fact, paths);
  if (missing) return missing;
  if (fact.module && !isAnyOf(fact.module, paths)) return `the module ${fact.module} is not loaded`;
  if (fact.namespace === 'initial-net' && isOtherNetwork(paths))
    return 'the key exists in the initial network namespace only, and this is another one';
  if (fact.arch) return `the key exists on ${fact.arch} only`;
  if (fact.status === 'vendor') return 'only kernels of some distributions or vendors have this key';
  return 'the kernel that runs here was built without this key';
}

/** Why a key holds something else; undefined where nothing is known, as where somebody set it by hand. */
export function reasonOfDifference(
  key: string,
  running: string,
  set: ReadonlySet<string>,
  { paths }: Circumstances,
): string | undefined {
  const fact = sysctlKeys.get(key);
  const pair = exclusivePairs.find((each) => each.includes(key));
  const other = pair?.find((each) => each !== key);
  if (other && fieldsOf(running)[0] === '0') return `a write to ${other} sets this key to 0`;
  if (fact && isOtherNetwork(paths)) {
    if (fact.namespace === 'net')
      return 'the key counts per network namespace, and this is another one than the initial one';
    if (fact.namespace === 'initial-net-writes')
      return 'the key can be written in the initial network namespace only, and this is another one';
  }
  const all = key.replace(/^(net\.ipv[46]\.conf)\.[^.]+\./, '$1.all.');
  const isCopied = fact?.combine === 'copied' || /^net\.ipv[46]\.conf\.[^.]+\.forwarding$/.test(key);
  if (all !== key && isCopied && (set.has(all) || (all === forwarding && set.has('net.ipv4.ip_forward'))))
    return `a write to ${all} sets every interface`;
  return byItself[fact?.id ?? ''];
}

/** Why no line sets a key that the machine has. */
export function reasonOfLoss({ key, value, why }: LostKey): string {
  if (why === 'read-only') return 'the key is read-only';
  return why === 'refused'
    ? `the kernel refuses '${clipped(value)}', so no line sets the key`
    : `the loader does not find '${clipped(key)}' by the way it is written`;
}

const forwarding = 'net.ipv4.conf.all.forwarding';

/** Keys that the kernel changes on its own. */
const byItself: Readonly<Record<string, string>> = {
  'kernel.perf_event_max_sample_rate': 'the kernel lowers it by itself where samples take too long',
  'net.ipv6.conf.<name>.mtu': 'a change of the MTU of the interface sets it anew',
  'vm.nr_hugepages': 'the kernel takes as many huge pages as it finds memory in one piece for, and reports no error',
};

/** An interface, or whatever stands in the place of a name, that is not there. */
function missingName(key: string, fact: SysctlFact, paths: ReadonlySet<string>): string | undefined {
  const at = fact.name.split('.').indexOf('<name>');
  const name = at < 0 ? undefined : key.split('.')[at]?.replaceAll('/', '.');
  if (name === undefined) return undefined;
  if (fact.onlyUnder && name !== fact.onlyUnder) return `the key exists under '${fact.onlyUnder}' only`;
  const folder = `${pathOfKey(key)
    .split('/')
    .slice(0, at + 1)
    .join('/')}/`;
  if ([...paths].some((path) => path.startsWith(folder))) return undefined;
  return /^net\.ipv[46]\.(?:conf|neigh)\./.test(key) && name !== 'default' && name !== 'all'
    ? `there is no interface '${clipped(name)}' now`
    : undefined;
}

/** Whether a key that comes with a module is there. */
function isAnyOf(module: string, paths: ReadonlySet<string>): boolean {
  for (const path of paths) if (sysctlKeys.get(keyOfPath(path))?.module === module) return true;
  return false;
}

/** The queue of the network's own core is one for the whole machine, and other namespaces do not show it. */
function isOtherNetwork(paths: ReadonlySet<string>): boolean {
  return paths.has('net/core/somaxconn') && !paths.has('net/core/netdev_max_backlog');
}

/** A sentence behind another one, without its full stop. */
function behind(sentence: string): string {
  return sentence === '' ? '' : `.${sentence.replace(/\.$/, '')}`;
}
