import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Param } from '../../server/src/engine/signature.ts';
import { parseSignature } from '../../server/src/engine/signature.ts';
import { compareVersions } from '../../server/src/engine/version.ts';
import keywords from '../../server/src/languages/haproxy/facts/keywords.json' with { type: 'json' };
import { evaluationPoints, type KeywordRow } from '../../server/src/languages/haproxy/facts/rows.ts';
import { sectionKinds, sections } from '../../server/src/languages/haproxy/facts/sections.ts';
import { optionRows, signatures } from '../../server/src/languages/haproxy/facts/signatures.ts';
import { directives, directiveTable, longestName, table } from '../../server/src/languages/haproxy/facts/tables.ts';
import { wrongSection } from '../../server/src/languages/haproxy/rules/wrong-section.ts';
import { allFacts, isFamily, sectionTable, tableFor } from '../../server/src/languages/haproxy/tables.ts';
import { haproxyKinds } from '../../server/src/languages/haproxy/values/kinds.ts';
import upstream from './haproxy-names.json' with { type: 'json' };

const rows = keywords as readonly KeywordRow[];
const namespaces = new Set([
  'acl',
  'acme',
  'backend',
  'cache',
  'crt-store',
  'defaults',
  'fcgi-app',
  'frontend',
  'healthcheck',
  'http-errors',
  'log-forward',
  'log-profile',
  'mailers',
  'nameserver',
  'peers',
  'program',
  'resolvers',
  'ring',
  'server',
  'table',
  'user',
  'user-group',
  'userlist',
]);
const tablesWithSignatures = new Set([
  'action',
  'bind-option',
  'crt-list-option',
  'crt-store-load-option',
  'directive',
  'filter',
  'server-option',
  'service',
]);

const row = (id: string): KeywordRow => {
  const found = rows.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};
const paramsOf = (signature: string): readonly Param[] => parseSignature(signature);

