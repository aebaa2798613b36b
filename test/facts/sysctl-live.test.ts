/**
 * The table of sysctl keys against the kernel that runs here: every key below /proc/sys is known, of the right type, with as many
 * fields and with the bits that the table says; and the kernel takes and refuses the values at the bounds of the table. Values are
 * written in a network namespace of its own only, which takes root; what cannot be tried is said.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compareVersions } from '../../server/src/engine/version.ts';
import { rangeFor, type SysctlFact, sysctlKeys } from '../../server/src/languages/sysctl/facts/keys.ts';
import { isGone, isNumeric } from '../../server/src/languages/sysctl/kernel.ts';
import { kernelNumber } from '../../server/src/languages/sysctl/kinds.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { keyOfPath } from '../../server/src/languages/sysctl/loaders/paths.ts';
import { parsePorts } from '../../server/src/languages/sysctl/loaders/port-set.ts';
import { holds } from '../../server/src/languages/sysctl/running/holds.ts';
import { fieldsOf } from '../../server/src/languages/sysctl/syntax.ts';
import { inNetworkNamespace } from '../harness/network-namespace.ts';
import { findingsIn, worldOf } from '../harness/world.ts';
import { type KernelKey, keysOfKernel } from './live/keys-of-kernel.ts';
import type { Trial } from './live/try-values.ts';

/** Keys that no kernel as it was released has. */
const patched: readonly (readonly [key: RegExp, reason: string])[] = [
  [/^kernel\.init_private/, 'a patch for the kernels of small virtual machines'],
  [/^vm\.shrink_inodes_with_pagecache$/, 'a patch for the kernels of small virtual machines'],
];

/** Keys whose bits are not those of the table, and why. */
const otherBits: Readonly<Record<string, string>> = {
  'kernel.msg_next_id': 'the capability CAP_CHECKPOINT_RESTORE opens it, whatever the bits say',
  'kernel.nmi_watchdog': 'read-only where the processor has no counter for the watchdog',
  'kernel.sem_next_id': 'the capability CAP_CHECKPOINT_RESTORE opens it, whatever the bits say',
  'kernel.shm_next_id': 'the capability CAP_CHECKPOINT_RESTORE opens it, whatever the bits say',
};

/** Keys that hold a value from the start that nobody may write. */
const startOutside: Readonly<Record<string, string>> = {
  'kernel.max_rcu_stall_to_panic': '0: never',
  'kernel.msg_next_id': '-1: the next free one',
  'kernel.sem_next_id': '-1: the next free one',
  'kernel.shm_next_id': '-1: the next free one',
  'vm.dirty_background_bytes': '0: the ratio counts',
  'vm.dirty_bytes': '0: the ratio counts',
};

/** Texts that look like numbers: masks of processors, and a number that other kernels take words for. */
const textsOfDigits = new Set([
  'kernel.ftrace_dump_on_oops',
  'net.core.flow_limit_cpu_bitmap',
  'net.core.rps_default_mask',
]);

const isLinux = process.platform === 'linux' && existsSync('/proc/sys/kernel');
const kernel = release();
const host = { kernel: { value: kernel, from: 'this machine' } };

const factOf = ({ path }: KernelKey): SysctlFact => sysctlKeys.get(keyOfPath(path)) as SysctlFact;
const isPatched = ({ path }: KernelKey) => patched.some(([key]) => key.test(keyOfPath(path)));

function checkKeys(keys: readonly KernelKey[], isInitial: boolean): void {
  const wrong: string[] = [];
  for (const key of keys) {
    if (isPatched(key)) continue;
    const fact = sysctlKeys.get(keyOfPath(key.path)) as SysctlFact | undefined;
    const said = fact ? [...faults(fact, key, isInitial)] : ['not in the table'];
    wrong.push(...said.map((fault) => `${keyOfPath(key.path)}: ${fault}`));
  }
  assert.deepEqual(wrong, []);
}

