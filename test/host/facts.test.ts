import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostFacts } from '../../server/src/host/fact-kinds.ts';
import {
  describeHost,
  type HostValueName,
  isHostFact,
  pageSizeOf,
  printedFacts,
  readHostFact,
  sameHost,
  withFacts,
} from '../../server/src/host/facts.ts';

function read(name: HostValueName, text: string) {
  const outcome = readHostFact(name, text, 'a test');
  return 'host' in outcome ? outcome.host[name]?.value : undefined;
}

describe('host facts', () => {
  it('are read in the units of the engine', () => {
    assert.equal(read('memory', '4GiB'), 4 * 1024 ** 3);
    assert.equal(read('memory', '512 mb'), 512 * 1024 ** 2);
    assert.equal(read('memory', '1.5G'), 1.5 * 1024 ** 3);
    assert.equal(read('cpus', '8'), 8);
    assert.equal(read('kernel', '5.15.0-91-generic'), '5.15.0-91-generic');
    assert.equal(read('haproxy', '3.2'), '3.2');
    assert.equal(read('pageSize', '65536'), 65536);
    assert.equal(read('distribution', 'ubuntu-24.04'), 'ubuntu-24.04');
    assert.equal(read('loader', 'busybox'), 'busybox');
    assert.equal(read('loader', 'systemd-257'), 'systemd-257');
    assert.equal(read('pam', 'debian-1.5.2'), 'debian-1.5.2');
    assert.equal(read('swap', '0'), 0);
    assert.equal(read('swap', '2GiB'), 2 * 1024 ** 3);
    assert.equal(read('commandLine', ' quiet rhash_entries=131072\n'), 'quiet rhash_entries=131072');
    assert.equal(read('tlsLibrary', 'AWS-LC-1.66.1'), 'AWS-LC 1.66.1', 'as HAProxy prints it');
    assert.equal(read('tlsLibrary', 'none'), 'none');
    assert.equal(read('connections', '20000'), 20_000);
    assert.equal(read('tlsShare', '0.8'), 0.8);
    assert.equal(read('tlsShare', '80%'), 0.8);
    assert.equal(read('tlsShare', '0'), 0);
    assert.equal(read('tlsShare', '100%'), 1);
  });

  it('are unknown where the text is no value', () => {
    const wrong: Readonly<Record<HostValueName, readonly string[]>> = {
      memory: ['', 'much', '-1GiB', '4 XB'],
      cpus: ['0', '-1', '2.5', 'two'],
      kernel: ['', 'new', 'v6'],
      haproxy: ['latest'],
      tlsLibrary: ['OpenSSL', '3.0.19', 'OpenSSL 3.0.19 27 Jan 2026'],
      pageSize: ['5000', '0'],
      distribution: ['Debian 12', ''],
      loader: ['openrc', 'systemd-', 'systemd-v257', 'procps 4.0.4'],
      pam: ['1', 'v1.5.2'],
      swap: ['none', '5', '-1'],
      commandLine: ['', ' '],
      connections: ['0', '20k', '1.5', '2147483648'],
      connectionRate: ['0', '500/s'],
      requestRate: ['0', 'many'],
      tlsShare: ['80', '1.1', '-0.1', '101%', 'half', ''],
    };
    for (const [name, texts] of Object.entries(wrong)) {
      for (const text of texts) {
        const outcome = readHostFact(name, text, 'a test');
        assert.ok('problem' in outcome && outcome.problem.includes(`no value for ${name}`), `${name}=${text}`);
      }
    }
  });

  it('carry where they come from', () => {
    assert.deepEqual(readHostFact('cpus', '2', '--cpus'), { host: { cpus: { value: 2, from: '--cpus' } } });
  });

  it('have names, and no others', () => {
    assert.ok(isHostFact('memory'));
    assert.ok(!isHostFact('toString'));
    assert.deepEqual(readHostFact('ram', '4GiB', 'a test'), {
      problem: `unknown host fact 'ram'; known are ${Object.keys(hostFacts).join(', ')}, services.postgres, unit.LimitNOFILE`,
    });
  });

  it('may be a value for each of several names, which are joined', () => {
    const one = readHostFact('services.postgres', '2GiB', '--host');
    const two = readHostFact('services.redis', '1GiB', '--host');
    const three = readHostFact('services.redis', '3GiB', 'headroom.json');
    assert.ok('host' in one && 'host' in two && 'host' in three);
    const gib = 1024 ** 3;
    assert.deepEqual(withFacts(one.host, two.host), {
      services: { value: { postgres: 2 * gib, redis: gib }, from: '--host' },
    });
    assert.deepEqual(withFacts(three.host, two.host), {
      services: { value: { redis: gib }, from: 'headroom.json and --host' },
    });
    assert.ok(sameHost(withFacts(one.host, two.host), withFacts(one.host, two.host)));
    assert.ok(!sameHost(one.host, two.host));
    assert.ok(!sameHost(one.host, {}));
    assert.deepEqual(
      printedFacts(withFacts({ memory: { value: gib, from: 'a test' } }, withFacts(one.host, two.host))),
      [
        ['memory', '1 GiB'],
        ['services', 'postgres 2 GiB, redis 1 GiB'],
      ],
    );
    const wrong = readHostFact('unit.LimitNOFILE', 'lots', '--host');
    assert.ok('problem' in wrong && wrong.problem.includes('no value for unit.LimitNOFILE'));
  });

  it('have examples that are values, and print as what is read again', () => {
    for (const [name, kind] of Object.entries(hostFacts)) {
      const value = kind.parse(String(kind.example));
      assert.notEqual(value, undefined, name);
      assert.equal(kind.parse(kind.print(value as string | number)), value, name);
      if (kind.pattern) assert.match(String(kind.example), new RegExp(kind.pattern));
    }
  });

  it('describe a host in one line, or nothing that is not known', () => {
    const known = <T>(value: T) => ({ value, from: 'a test' });
    assert.equal(describeHost({}), undefined);
    assert.equal(
      describeHost({
        memory: known(4 * 1024 ** 3),
        cpus: known(1),
        kernel: known('6.1'),
        haproxy: known('3.2'),
        distribution: known('debian-12'),
      }),
      '4 GiB, 1 CPU, kernel 6.1, HAProxy 3.2, debian-12',
    );
    assert.equal(pageSizeOf({}), 4096);
    assert.equal(pageSizeOf({ pageSize: known(65536) }), 65536);
  });
});
