import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { factPlaces, type NewFact, profileEdit } from '../../server/src/host/profile-edit.ts';

const profile = '/srv/headroom.json';
const file = '/srv/web1/etc/haproxy/haproxy.cfg';
const memory: NewFact = { name: 'memory', value: '8GiB' };
const share: NewFact = { name: 'tlsShare', value: 0.5 };

function written(source: string | undefined, ...facts: readonly NewFact[]): string {
  const edited = profileEdit(profile, source, file, facts);
  return 'problem' in edited
    ? edited.problem
    : Text.of(source ?? '')
        .edited(edited.edit)
        .toString();
}

describe('facts written into headroom.json', () => {
  it('make one that is missing or empty', () => {
    const made = '{\n  "host": {\n    "memory": "8GiB"\n  },\n  "expected": {\n    "tlsShare": 0.5\n  }\n}\n';
    assert.equal(written(undefined, memory, share), made);
    assert.equal(written(' \n', memory, share), made);
  });

  it('replace the value and leave comments and the rest alone', () => {
    assert.equal(
      written('{\n  // ours\n  "host": { "cpus": 2, "memory": "4GiB" }, // RAM\n}\n', memory),
      '{\n  // ours\n  "host": { "cpus": 2, "memory": "8GiB" }, // RAM\n}\n',
    );
  });

  it('are added in the style of the file', () => {
    assert.equal(
      written('{\r\n\t"host": {\r\n\t\t"cpus": 2\r\n\t}\r\n}\r\n', memory),
      '{\r\n\t"host": {\r\n\t\t"cpus": 2,\r\n\t\t"memory": "8GiB"\r\n\t}\r\n}\r\n',
    );
    assert.ok(written('\uFEFF{"host":{"memory":"1GiB"}}', memory).startsWith('\uFEFF{"host":{"memory":"8GiB"}'));
  });

  it('go into the override that decides for the file', () => {
    const source =
      '{"host":{"memory":"1GiB"},"overrides":[{"files":["web1/**"],"host":{"memory":"2GiB"}},{"files":["x"],"host":{"memory":"3GiB"}}]}';
    assert.equal(written(source, memory), source.replace('2GiB', '8GiB'));
    assert.equal(
      written(source.replace('web1', 'web2'), memory),
      source.replace('web1', 'web2').replace('1GiB', '8GiB'),
    );
  });

  it('are not written into a file with mistakes', () => {
    for (const source of ['{ "host": ', '[]', '3', '{ "host": {} } }'])
      assert.equal(written(source, memory), 'headroom.json has mistakes: correct them first.');
  });
});

describe('facts in headroom.json', () => {
  it('stand where the file is told them', () => {
    const source =
      '\uFEFF{\n "host": { "memory": "1GiB", "cpus": 2 },\n "overrides": [{ "files": ["web1/**"], "host": { "cpus": 4 } }],\n "expected": { "tlsShare": "50%" } }\n';
    const places = (of: string) => [...factPlaces(profile, source, of)].map(([name, at]) => [name, at.line, at.column]);
    assert.deepEqual(places(file), [
      ['memory', 1, 21],
      ['cpus', 2, 57],
      ['tlsShare', 3, 27],
    ]);
    assert.deepEqual(places('/srv/web2/etc/sysctl.conf')[1], ['cpus', 1, 37]);
    assert.equal(factPlaces(profile, 'nonsense', file).size, 0);
  });
});