describe('the names that HAProxy prints', () => {
  for (const [kind, names] of Object.entries(upstream.names as Record<string, Record<string, string>>)) {
    it(`every ${kind} is in the table`, () => {
      const missing = Object.keys(names).filter((name) => !known(kind, name));
      assert.deepEqual(missing, []);
    });

    it(`no version range contradicts a binary that has the ${kind}`, () => {
      const wrong: string[] = [];
      for (const [name, marks] of Object.entries(names)) {
        const fact = find(kind, name);
        for (const [index, version] of upstream.versions.entries()) {
          if (marks[index] !== 'x' || !fact) continue;
          if (fact.since !== undefined && compareVersions(version, fact.since) < 0)
            wrong.push(`${name}: since ${fact.since}, in ${version}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
});

/** `stats`, `timeout` and their like are printed alone; the table has them with their second word. */
function known(kind: string, name: string): boolean {
  return find(kind, name) !== undefined || (kind.startsWith('directive/') && isFamily(name));
}

function find(kind: string, name: string) {
  if (!kind.startsWith('directive/')) return table(kind)?.get(name);
  const owner = kind.slice('directive/'.length);
  return directives.find(name).find((fact) => fact.id === `directive/${owner}/${name}`);
}

describe('rows', () => {
  it('have ids of their own, in order', () => {
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('stand in known sections, and only directives do', () => {
    for (const { id, sections: places, ignoredIn = [], table: kind } of rows) {
      assert.equal(places !== undefined, kind === 'directive', id);
      for (const place of places ?? []) assert.ok(sectionKinds.includes(place), `${id}: ${place}`);
      for (const place of ignoredIn)
        assert.ok(places?.includes(place), `${id}: ignored in ${place}, where it is refused`);
    }
  });

  it('name no section twice for one keyword', () => {
    for (const kind of sectionKinds) {
      const names = [...directiveTable(kind).all()].map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, kind);
    }
  });

  it('carry versions that follow each other', () => {
    for (const { id, since, deprecated, until } of rows) {
      const order = [since, deprecated, until].filter((version) => version !== undefined);
      for (const version of order) assert.match(version, /^\d\.\d$/, id);
      assert.deepEqual(order, [...order].sort(compareVersions), id);
    }
  });

  it('give an evaluation point for each letter', () => {
    for (const { id, where } of rows)
      if (where !== undefined) assert.match(where, new RegExp(`^[Y.]{${evaluationPoints.length}}$`), id);
  });

  it('replace what is gone with something that is known', () => {
    for (const { id, replacedBy, table: kind } of rows) {
      if (replacedBy === undefined) continue;
      const words = replacedBy.split(' ');
      const names = words.map((_, count) => words.slice(0, count + 1).join(' '));
      const found = names.some(
        (name) =>
          directives.find(name).length > 0 || table(kind === 'action' ? 'action/http-request' : kind)?.get(name),
      );
      assert.ok(found, `${id}: ${replacedBy}`);
    }
  });
});

describe('versions read in the source', () => {
  const cases: readonly (readonly [string, Partial<KeywordRow>])[] = [
    ['directive/global/nbproc', { until: '2.5', deprecated: '2.3', replacedBy: 'nbthread' }],
    ['directive/global/no-quic', { until: '3.3' }],
    ['directive/proxy/reqadd', { until: '2.1', replacedBy: 'http-request add-header' }],
    ['directive/proxy/clitimeout', { until: '2.1', replacedBy: 'timeout client' }],
    ['directive/proxy/block', { until: '2.1' }],
    ['directive/proxy/monitor-net', { until: '2.3' }],
    ['directive/proxy/option forceclose', { until: '2.5', deprecated: '2.0' }],
    ['directive/proxy/dispatch', { until: '3.5', deprecated: '3.3' }],
    ['directive/proxy/option transparent', { until: '3.5', deprecated: '3.3' }],
    ['directive/proxy/option dont-parse-log', { since: '3.2', sections: ['defaults', 'frontend', 'listen'] }],
    ['directive/proxy/acl', { since: '1.4', sectionVersions: { defaults: { since: '2.5' } } }],
    ['directive/global/tune.quic.frontend.conn-tx-buffers.limit', { until: '3.3', deprecated: '3.2' }],
    ['directive/global/tune.disable-fast-forward', { experimental: { until: '3.3' } }],
    ['directive/program/command', { since: '2.0', until: '3.3' }],
    ['bind-option/process', { until: '2.7', replacedBy: 'thread' }],
    ['action/return', { since: '2.2' }],
    ['converter/host_only', { since: '2.6' }],
    ['directive/global/tune.quic.retry-threshold', { until: '3.5', replacedBy: 'tune.quic.fe.sec.retry-threshold' }],
  ];
  for (const [id, expected] of cases) {
    it(id, () => {
      const found = row(id);
      assert.deepEqual(
        Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof KeywordRow]])),
        expected,
      );
    });
  }

  it('keeps what still works', () => {
    for (const id of ['directive/proxy/option httpclose', 'directive/global/master-worker no-exit-on-failure'])
      assert.equal(row(id).until, undefined, id);
  });

  it('knows when a section came and went', () => {
    const program = sections.find(({ kind }) => kind === 'program');
    assert.deepEqual([program?.since, program?.until], ['2.0', '3.3']);
    assert.equal(sectionTable.get('log-profile')?.since, '3.1');
    assert.equal(sectionTable.get('frontends'), undefined);
  });
});

describe('sections', () => {
  it('refuse what the binary rejects and accept what it only ignores', () => {
    assert.equal(directiveTable('frontend').get('server'), undefined);
    assert.equal(directiveTable('defaults').get('bind'), undefined);
    assert.equal(directiveTable('backend').get('tcp-request connection'), undefined);
    assert.deepEqual(directiveTable('backend').get('bind')?.ignoredIn, ['backend']);
    assert.deepEqual(directiveTable('frontend').get('balance')?.ignoredIn, ['frontend']);
    assert.equal(directiveTable('defaults').get('acl')?.namedDefaultsOnly, true);
  });

  it('that take a directive in some releases only are answered for by a rule', () => {
    const versioned = rows.filter(({ sectionVersions }) => sectionVersions !== undefined);
    assert.ok(versioned.length > 10);
    for (const { id, sectionVersions } of versioned) {
      assert.deepEqual(Object.keys(sectionVersions ?? {}), ['defaults'], id);
      assert.ok(wrongSection.facts?.includes(id), id);
    }
  });

  it('tell the same name of different owners apart', () => {
    const ids = ['global', 'frontend', 'log-forward'].map((kind) => directiveTable(kind).get('maxconn')?.id);
    assert.deepEqual(ids, ['directive/global/maxconn', 'directive/proxy/maxconn', 'directive/log-forward/maxconn']);
  });
});

describe('all facts', () => {
  const facts = [...allFacts()];
  const ids = new Set(facts.map(({ id }) => id));

  it('come once each', () => {
    assert.equal(ids.size, facts.length);
  });

  it('are those of every row, option and section', () => {
    const known = [
      ...rows.map(({ id }) => id),
      ...optionRows.map(({ id }) => id),
      ...sectionKinds.map((kind) => `section/${kind}`),
    ];
    assert.deepEqual(
      known.filter((id) => !ids.has(id)),
      [],
    );
    assert.equal(ids.size, known.length);
  });

  it('hold everything a table named in a signature offers', () => {
    const named = facts.flatMap(({ params = [] }) =>
      params.flatMap((param) => ('table' in param ? [param.table] : [])),
    );
    for (const id of new Set(named)) {
      const missing = [...(tableFor(id)?.all() ?? [])].filter((fact) => !ids.has(fact.id));
      assert.deepEqual(missing, [], id);
    }
  });
});

describe('signatures', () => {
  const ids = new Set([...rows, ...optionRows].map(({ id }) => id));

  it('belong to a row each', () => {
    assert.deepEqual(
      Object.keys(signatures).filter((id) => !ids.has(id)),
      [],
    );
  });

  it('are there for every directive, action, filter, service and option', () => {
    const missing = rows.filter(
      ({ id, table: kind }) => tablesWithSignatures.has(kind) && signatures[id] === undefined,
    );
    assert.deepEqual(
      missing.map(({ id }) => id),
      [],
    );
  });

  it('name value kinds, namespaces and tables that exist', () => {
    for (const { id, params = [] } of allFacts()) {
      for (const param of params) {
        if ('table' in param) assert.ok(tableFor(param.table), `${id}: {${param.table}}`);
        else {
          assert.ok(haproxyKinds[param.value.kind], `${id}: ${param.value.kind}`);
          if (param.value.kind === 'name')
            assert.ok(namespaces.has(param.value.words[0] ?? ''), `${id}: ${param.value.words[0]}`);
        }
      }
    }
  });

  it('take a word where the binary says that an option does', () => {
    const options = rows.filter(
      ({ table: kind, call }) => (kind === 'bind-option' || kind === 'server-option') && !call,
    );
    const wrong = options.filter(({ id, args }) => {
      if (typeof args !== 'number' || args < 0) return false;
      return paramsOf(signatures[id] ?? '').length !== args;
    });
    assert.deepEqual(
      wrong.map(({ id }) => id),
      [],
    );
  });
});

describe('finding a name', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['action/http-request', 'set-var(txn.x,ifnotset)', 'action/set-var'],
    ['action/http-request', 'track-sc0', 'action/track-sc'],
    ['action/http-request', 'lua.jwtverify', 'action/lua.<name>'],
    ['action/http-request', 'deny(x)', undefined],
    ['action/http-after-response', 'deny', undefined],
    ['action/stats http-request', 'auth', 'action/auth'],
    ['action/stats http-request', 'set-var(txn.x)', undefined],
    ['action/no such rules', 'deny', undefined],
    ['fetch', 'req.hdr(host),lower', 'fetch/req.hdr'],
    ['converter', 'map_beg_int(/etc/map,0)', 'converter/map_beg_int'],
    ['acl-criterion', 'hdr_beg(host)', 'acl-criterion/hdr_beg'],
    ['balance-algorithm', 'hdr(host)', 'balance-algorithm/hdr'],
    ['check-expect-option', '!rstatus', 'check-expect-option/!rstatus'],
    ['log-format-alias', '%ST', 'log-format-alias/%ST'],
    ['server-option', 'set-proxy-v2-tlv-fmt(0x20)', 'server-option/set-proxy-v2-tlv-fmt'],
  ];
  for (const [id, name, expected] of cases) {
    it(`${name} in ${id}`, () => assert.equal(table(id)?.get(name)?.id, expected));
  }

  it('covers directives whose name goes on with parentheses, and no word behind them', () => {
    assert.equal(directives.find('http-check set-var(check.port)').length, 2);
    assert.deepEqual(directives.find('http-check set-var(check.port) int(1)'), []);
    assert.equal(
      directiveTable('backend').get('tcp-check unset-var(check.x)')?.id,
      'directive/proxy/tcp-check unset-var',
    );
  });

  it('knows the first words of longer names', () => {
    for (const word of ['option', 'timeout', 'stats', 'tcp-request']) assert.ok(isFamily(word), word);
    assert.ok(!isFamily('maxconn'));
    const longest = Math.max(...[...directives.all()].map(({ name }) => name.split(' ').length));
    assert.equal(longest, longestName);
  });

  it('offers what works before what is gone', () => {
    const all = [...directiveTable('frontend').all()];
    const firstGone = all.findIndex(({ until }) => until !== undefined);
    assert.ok(firstGone > 0 && all.slice(firstGone).every(({ until }) => until !== undefined));
  });
});