function* faults(
  fact: SysctlFact,
  { path, readable, writable, text }: KernelKey,
  isInitial: boolean,
): Generator<string> {
  if (fact.status === 'never-existed' || isGone(fact, host)) yield `${fact.status}, gone in ${fact.until}`;
  if (fact.since && compareVersions(kernel, fact.since) < 0) yield `new in ${fact.since}`;
  if (fact.onlyUnder && !path.includes(`/${fact.onlyUnder}/`)) yield `only under ${fact.onlyUnder}`;
  if (!isInitial && path.startsWith('net/') && fact.namespace === 'initial-net') yield 'in the first namespace only';
  const isWritable = !fact.readOnly && (isInitial || fact.namespace !== 'initial-net-writes');
  if (writable !== isWritable && !(fact.id in otherBits)) yield `${writable ? '' : 'not '}writable`;
  if (readable === fact.action) yield fact.action ? 'has a value to read' : 'has no value to read';
  if (text === undefined) return;
  if (fact.type === undefined) yield 'of no type';
  else if (fact.type === 'portlist' && !parsePorts(text)) yield `no list of ports: ${text}`;
  else if (isNumeric(fact)) yield* numberFaults(fact, fieldsOf(text));
  else if (fact.type === 'string' && /^-?\d+(\s+-?\d+)*$/.test(text) && !textsOfDigits.has(fact.id))
    yield `no text: ${text}`;
}

function* numberFaults(fact: SysctlFact, fields: readonly string[]): Generator<string> {
  if (fields.length !== fact.fields) yield `${fields.length} fields, not ${fact.fields}`;
  const { min, max } = rangeFor(fact, kernel);
  for (const field of fields) {
    const number = kernelNumber(field);
    if (number === undefined) yield `no number: ${field}`;
    else if (!(fact.id in startOutside) && ((min !== undefined && number < min) || (max !== undefined && number > max)))
      yield `${number} is not from ${min} to ${max}`;
  }
}

const script = (name: string) => join(import.meta.dirname, 'live', name);

describe('the keys of the kernel that runs here', () => {
  it('are all known, with their type, their fields and their bits', (t) => {
    if (!isLinux) return t.diagnostic('this is no Linux: nothing to look at');
    const keys = keysOfKernel();
    assert.ok(keys.length > 500, `${keys.length} keys`);
    checkKeys(
      keys,
      keys.some(({ path }) => path === 'net/core/netdev_max_backlog'),
    );
    const known = new Set(keys.filter((key) => !isPatched(key)).map((key) => factOf(key).id));
    t.diagnostic(
      `Linux ${kernel}: ${keys.length} keys, ${known.size} rows, ${keys.filter(isPatched).length} patched in`,
    );
  });

  it('are all known in a network namespace of its own, which has exactly those that the table says', (t) => {
    const keys = inNetworkNamespace<readonly KernelKey[]>(script('keys-of-kernel.ts'));
    if ('failed' in keys) return t.diagnostic(`no network namespace here, not looked at: ${keys.failed}`);
    checkKeys(keys, false);
    const there = new Set(keys.filter((key) => !isPatched(key)).map((key) => factOf(key).id));
    const missing = keysOfKernel()
      .filter((key) => key.path.startsWith('net/') && !there.has(factOf(key).id))
      .map(factOf)
      // The defaults of neighbours are those of the machine.
      .filter(({ namespace, onlyUnder }) => namespace !== 'initial-net' && !onlyUnder);
    assert.deepEqual([...new Set(missing.map(({ id }) => id))], []);
    t.diagnostic(`${keys.filter(({ path }) => path.startsWith('net/')).length} keys of the network`);
  });
});

