import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { profileFor, readProfile } from '../../server/src/host/profile.ts';

const read = (source: string) => readProfile('/srv/lb/headroom.json', source);
const problems = (source: string) =>
  read(source).problems.map(({ line, start, end, message }) => `${line}:${start}-${end} ${message}`);

describe('a profile', () => {
  it('is reported once for each place where it is broken', () => {
    assert.deepEqual(problems('{ "host": { "memory": '), ['0:22-23 Value expected in headroom.json, at host.memory.']);
  });

  it('is JSON with comments and a comma too many', () => {
    const profile = read(
      '{\n  // the edge\n  "$schema": "x",\n  "host": { "memory": "4GiB", "cpus": 8, },\n  "rules": { "limits/set-again": "off" },\n}\n',
    );
    assert.deepEqual(profile.problems, []);
    assert.deepEqual(profile.host, {
      memory: { value: 4 * 1024 ** 3, from: 'headroom.json' },
      cpus: { value: 8, from: 'headroom.json' },
    });
    assert.deepEqual(profile.rules, { 'limits/set-again': 'off' });
  });

  it('knows nothing when it is empty', () => {
    for (const source of ['{}', '{ "host": {} }']) assert.deepEqual(read(source), { ...read('{}'), problems: [] });
    assert.deepEqual(read('').host, {});
  });

  it('says what is wrong where it stands, and keeps the rest', () => {
    const profile = read(
      '{\n  "host": { "memory": "lots", "cpus": 2 },\n  "rules": { "limits/set-again": "fatal", "sysctl/no-value": "hint" }\n}',
    );
    assert.deepEqual(profile.host, { cpus: { value: 2, from: 'headroom.json' } });
    assert.deepEqual(profile.rules, { 'sysctl/no-value': 'hint' });
    assert.deepEqual(
      profile.problems.map(({ line, start, end }) => ({ line, start, end })),
      [
        { line: 1, start: 22, end: 28 },
        { line: 2, start: 33, end: 40 },
      ],
    );
    assert.match(profile.problems[0]?.message ?? '', /^'lots' is no value for memory: expected a size/);
  });

  it('says what is unknown', () => {
    assert.deepEqual(problems('{ "hosts": {} }'), [
      "0:2-9 Unknown property 'hosts'; known are host, expected, services, unit, rules, packs, haproxy and overrides.",
    ]);
    assert.deepEqual(problems('{ "rules": { "limits/set-agian": "off" } }'), [
      "0:13-31 No rule is called 'limits/set-agian'; did you mean 'limits/set-again'?",
    ]);
    assert.match(
      problems('{ "host": { "memory": 4 } }')[0] ?? '',
      /^0:22-23 '4' is no value for memory: .* at least 16MiB/,
    );
    assert.deepEqual(problems('{ "host": { "distribution": ["x"] } }'), [
      '0:28-33 A text or a number is expected for distribution.',
    ]);
    assert.match(problems('{ "host": { "ram": 1 } }')[0] ?? '', /^0:12-17 Unknown host fact 'ram'; known are memory,/);
  });

  it('says what the machine is to carry, what else runs on it and how systemd starts HAProxy', () => {
    const profile = read(`{
      "host": { "swap": 0, "commandLine": "quiet rhash_entries=131072" },
      "expected": { "connections": 20000, "connectionRate": 500, "requestRate": 2000, "tlsShare": "80%" },
      "services": { "postgres": "2GiB" },
      "unit": { "LimitNOFILE": "1024:524288", "NoNewPrivileges": true },
      "overrides": [{ "files": ["edge/**"], "expected": { "connections": 100000 }, "services": { "redis": "1GiB" } }]
    }`);
    assert.deepEqual(profile.problems, []);
    const known = <T>(value: T) => ({ value, from: 'headroom.json' });
    assert.deepEqual(profile.host, {
      swap: known(0),
      commandLine: known('quiet rhash_entries=131072'),
      connections: known(20_000),
      connectionRate: known(500),
      requestRate: known(2000),
      tlsShare: known(0.8),
      services: known({ postgres: 2 * 1024 ** 3 }),
      unit: known({ LimitNOFILE: '1024:524288', NoNewPrivileges: 'true' }),
    });
    const edge = profileFor(profile, '/srv/lb/edge/etc/sysctl.conf').host;
    assert.deepEqual(edge.connections, known(100_000));
    assert.deepEqual(edge.services, known({ postgres: 2 * 1024 ** 3, redis: 1024 ** 3 }), 'the others still run there');
  });

  it('says what is wrong with expectations, services and the unit', () => {
    assert.deepEqual(problems('{ "host": { "connections": 5 } }'), ["0:12-25 connections belongs into 'expected'."]);
    assert.deepEqual(problems('{ "expected": { "conections": 5 } }'), [
      "0:16-28 Unknown expectation 'conections'; known are connections, connectionRate, requestRate, tlsShare.",
    ]);
    assert.deepEqual(problems('{ "expected": { "tlsShare": 80 } }'), [
      "0:28-30 '80' is no value for tlsShare: expected a share from 0 to 1, or a percentage such as 80%.",
    ]);
    assert.deepEqual(problems('{ "services": { "postgres": 2 } }'), [
      "0:28-29 '2' is no value for services.postgres: expected a size such as 2GiB, at least 1MiB.",
    ]);
    assert.deepEqual(problems('{ "unit": { "LimitNOFLIE": 1 } }'), [
      "0:27-28 Unknown setting 'LimitNOFLIE' of the unit; the nearest is 'LimitNOFILE'.",
    ]);
    assert.deepEqual(problems('{ "unit": { "LimitNOFILE": "2000:1000" } }'), [
      "0:27-38 '2000:1000' is no value for unit.LimitNOFILE: expected a number, infinity, or two of them as soft:hard.",
    ]);
    assert.deepEqual(problems('{ "expected": [] }'), ['0:14-16 An object is expected here.']);
  });

  it('switches packs on, for some files besides those for all', () => {
    const profile = read('{ "packs": ["cis"], "overrides": [{ "files": ["edge/**"], "packs": ["kspp"] }] }');
    assert.deepEqual(profile.problems, []);
    assert.deepEqual(profileFor(profile, '/srv/lb/etc/sysctl.conf').packs, ['cis']);
    assert.deepEqual(profileFor(profile, '/srv/lb/edge/etc/sysctl.conf').packs, ['cis', 'kspp']);
    assert.deepEqual(problems('{ "packs": ["ksp", 3] }'), [
      "0:12-17 No pack is called 'ksp'; did you mean 'kspp'?",
      "0:19-20 No pack is called '3'; there are cis and kspp.",
    ]);
    assert.deepEqual(problems('{ "packs": "cis" }'), ['0:11-16 packs is a list of names.']);
  });

  it('survives what is no object', () => {
    assert.deepEqual(problems('[]'), ['0:0-2 headroom.json must hold an object.']);
    assert.deepEqual(problems('{ "host": 3 }'), ['0:10-11 An object is expected here.']);
    assert.deepEqual(problems('{ "overrides": {} }'), ['0:15-17 overrides must be an array.']);
    assert.deepEqual(problems('{ "overrides": [{}] }'), ["0:16-18 An override needs 'files', a list of globs."]);
  });

  it('survives being cut off anywhere', () => {
    const whole =
      '{ "host": { "memory": "4GiB" }, "overrides": [{ "files": ["a/*"], "rules": { "limits/set-again": "off" } }] } // x';
    for (let length = 1; length < whole.lastIndexOf('}') + 1; length++) {
      assert.ok(problems(whole.slice(0, length)).length > 0, whole.slice(0, length));
    }
    assert.deepEqual(problems(whole), []);
  });

  it('gives a file what its overrides say, later ones over earlier ones', () => {
    const profile = read(`{
      "host": { "memory": "4GiB", "cpus": 2 },
      "rules": { "limits/set-again": "error" },
      "overrides": [
        { "files": ["web1/**"], "host": { "memory": "8GiB" }, "rules": { "limits/set-again": "off" } },
        { "files": ["*/etc/sysctl.d/*.conf", "x"], "host": { "memory": "16GiB" } }
      ]
    }`);
    const memory = (path: string) => profileFor(profile, path).host.memory?.value;
    const gib = 1024 ** 3;
    assert.equal(memory('/srv/lb/web2/etc/sysctl.conf'), 4 * gib);
    assert.equal(memory('/srv/lb/web1/etc/sysctl.conf'), 8 * gib);
    assert.equal(memory('/srv/lb/web1/etc/sysctl.d/a.conf'), 16 * gib);
    assert.equal(profileFor(profile, '/srv/lb/web1/x').host.cpus?.value, 2);
    assert.deepEqual(profileFor(profile, '/srv/lb/web1/x').rules, { 'limits/set-again': 'off' });
    assert.deepEqual(profileFor(profile, '/srv/lb/web3/x').rules, { 'limits/set-again': 'error' });
  });
});
