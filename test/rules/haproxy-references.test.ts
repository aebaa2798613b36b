/** What rules about names say of several files that HAProxy loads together, and after edits. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { type FileSource, Project } from '../../server/src/host/project.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { ambiguousDefaults } from '../../server/src/languages/haproxy/rules/ambiguous-defaults.ts';
import { duplicateDirective } from '../../server/src/languages/haproxy/rules/duplicate-directive.ts';
import { duplicateId } from '../../server/src/languages/haproxy/rules/duplicate-id.ts';
import { duplicateName } from '../../server/src/languages/haproxy/rules/duplicate-name.ts';
import { duplicateServer } from '../../server/src/languages/haproxy/rules/duplicate-server.ts';
import { invalidTrack } from '../../server/src/languages/haproxy/rules/invalid-track.ts';
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

/** What a project of files says of `site.cfg`: severity, place and message. */
async function projectSaid(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = '/etc/haproxy/';
  const source: FileSource = {
    read: async (path) => files[path.slice(folder.length)],
    list: async (path) =>
      Object.keys(files).flatMap((name) => {
        const at = `${folder}${name}`;
        return at.slice(0, at.lastIndexOf('/')) === path ? [at.slice(at.lastIndexOf('/') + 1)] : [];
      }),
  };
  const project = new Project(source);
  const name = Object.keys(files).find((each) => each.endsWith('site.cfg')) as string;
  await project.open(`${folder}${name}`, Text.of(files[name] as string), haproxy);
  await project.readNearby(`${folder}${name}`);
  return project
    .findingsOf(`${folder}${name}`)
    .filter(({ rule }) => rule === undefinedBackend || rule === undefinedDefaults)
    .map(({ severity, line, start, message }) => `${severity} ${line + 1}:${start + 1} ${message}`);
}

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

describe('names that a file does not have', () => {
  const frontend = 'frontend www\n    default_backend shop\n';

  it('are missing where nobody names other files, whatever the file holds', async () => {
    assert.deepEqual(await projectSaid({ 'site.cfg': frontend }), [
      "error 2:21 No backend or listen section is called 'shop'.",
    ]);
    assert.deepEqual(await projectSaid({ 'site.cfg': 'frontend www from web\n' }), [
      "error 1:19 No defaults section called 'web' stands above.",
    ]);
  });

  it('are a hint where a file beside it has them', async () => {
    assert.deepEqual(await projectSaid({ 'site.cfg': frontend, 'shop.cfg': 'backend shop\n' }), [
      "hint 2:21 No backend or listen section is called 'shop' in this file; shop.cfg has it: if HAProxy loads both, list them under 'haproxy.load' in headroom.json.",
    ]);
    const whole = { 'site.cfg': `global\n${frontend}`, 'shop.cfg': 'global\nbackend shop\n' };
    assert.deepEqual(await projectSaid(whole), ["error 3:21 No backend or listen section is called 'shop'."]);
  });

  it('are no more than a hint in a folder that is loaded whole by a list nobody shows', async () => {
    assert.deepEqual(await projectSaid({ 'conf.d/site.cfg': frontend }), [
      "hint 2:21 No backend or listen section is called 'shop' in this file; it has to come from another.",
    ]);
  });

  it('are known where the profile lists the files', async () => {
    const profile = '{ "haproxy": { "load": ["shop.cfg", "site.cfg"] } }';
    const files = { 'site.cfg': frontend, 'shop.cfg': 'backend shop\n', 'headroom.json': profile };
    assert.deepEqual(await projectSaid(files), []);
  });
});

describe('servers that follow others', () => {
  const messages = (lines: readonly string[]) => {
    const source = `${lines.join('\n')}\n`;
    const world = worldOf([{ path: first, source }], { rules: [invalidTrack, duplicateServer], language: haproxy });
    return findingsIn(world, first).map(({ line, start, message }) => `${line + 1}:${start + 1} ${message}`);
  };

  it('close a ring over several servers of a template and of another section', () => {
    const source = ['backend a', ' server-template t 1-3 :80 track b/x', 'backend b', ' server x :80 track a/t2'];
    assert.deepEqual(messages(source), ["4:21 'x' follows 'a/t2', which follows it in its turn."]);
  });

  it('take over what default-server lines and defaults say, and may take it back', () => {
    const base = ['defaults', ' default-server check', 'backend a', ' server x :80'];
    assert.deepEqual(messages([...base, ' server y :80 track x']), [
      "5:21 'y' is checked and follows 'x': a server does one of both.",
    ]);
    assert.deepEqual(messages([...base, ' server y :80 no-check track x']), []);
  });

  it('may differ in disable-on-404 only within a section', () => {
    const other = ['backend b', ' server y :80 track a/x'];
    const checked = ['backend a', ' option httpchk', ' http-check disable-on-404', ' server x :80 check'];
    assert.deepEqual(messages([...checked, ...other]), [
      "6:21 Only backend 'a' has 'http-check disable-on-404': HAProxy lets no server follow one of another section then.",
    ]);
    assert.deepEqual(messages([...checked, ' server y :80 track x']), []);
  });

  it('see that templates make servers of one name, whatever the prefix', () => {
    const refused = 'HAProxy 3.3 and 3.4 may overlook it, every other release refuses it.';
    assert.deepEqual(messages(['backend a', ' server-template s 11-13 :80', ' server-template s1 1-2 :80']), [
      `3:18 Line 2 makes a server 's11' as well: ${refused}`,
    ]);
    assert.deepEqual(messages(['backend a', ' server-template s 1-3 :80', ' server s3 :80']), [
      `3:9 Line 2 makes a server 's3' as well: ${refused}`,
    ]);
    assert.deepEqual(messages(['backend a', ' server-template s 1-9 :80', ' server-template s0 1-9 :80']), []);
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
