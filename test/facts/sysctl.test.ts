/** The table of sysctl keys: rows, names, successors, ranges and prose. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { existingKeys, rangeFor, type SysctlFact, sysctlKeys } from '../../server/src/languages/sysctl/facts/keys.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';

const facts = [...sysctlKeys.all()];
const proseFolder = path.join(import.meta.dirname, '../../server/src/languages/sysctl/prose');
const commonKeys = readFileSync(path.join(import.meta.dirname, 'sysctl-common-keys.txt'), 'utf8')
  .trim()
  .split('\n');

function fact(name: string): SysctlFact {
  const found = sysctlKeys.get(name);
  assert.ok(found, `${name} is not in the table`);
  return found;
}

test('every row gives a fact with a signature of as many values as it has fields', () => {
  assert.ok(facts.length >= 1372, `${facts.length} keys`);
  for (const each of facts) {
    assert.equal(each.id, each.name);
    assert.equal(each.params?.length, each.fields, each.name);
    for (const param of each.params ?? []) {
      assert.ok('value' in param, each.name);
      assert.match(param.value.kind, /^(integer|text|port-list)$/, each.name);
    }
    for (const note of each.notes ?? []) assert.match(note, /^\S.*[.!?")]$/, each.name);
    if (each.source) assert.match(each.source.url, /^https:\/\/(docs|git)\.kernel\.org\//, each.name);
  }
});

test('rows stand in the order of their keys, each once', () => {
  const names = facts.map((each) => each.name);
  assert.deepEqual(names, [...new Set(names)].sort());
});

test('ranges are not empty, and earlier ones stand oldest first', () => {
  for (const each of facts) {
    const versions = each.changes.map((change) => change.before);
    assert.deepEqual(versions, [...versions].sort(byVersion), each.name);
    for (const version of [undefined, '7.2', ...versions.map(releaseBefore)]) {
      const { min, max } = rangeFor(each, version);
      if (min !== undefined && max !== undefined) assert.ok(min <= max, `${each.name} on ${version}: ${min}..${max}`);
    }
  }
});

test('without a version the range holds that of every version', () => {
  for (const each of facts) {
    const wide = rangeFor(each);
    for (const version of ['7.2', ...each.changes.map((change) => releaseBefore(change.before))]) {
      const { min, max } = rangeFor(each, version);
      if (wide.min !== undefined) assert.ok(min !== undefined && wide.min <= min, `${each.name} on ${version}`);
      if (wide.max !== undefined) assert.ok(max !== undefined && wide.max >= max, `${each.name} on ${version}`);
    }
  }
});

test('a misspelling is known by its name and never offered', () => {
  const misspelt = facts.filter((each) => each.status === 'never-existed');
  assert.ok(misspelt.length > 0);
  const offered = new Set(existingKeys.all());
  assert.equal(offered.size, facts.length - misspelt.length);
  for (const each of misspelt) {
    assert.equal(offered.has(each), false, each.name);
    assert.equal(existingKeys.get(each.name), each);
  }
  assert.equal(sysctl.start(sysctl.blockContext(undefined)).table, existingKeys);
  for (const line of ['vm.swappiness = 1', 'vm.zork = 1', 'vm.zork'])
    assert.equal(sysctl.statement(line, sysctl.blockContext(undefined), {}).slots[0]?.table, existingKeys, line);
});

test('a name is looked for in its place only where a key is long enough to have one', () => {
  assert.equal(Math.max(...facts.map((each) => each.name.split('.').length)), 5);
  assert.equal(fact(`net.ipv4.conf.${'a'.repeat(255)}.rp_filter`).name, 'net.ipv4.conf.<name>.rp_filter');
  assert.equal(sysctlKeys.get(`net.ipv4.conf.${'a'.repeat(600)}.rp_filter`), undefined);
  assert.equal(sysctlKeys.get(`net.ipv4.conf.${'a.'.repeat(100)}rp_filter`), undefined);
});

test('a successor is a key of current kernels', () => {
  const replaced = facts.filter((each) => each.replacedBy !== undefined);
  for (const each of replaced) {
    assert.notEqual(each.status, 'current', each.name);
    assert.equal(sysctlKeys.get(each.replacedBy as string)?.status, 'current', `${each.name} -> ${each.replacedBy}`);
    assert.equal(each.insteadNote, undefined, each.name);
  }
});

test('the names of old connection tracking lead to their successors', () => {
  const old = facts.filter(
    (each) => /^net\.ipv4\.(netfilter\.)?ip_conntrack_/.test(each.name) && each.status === 'removed',
  );
  assert.ok(old.length > 0);
  assert.deepEqual(
    old.filter((each) => each.replacedBy === undefined).map((each) => each.name),
    ['net.ipv4.netfilter.ip_conntrack_tcp_timeout_syn_sent2'],
  );
  const successors: Readonly<Record<string, string>> = {
    'net.ipv4.ip_conntrack_max': 'net.netfilter.nf_conntrack_max',
    'net.ipv4.netfilter.ip_conntrack_max': 'net.netfilter.nf_conntrack_max',
    'net.ipv4.netfilter.ip_conntrack_tcp_timeout_established': 'net.netfilter.nf_conntrack_tcp_timeout_established',
    'net.ipv4.netfilter.ip_conntrack_udp_timeout': 'net.netfilter.nf_conntrack_udp_timeout',
  };
  for (const [name, successor] of Object.entries(successors)) assert.equal(fact(name).replacedBy, successor);
  const secret = fact('net.ipv4.route.secret_interval');
  assert.equal(secret.replacedBy, undefined);
  assert.match(secret.insteadNote ?? '', /route cache/);
});

test('a removed key says since when it is gone', () => {
  assert.equal(fact('net.ipv4.tcp_tw_recycle').until, '4.12');
  for (const each of facts) if (each.status === 'removed') assert.ok(each.until, each.name);
  for (const each of facts)
    if (each.status === 'current' || each.status === 'noop') assert.equal(each.until, undefined, each.name);
});

test('an interface, a wildcard and a dot inside a name all find the pattern row', () => {
  const row = fact('net.ipv4.conf.<name>.rp_filter');
  for (const name of ['all', 'default', 'eth0', '*', 'eth0/100', 'br-3f2a']) {
    assert.equal(sysctlKeys.get(`net.ipv4.conf.${name}.rp_filter`), row, name);
  }
  assert.equal(fact('net.netfilter.nf_log.2').name, 'net.netfilter.nf_log.<name>');
  assert.equal(fact('net.ipv4.neigh.default.gc_thresh3').onlyUnder, 'default');
});

test('what is no key is not found', () => {
  const names = [
    '',
    '.',
    'net.ipv4',
    'net.ipv4.conf.eth0',
    'net.ipv4.conf..rp_filter',
    'net.ipv4.tcp_memm',
    'vm.swappiness.x',
  ];
  for (const name of [...names, 'net.ipv4.conf.a.b.rp_filter', 'constructor'])
    assert.equal(sysctlKeys.get(name), undefined, name);
});

test('ranges by version agree with what kernels accept', () => {
  const cases: readonly (readonly [string, string | undefined, bigint | undefined, bigint | undefined])[] = [
    ['vm.swappiness', '5.7', 0n, 100n],
    ['vm.swappiness', '5.8', 0n, 200n],
    ['vm.swappiness', '5.15.0-91-generic', 0n, 200n],
    ['vm.swappiness', undefined, 0n, 200n],
    ['net.core.somaxconn', '3.16', 0n, 65535n],
    ['net.core.somaxconn', '4.1', 0n, 2147483647n],
    ['net.ipv4.tcp_ecn', '6.18', 0n, 2n],
    ['net.ipv4.tcp_ecn', '7.2', 0n, 5n],
    ['net.ipv4.tcp_ecn', undefined, -2147483648n, 2147483647n],
    ['net.ipv4.tcp_rmem', '6.18', 1n, 2147483647n],
    ['net.ipv4.tcp_rmem', '7.2', 4096n, 2147483647n],
    ['net.ipv4.tcp_tw_reuse', '6.1', 0n, 2n],
    ['net.ipv4.tcp_syn_retries', '6.6', 1n, 127n],
    ['net.netfilter.nf_conntrack_max', '6.18', 0n, 2147483647n],
    ['net.netfilter.nf_conntrack_max', '6.19', 1n, 2147483647n],
    ['kernel.pid_max', '6.1', 301n, 4194304n],
    ['fs.nr_open', '6.18', 64n, 2147483584n],
    ['fs.file-max', '6.18', 0n, 9223372036854775807n],
    ['vm.dirty_bytes', undefined, 8192n, 18446744073709551615n],
    ['vm.watermark_scale_factor', '5.9', 1n, 1000n],
    ['vm.watermark_scale_factor', '5.15', 1n, 3000n],
    ['net.ipv4.ip_local_port_range', undefined, 1n, 65535n],
    ['kernel.shmmax', '6.18', 0n, 18446744073709551615n],
    ['net.ipv4.tcp_keepalive_time', '6.18', -21474836n, 21474836n],
    ['net.core.netdev_budget_usecs', '6.18', 2000n, 2147483647n],
    ['net.core.netdev_budget_usecs', '6.6', 0n, 2147483647n],
    ['net.ipv4.tcp_congestion_control', '6.18', undefined, undefined],
  ];
  for (const [key, version, min, max] of cases) {
    const range = rangeFor(fact(key), version);
    assert.deepEqual([range.min, range.max], [min, max], `${key} on ${version}`);
  }
});

test('a known timer frequency makes bounds in jiffies exact', () => {
  assert.equal(rangeFor(fact('net.ipv4.tcp_keepalive_time'), '6.18', 250).max, 8589934n);
  assert.equal(rangeFor(fact('net.ipv4.tcp_keepalive_time'), '6.18', 1000).max, 2147483n);
  assert.equal(rangeFor(fact('net.core.netdev_budget_usecs'), '6.18', 250).min, 8000n);
});

test('keys carry what the rules ask for', () => {
  assert.deepEqual(
    fact('net.ipv4.tcp_mem').params?.map((param) => param.name),
    ['min', 'pressure', 'max'],
  );
  assert.equal(fact('net.ipv4.tcp_mem').unit, 'pages');
  assert.equal(fact('net.ipv4.conf.all.rp_filter').combine, 'max');
  assert.equal(fact('net.ipv4.conf.all.send_redirects').combine, 'or');
  assert.equal(fact('net.ipv6.conf.all.accept_redirects').combine, 'all-ignored');
  assert.equal(fact('net.ipv6.conf.all.disable_ipv6').combine, 'copied');
  assert.equal(fact('net.netfilter.nf_conntrack_max').module, 'nf_conntrack');
  assert.equal(fact('net.netfilter.nf_conntrack_max').namespace, 'initial-net-writes');
  assert.equal(fact('fs.file-nr').readOnly, true);
  assert.equal(fact('kernel.nmi_watchdog').readOnly, false);
  assert.equal(fact('vm.drop_caches').action, true);
  assert.equal(fact('net.ipv4.tcp_fack').status, 'noop');
  assert.deepEqual(
    fact('net.ipv4.tcp_tw_reuse').choices?.map((choice) => choice.value),
    ['0', '1', '2'],
  );
});

test('a line may leave out all fields but the first, and masks of CPUs are no numbers', () => {
  for (const each of facts)
    for (const [i, param] of (each.params ?? []).entries())
      assert.equal(param.repeat, i > 0 ? 'optional' : 'once', `${each.name}, field ${i + 1}`);
  for (const key of ['net.core.flow_limit_cpu_bitmap', 'net.core.rps_default_mask', 'net.sctp.cookie_hmac_alg']) {
    assert.equal(fact(key).type, 'string', key);
    assert.deepEqual(rangeFor(fact(key)), {}, key);
  }
});

test('a page that the newest documentation lost is linked in the last one that has it', () => {
  assert.equal(
    fact('fs.super-nr').source?.url,
    'https://docs.kernel.org/6.1/admin-guide/sysctl/fs.html#super-max-super-nr',
  );
  assert.equal(fact('fs.nr_open').source?.url, 'https://docs.kernel.org/admin-guide/sysctl/fs.html#nr-open');
});

test('the most used keys have prose, and prose belongs to a key', () => {
  const prose = readProse();
  assert.equal(commonKeys.length, 150);
  assert.deepEqual(
    commonKeys.filter((key) => !prose.has(key)),
    [],
  );
  for (const [key, text] of prose) {
    assert.equal(sysctlKeys.get(key)?.name, key, `prose for ${key}`);
    assert.match(text, /^\S.*\.\n\n\S/, `${key}: a summary and a paragraph`);
  }
});

function readProse(): Map<string, string> {
  const prose = new Map<string, string>();
  for (const file of readdirSync(proseFolder)) {
    for (const section of readFileSync(path.join(proseFolder, file), 'utf8').split(/^## /m).slice(1)) {
      const [key = '', ...text] = section.split('\n');
      assert.ok(!prose.has(key), `${key} has prose twice`);
      prose.set(key, text.join('\n').trim());
    }
  }
  return prose;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** A version just below a release: `5.8` gives `5.7.99`. */
function releaseBefore(release: string): string {
  const numbers = release.split('.').map(Number);
  const last = numbers.length - 1;
  if (numbers[last] === 0) return `${(numbers[last - 1] as number) - 1}.99`;
  numbers[last] = (numbers[last] as number) - 1;
  return `${numbers.join('.')}.99`;
}
