/** What rules about names say of several files that HAProxy loads together, and after edits. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { ambiguousDefaults } from '../../server/src/languages/haproxy/rules/ambiguous-defaults.ts';
import { duplicateDirective } from '../../server/src/languages/haproxy/rules/duplicate-directive.ts';
import { duplicateId } from '../../server/src/languages/haproxy/rules/duplicate-id.ts';
import { duplicateName } from '../../server/src/languages/haproxy/rules/duplicate-name.ts';
import { undefinedBackend } from '../../server/src/languages/haproxy/rules/undefined-backend.ts';
import { undefinedDefaults } from '../../server/src/languages/haproxy/rules/undefined-defaults.ts';
import { undefinedSection } from '../../server/src/languages/haproxy/rules/undefined-section.ts';
import { undefinedServer } from '../../server/src/languages/haproxy/rules/undefined-server.ts';
import { undefinedTable } from '../../server/src/languages/haproxy/rules/undefined-table.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const rules = [
  ambiguousDefaults,
  duplicateDirective,
  duplicateId,
  duplicateName,
  undefinedBackend,
  undefinedDefaults,
  undefinedSection,
  undefinedServer,
  undefinedTable,
];

const first = '/etc/haproxy/a.cfg';
const second = '/etc/haproxy/b.cfg';

/** What is said of both files, each finding as `file:line rule: message`. */
function said(a: string, b: string): readonly string[] {
  const world = worldOf(
    [
      { path: first, source: a },
      { path: second, source: b },
    ],
    { together: true, rules, language: haproxy },
  );
  return [first, second].flatMap((path) =>
    findingsIn(world, path).map(
      ({ line, start, rule, message }) => `${path.slice(-5)}:${line + 1}:${start + 1} ${rule.id.slice(8)}: ${message}`,
    ),
  );
}

describe('names over several files', () => {
  it('finds in one file what another defines', () => {
    const frontend = `global
frontend www
    default_backend shop
    http-request track-sc0 src table shop
    http-request deny if { srv_is_up(shop/s1) } { http_auth(staff) }
`;
    const backend = `userlist staff
resolvers dns
backend shop
    stick-table type ip size 1k
    server s1 192.0.2.1:80 resolvers dns
`;
    assert.deepEqual(said(frontend, backend), []);
    assert.deepEqual(said(backend, frontend), []);
  });

  it('reports what none of them defines where it is named', () => {
    assert.deepEqual(said('global\nfrontend www\n    default_backend shop\n', 'backend shops\n'), [
      "a.cfg:3:21 undefined-backend: No backend or listen section is called 'shop'; did you mean 'shops'?",
    ]);
  });

  it('reports the second of two names in the file that is loaded later', () => {
    assert.deepEqual(said('backend shop\n    id 7\n', 'global\nbackend shop\nfrontend www\n    id 7\n'), [
      "b.cfg:2:9 duplicate-name: A backend 'shop' exists already, in a.cfg on line 1: HAProxy refuses the second one.",
      "b.cfg:4:8 duplicate-id: The id '7' is taken already, by the backend 'shop' in a.cfg on line 2: HAProxy refuses the second one.",
    ]);
    assert.deepEqual(said('global\n    maxconn 10\n', 'global\n    maxconn 20\n'), [
      "b.cfg:2:13 duplicate-directive: 'maxconn' is set already, in a.cfg on line 2: HAProxy keeps the first value and ignores this one.",
    ]);
  });

  it('knows that defaults have to be loaded before those who ask for them', () => {
    assert.deepEqual(said('global\ndefaults web\n', 'backend shop from web\n'), []);
    assert.deepEqual(said('global\nbackend shop from web\n', 'defaults web\n'), [
      "a.cfg:2:19 undefined-defaults: No defaults section called 'web' stands above: b.cfg has it and is loaded behind this file.",
    ]);
  });
});

describe('names after an edit', () => {
  it('says the same as of a new text', () => {
    const states = [
      'global\nfrontend www\n    use_backend shop if TRUE\nbackend shop\n    server a 192.0.2.1:80 id 1\n',
      'global\nfrontend www\n    use_backend shop if TRUE\nbackend shops\n    server a 192.0.2.1:80 id 1\n',
      'global\nfrontend shop\n    use_backend shop if TRUE\nbackend shop\n    server a 192.0.2.1:80 id 1\n    server b 192.0.2.1:80 id 1\n',
      'global\nbackend shop\n    id 3\nbackend shop2\n    id 3\n    stick on src\n    server b 192.0.2.1:80 track a\n',
      'global\nbackend shop\n    id 3\nbackend shop2\n    id 4\n    stick-table type ip size 1\n    stick on src\n',
    ];
    const world = worldOf([{ path: first, source: '' }], { rules, language: haproxy });
    const { environment } = world.view(first).analysis;
    for (const state of states) {
      world.set(first, haproxy, Text.of(state), environment);
      const edited = findingsIn(world, first).map(({ line, message }) => `${line} ${message}`);
      const fresh = worldOf([{ path: first, source: state }], { rules, language: haproxy });
      assert.deepEqual(
        edited,
        findingsIn(fresh, first).map(({ line, message }) => `${line} ${message}`),
      );
    }
  });
});
