/** Headroom against the HAProxy of this machine: the configurations of this project and mutants of them, made on the spot. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sectionKinds } from '../../server/src/languages/haproxy/facts/sections.ts';
import { environmentOf } from '../../server/tools/parity/environment.ts';
import { disagreementsOf } from '../../server/tools/parity/exceptions.ts';
import { readMessages, versionOf } from '../../server/tools/parity/haproxy.ts';
import { judge } from '../../server/tools/parity/judge.ts';
import { live, ownConfigurations } from '../../server/tools/parity/live.ts';
import { mutantsOf } from '../../server/tools/parity/mutants.ts';
import { noHaproxy, provisionHaproxy } from '../../server/tools/parity/provision.ts';

describe('the HAProxy of this machine', () => {
  it('accepts what Headroom accepts and rejects what Headroom rejects, line by line', async (test) => {
    const binary = await provisionHaproxy();
    if (binary === undefined) return test.diagnostic(noHaproxy);
    const version = await versionOf(binary);
    const { cases, refused } = await live({ binary, version, seed: 1, perKind: 6 });
    assert.deepEqual(refused, [], `configurations that say HAProxy ${version} accepts them`);
    const verdicts = (await Promise.all(cases.map((each) => judge(each, version)))).filter(
      (each) => each !== undefined,
    );
    assert.ok(verdicts.filter(({ rejection }) => rejection).length > 200, 'hardly any mutant was rejected');
    const disagreements = disagreementsOf(verdicts).map(
      ({ verdict, of, point }) =>
        `${verdict.case.kind} of ${verdict.case.file}:${point.line} ${of}: ${point.text}\n` +
        `    ${verdict.case.source.split('\n')[(point.line ?? 0) - 1]?.trim()}`,
    );
    assert.deepEqual(disagreements, []);
  });
});

describe('the configurations of this project', () => {
  const all = ownConfigurations().filter(({ name }) => !name.startsWith('samples/'));

  it('say which versions accept them', () => {
    assert.deepEqual(
      all.filter(({ since }) => since === undefined).map(({ name }) => name),
      [],
    );
  });

  it('have every kind of section among them', () => {
    const used = new Set(all.flatMap(({ source }) => source.match(/^[a-z_-]+/gm) ?? []));
    assert.deepEqual(
      sectionKinds.filter((kind) => !used.has(kind)),
      [],
    );
  });
});

describe('mutants', () => {
  const parents = ownConfigurations();

  it('are the same for the same seed, and others for another', () => {
    const sources = (seed: number) => mutantsOf(parents, { seed, perKind: 3 }).map(({ source }) => source);
    assert.deepEqual(sources(1), sources(1));
    assert.notDeepEqual(sources(1), sources(2));
  });

  it('come in many kinds, and each differs from its parent in the line it names', () => {
    const all = mutantsOf(parents, { seed: 1, perKind: 3 });
    assert.ok(new Set(all.map(({ kind }) => kind)).size >= 40);
    const byName = new Map(parents.map(({ name, source }) => [name, source.split('\n')]));
    for (const { kind, parent, line, source } of all) {
      const before = byName.get(parent) ?? [];
      const after = source.split('\n');
      assert.deepEqual(after.slice(0, line - 1), before.slice(0, line - 1), `${kind} of ${parent}`);
      if (kind !== 'harmless') assert.notEqual(source, before.join('\n'), `${kind} of ${parent}:${line}`);
    }
  });
});

describe('messages of HAProxy', () => {
  const output = [
    '[NOTICE]   (41) : haproxy version is 3.4.0',
    "[ALERT]    (41) : config : parsing [haproxy.cfg:2] : unknown keyword 'foo' in 'global' section",
    "[ALERT]    (41) : config : parsing [haproxy.cfg:2] : unknown keyword 'foo' in 'global' section",
    "[WARNING]  (41) : config : unexpected character 'e' after the timer value '30sec'",
    '[ALERT]    (41) : config : parsing [haproxy.cfg:9]: argument number 2 is empty:',
    '  timeout client ""',
    "[ALERT]    (41) : config : character '[ALERT]    (41) : config : Fatal errors found in configuration.",
  ].join('\n');

  it('are read once each, with their lines and what follows them', () => {
    assert.deepEqual(readMessages(output), [
      { severity: 'ALERT', line: 2, text: "parsing [haproxy.cfg:2] : unknown keyword 'foo' in 'global' section" },
      { severity: 'WARNING', line: undefined, text: "unexpected character 'e' after the timer value '30sec'" },
      {
        severity: 'ALERT',
        line: 9,
        text: 'parsing [haproxy.cfg:9]: argument number 2 is empty:\n  timeout client ""',
      },
      { severity: 'ALERT', line: undefined, text: "character '" },
    ]);
  });

  const reasons: readonly (readonly [string, string, string | undefined])[] = [
    ["[haproxy.cfg:7] : 'server b/s' : could not resolve address 'nosuch.invalid'.", '', 'name that does not resolve'],
    ["[haproxy.cfg:7] : 'server b/s' : could not resolve address '256.1.1.1'.", '', undefined],
    [
      "'bind :443' : unable to stat SSL certificate from file '/etc/x.pem' : No such file or directory.",
      '',
      'missing file',
    ],
    ["cannot find user id for 'haproxy' (0:Success)", '', 'user or group'],
    ['This configuration binds 4 threads to a total of 2 CPUs via cpu-map directives.', '', 'processors and time'],
    ["parsing [haproxy.cfg:2] : unknown proxy mode ''.", 'mode "$MODE"', 'unset variable'],
    ["parsing [haproxy.cfg:2] : unknown proxy mode ''.", 'mode ""', undefined],
    ["unable to find required default_backend: 'nosuch'.", '', undefined],
    ["error detected while parsing ACL 'a' : '70000' is not a valid port", '', undefined],
  ];
  for (const [text, line, reason] of reasons)
    it(`are for ${reason ? `the environment, ${reason}` : 'the text'}: ${text} ${line}`, () =>
      assert.equal(environmentOf(text, line)?.name, reason));
});
