import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { profileFor, readProfile } from '../../server/src/host/profile.ts';

const read = (source: string) => readProfile('/srv/lb/headroom.json', source);
const problems = (source: string) =>
  read(source).problems.map(({ line, start, end, message }) => `${line}:${start}-${end} ${message}`);

describe('a profile', () => {
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
      "0:2-9 Unknown property 'hosts'; known are host, rules, packs, haproxy and overrides.",
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
    assert.match(problems('{ "host": { "ram": 1 } }')[0] ?? '', /^0:19-20 Unknown host fact 'ram'; known are memory,/);
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