/** Bounds that another key or an interface sets, or the build of the kernel: only inside of them the value is taken. */
const movingBounds: readonly (readonly [key: RegExp, bound: 'min' | 'max' | 'both', reason: string])[] = [
  [/^net\.ipv4\.ip_local_port_range$/, 'both', 'low, high and ip_unprivileged_port_start keep their order'],
  [/^net\.ipv4\.ip_unprivileged_port_start$/, 'max', 'at most the lower end of ip_local_port_range'],
  [/frag6?_high_thresh$/, 'min', 'at least the low one'],
  [/frag6?_low_thresh$/, 'max', 'at most the high one'],
  [/^net\.ipv4\.tcp_reordering$/, 'max', 'at most tcp_max_reordering'],
  [/^net\.ipv6\.conf\.lo\.mtu$/, 'max', 'at most the MTU of the interface'],
  [/\.neigh\.[^.]+\.unres_qlen$/, 'max', 'INT_MAX over the memory that a packet takes in this build'],
];

/** Keys that are shown in every namespace and switch the whole machine, or that cannot be set back. */
const neverTried = new Set(['net.netfilter.nf_hooks_lwtunnel']);

interface BoundTrial extends Trial {
  readonly key: string;
  readonly fact: SysctlFact;
  readonly number: bigint;
  readonly name: 'min' | 'below' | 'max' | 'beyond';
}

