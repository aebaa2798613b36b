/**
 * The fact tables against the keywords that the binaries know. `haproxy-names.json` holds what `haproxy -dK` prints of options,
 * actions, samples and directives, `haproxy-measured.json` what lines with each name showed where nothing is printed (2.4, and the
 * vocabularies that no release prints), `haproxy-sections.json` which one-word directives each section was measured to know, those
 * included that the section parsers compare themselves and `-dK` leaves out. A mark per version: `x` known, `.` not.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareVersions, standing } from '../../server/src/engine/version.ts';
import { type SectionKind, sections } from '../../server/src/languages/haproxy/facts/sections.ts';
import {
  allKeywords,
  directives,
  directiveTable,
  type HaproxyFact,
  table,
} from '../../server/src/languages/haproxy/facts/tables.ts';
import { isFamily } from '../../server/src/languages/haproxy/tables.ts';
import { readDumps } from '../../server/tools/facts/haproxy-dumps.ts';
import { versionOf } from '../../server/tools/parity/haproxy.ts';
import { noHaproxy, provisionHaproxy } from '../../server/tools/parity/provision.ts';
import { runToEnd } from '../../server/tools/process.ts';
import inserted from './haproxy-measured.json' with { type: 'json' };
import printed from './haproxy-names.json' with { type: 'json' };
import measured from './haproxy-sections.json' with { type: 'json' };

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Registered, and so printed, only to say that it is gone and what to write instead. */
const printedButRefused = new Set([
  'bind-option/process',
  'directive/global/master-worker',
  'directive/global/nbproc',
  'directive/global/tune.chksize',
  'directive/proxy/clitimeout',
  'directive/proxy/contimeout',
  'directive/proxy/option transparent',
  'directive/proxy/srvtimeout',
]);

/** Facts that no binary prints, by the reason; a pattern meets `<table>/<name>`. */
const neverPrinted: readonly (readonly [RegExp, string])[] = [
  [/\/lua\.<name>$/, 'stands for what a script registers'],
  [
    /^action\/tcp-.*\/(accept|reject|close|capture|track-sc|expect-proxy|expect-netscaler-cip)$/,
    'the parsers of the TCP rules compare it before they look at what is registered',
  ],
  [/(^|\/)(51d|da-|wurfl|51degrees|deviceatlas)/, 'needs a library of its own'],
  [/\/(ot-group|opentracing)$/, 'needs the OpenTracing library'],
  [
    /^bind-option\/(ech|quic-cc-algo|quic-force-retry|ssl)$/,
    'needs another TLS library or QUIC; `ssl` is printed before others',
  ],
  [/^server-option\/(interface|from|name)$/, 'read together with the option or the word before it'],
  [/^crt-list-option\/ocsp-update$/, 'in certificate lists and stores alike since 3.0'],
];

const find = (kind: string, name: string): HaproxyFact | undefined => {
  if (!kind.startsWith('directive/')) return table(kind)?.get(name);
  return directives.find(name).find(({ id }) => id === `${kind}/${name}`);
};

const isCurrent = (version: string, { since, until }: Pick<HaproxyFact, 'since' | 'until'>): boolean =>
  standing(version, since, until) === 'current';

/** Printed, and not known as current to the table: what is missing or has a wrong range. */
function contradicting(kind: string, names: Readonly<Record<string, string>>, versions: readonly string[]): string[] {
  return Object.entries(names).flatMap(([name, marks]) => {
    const fact = find(kind, name);
    // `stats` and `timeout` are printed alone; the table has them with their second word.
    if (!fact) return kind.startsWith('directive/') && isFamily(name) ? [] : [`${kind}/${name} is not in the table`];
    if (printedButRefused.has(`${kind}/${name}`)) return [];
    return versions
      .filter((version, at) => marks[at] === 'x' && !isCurrent(version, fact))
      .map((version) => `${kind}/${name} is in ${version}; the table says ${fact.since} to ${fact.until}`);
  });
}