describe('the bounds of the table', () => {
  const hz = timerFrequency();
  let tried: readonly BoundTrial[] = [];
  let taken: readonly boolean[] = [];
  let inside: readonly { readonly key: string; readonly value: string; readonly held: string | null }[] = [];
  let unbounded: readonly string[] = [];
  let failed: string | undefined;

  before(() => {
    const keys = inNetworkNamespace<readonly KernelKey[]>(script('keys-of-kernel.ts'));
    if ('failed' in keys) {
      failed = keys.failed;
      return;
    }
    const open = keys.filter(isOpen);
    unbounded = open.filter((key) => trialsOf(key).length === 0).map(({ path }) => keyOfPath(path));
    tried = open.flatMap(trialsOf);
    const initial = () => JSON.stringify(keysOfKernel('/proc/sys/net').filter(({ writable }) => writable));
    const atFirst = initial();
    const small = open.flatMap(({ path }) =>
      ['1', '37', '0x2a', '0255', '1001'].map((value) => ({ path: path.replace(/^net\//, ''), field: 0, value })),
    );
    const bounds: readonly Trial[] = tried.map(({ path, field, value }) => ({ path, field, value }));
    const answer = inNetworkNamespace<readonly (string | null)[]>(script('try-values.ts'), [...bounds, ...small]);
    assert.equal(initial(), atFirst, 'nothing changed in the namespace of the machine');
    if ('failed' in answer) failed = answer.failed;
    else {
      taken = answer.slice(0, tried.length).map((held) => held !== null);
      inside = small.map(({ path, value }, at) => ({
        key: keyOfPath(`net/${path}`),
        value,
        held: answer[tried.length + at] ?? null,
      }));
    }
  });

  /** Keys that count in each namespace by themselves, may be written and read, and whose numbers are known. */
  function isOpen(key: KernelKey): boolean {
    if (!key.path.startsWith('net/') || !key.writable || key.text === undefined || isPatched(key)) return false;
    const fact = factOf(key);
    return fact.namespace === 'net' && !fact.action && isNumeric(fact) && !neverTried.has(fact.id);
  }

  function trialsOf({ path }: KernelKey): readonly BoundTrial[] {
    const key = keyOfPath(path);
    const fact = sysctlKeys.get(key) as SysctlFact;
    const { min, max } = rangeFor(fact, kernel, hz);
    const moves = (bound: 'min' | 'max') =>
      movingBounds.some(([test, which]) => test.test(key) && (which === bound || which === 'both'));
    const isTimed = [fact.min, fact.max].some((bound) => String(bound).includes('/HZ')) && hz === undefined;
    if (isTimed) return [];
    const values: readonly (readonly [BoundTrial['name'], bigint | undefined])[] = [
      ['min', moves('min') ? undefined : min],
      ['below', min === undefined ? undefined : min - 1n],
      ['max', moves('max') ? undefined : max],
      ['beyond', max === undefined ? undefined : max + 1n],
    ];
    return Array.from({ length: fact.fields }, (_, field) =>
      values.flatMap(([name, number]) =>
        number === undefined
          ? []
          : [{ path: path.replace(/^net\//, ''), field, value: String(number), key, fact, number, name }],
      ),
    ).flat();
  }

  it('are those of the kernel, for every key of a network namespace', (t) => {
    if (failed !== undefined) return t.diagnostic(`no network namespace here, nothing tried: ${failed}`);
    const wrong: string[] = [];
    const backported = new Set<string>();
    for (const [at, { key, fact, field, number, name }] of tried.entries()) {
      if (taken[at] === (name === 'min' || name === 'max')) continue;
      // A stable release may have taken over the bounds of a later kernel: the table goes by the first release of each.
      const { min = number, max = number } = rangeFor(fact, '999', hz);
      if (taken[at] === (min <= number && number <= max)) backported.add(fact.id);
      else wrong.push(`${key}, field ${field + 1}: ${number} (${name}) is ${taken[at] ? 'taken' : 'refused'}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(backported.size <= 5, `bounds of later kernels: ${[...backported].join(' ')}`);
    const keys = new Set(tried.map(({ key }) => key)).size;
    t.diagnostic(
      `Linux ${kernel}: ${tried.length} values of ${keys} keys; ${unbounded.length} keys have no bounds in the table`,
    );
    if (backported.size > 0) t.diagnostic(`bounds of a later kernel: ${[...backported].join(', ')}`);
  });

  it('are around values of which the kernel holds what we take for the same', (t) => {
    if (failed !== undefined) return t.diagnostic(`no network namespace here, nothing tried: ${failed}`);
    const stored = inside.filter((each) => each.held !== null);
    const other = stored.filter(({ key, value, held }) => !holds(key, value, held as string, host));
    assert.deepEqual(other, []);
    const rounded = stored.filter(({ value, held }) => String(kernelNumber(value)) !== held?.split(/\s/)[0]);
    t.diagnostic(`${stored.length} values stored, ${rounded.length} of them not to the number`);
  });

  it('are those of the rule, which reports what the kernel refuses and nothing that it takes', (t) => {
    if (failed !== undefined) return t.diagnostic(`no network namespace here, nothing tried: ${failed}`);
    const rules = sysctl.rules.filter(({ id }) => id === 'sysctl/out-of-range');
    assert.equal(rules.length, 1);
    // A bound in ticks of the timer is the widest that any frequency gives, so it is not met to the number.
    const exact = [...tried.entries()].filter(
      ([, { fact, field }]) => field === 0 && ![fact.min, fact.max].some((bound) => String(bound).includes('/HZ')),
    );
    const source = exact.map(([, { key, value }]) => `${key} = ${value}\n`).join('');
    const world = worldOf([{ path: '/etc/sysctl.conf', source }], { host, rules });
    const reported = new Set(findingsIn(world, '/etc/sysctl.conf').map(({ line }) => line));
    for (const [line, [at, { key, value, fact, number }]] of exact.entries()) {
      if (reported.has(line)) assert.equal(taken[at], false, `${key} = ${value} is reported and taken`);
      const { min = number, max = number } = rangeFor(fact, kernel);
      if (number < min || number > max) assert.ok(reported.has(line), `${key} = ${value} is refused and not reported`);
    }
    t.diagnostic(`${exact.length} lines, ${reported.size} of them reported`);
  });
});

/** Ticks of the kernel's timer in a second, where the kernel says how it was built. */
function timerFrequency(): number | undefined {
  for (const path of ['/proc/config.gz', `/boot/config-${kernel}`]) {
    try {
      const bytes = readFileSync(path);
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return Number(/^CONFIG_HZ=(\d+)$/m.exec(text)?.[1]) || undefined;
    } catch {
      // The other one, or nobody says.
    }
  }
  return undefined;
}