describe('the keywords that binaries print', () => {
  for (const [kind, names] of Object.entries(printed.names as Names)) {
    it(`${kind}: each is known for the versions that print it`, () => {
      assert.deepEqual(contradicting(kind, names, printed.versions), []);
    });
  }

  // Directives are held against the measured sections below, which know those that are never printed.
  for (const [kind, names] of Object.entries(printed.names as Names)) {
    if (kind.startsWith('directive/')) continue;
    it(`${kind}: none is said to exist where it is not printed`, () => {
      const wrong = [...(table(kind)?.all() ?? [])].flatMap((fact) => {
        if (neverPrinted.some(([pattern]) => pattern.test(`${kind}/${fact.name}`))) return [];
        return printed.versions
          .filter((version, at) => isCurrent(version, fact) && names[fact.name]?.[at] !== 'x')
          .map((version) => `${kind}/${fact.name} is not in ${version}`);
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('leave out nothing else: each reason is still needed', () => {
    const all = [...allKeywords()].flatMap(({ table: kind, name, rulesets = [] }) =>
      kind === 'action' ? rulesets.map((ruleset) => `action/${ruleset}/${name}`) : [`${kind}/${name}`],
    );
    const unused = neverPrinted.filter(([pattern]) => !all.some((id) => pattern.test(id)));
    assert.deepEqual(unused, []);
  });
});

/** Known to the table and not to the binaries that were measured, by the reason; a pattern meets `<table>/<name>`. */
const notInserted: readonly (readonly [RegExp, string])[] = [
  [/\/lua\.<name>$/, 'stands for what a script registers'],
  [/\/track-sc$/, 'was tried with its number'],
  [/(51d|da-|wurfl)/, 'needs a library of its own'],
  [/\/(ot-group|opentracing)$/, 'needs the OpenTracing library'],
  [/^fetch\/ssl_fc_.*_secret(_0)?$/, 'needs a build that can log TLS keys'],
  [/^server-option\/interface$/, 'read together with the option before it'],
];

describe('the names that binaries took in a line', () => {
  for (const { versions, names: kinds } of inserted as readonly { versions: string[]; names: Names }[]) {
    for (const [kind, names] of Object.entries(kinds)) {
      it(`${kind}: as measured in ${versions.join(', ')}`, () => {
        const missing = contradicting(kind, names, versions);
        const invented = [...(table(kind)?.all() ?? [])].flatMap((fact) => {
          const id = `${kind}/${fact.name}`;
          if (notInserted.some(([pattern]) => pattern.test(id))) return [];
          const wrong = versions.filter((version, at) => isCurrent(version, fact) && names[fact.name]?.[at] !== 'x');
          return wrong.map((version) => `${id} is not in ${version}`);
        });
        assert.deepEqual([...missing, ...invented], []);
      });
    }
  }
});

/** Not in the builds that were measured: they lack a library, an allocator or a debugging option. */
const notMeasured = new Set([
  'debug.counters',
  'profiling.memory',
  'ssl-engine',
  'tune.fail-alloc',
  'tune.ssl.keylog',
  'tune.zlib.memlevel',
  'tune.zlib.windowsize',
]);
/** The 2.6 that was measured is 2.6.0; a later point release of it has these, and the printed names show it. */
const laterThan260 = new Set(['tune.peers.max-updates-at-once']);
/** Cannot be asked by a line of its own: it ends the run, or silences it. */
const unaskable = new Set(['quiet', 'lua-load', 'lua-load-per-thread', 'daemon', 'nosplice', 'debug']);
const libraries = /51degrees|deviceatlas|wurfl|quic/;

describe('the one-word directives that sections know', () => {
  const isMeasured = ({ name }: HaproxyFact) =>
    !name.includes(' ') && !notMeasured.has(name) && !libraries.test(name) && !unaskable.has(name);
  for (const [kind, names] of Object.entries(measured.sections as Names)) {
    const section = sections.find((each) => each.kind === kind) as SectionKind;
    it(`${kind}: as measured, version by version`, () => {
      const facts = [...directiveTable(kind).all()].filter(isMeasured);
      const wrong = [...new Set([...facts.map(({ name }) => name), ...Object.keys(names)])].flatMap((name) => {
        const fact = directiveTable(kind).get(name);
        return measured.versions.flatMap((version, at) => {
          const there = fact?.sectionVersions?.[kind] ?? {};
          const ours = fact !== undefined && [section, fact, there].every((range) => isCurrent(version, range));
          const theirs = names[name]?.[at] === 'x' || (version === '2.6' && laterThan260.has(name));
          return ours === theirs ? [] : [`${name} in ${version}: the table says ${ours}, HAProxy ${theirs}`];
        });
      });
      assert.deepEqual(wrong, []);
    });
  }
});

describe('the keywords of the HAProxy of this machine', () => {
  it('are known for its version, each in its place', async (test) => {
    const binary = await provisionHaproxy();
    if (binary === undefined) return test.diagnostic(noHaproxy);
    const version = (await versionOf(binary)).replace(/-.*/, '');
    if (compareVersions(version, '2.6') < 0)
      return test.diagnostic(`NOT COMPARED: HAProxy ${version} prints no keywords`);
    const outputs = new Map<string, string>();
    for (const kind of ['acl', 'cfg', 'cnv', 'flt', 'smp', 'svc']) {
      const { output } = await runToEnd(binary, [`-dK${kind}`, '-c', '-q', '-f', '/dev/null']);
      outputs.set(`${version}.${kind}.txt`, output);
    }
    const dumps = readDumps(
      '.',
      (path) => outputs.get(path) ?? '',
      () => [...outputs.keys()],
    );
    const found = [...dumps.names].flatMap(([kind, names]) =>
      contradicting(kind, Object.fromEntries(names), dumps.versions),
    );
    assert.ok([...dumps.names].flatMap(([, names]) => [...names]).length > 1000, 'hardly a keyword was printed');
    assert.deepEqual(found, []);
  });
});
