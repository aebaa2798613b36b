import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { languages } from '../../server/src/languages/index.ts';
import { tried } from '../fuzz/arbitrary.ts';

/** Lines whose rules look at more than one section, line or file. */
const pieces: Readonly<Record<string, readonly string[]>> = {
  haproxy: [
    'global',
    '  log /dev/log local0',
    '  tune.stick-counters 2',
    '  ssl-default-bind-options ssl-min-ver TLSv1.3',
    'defaults',
    'defaults base',
    'defaults other from base',
    'frontend web',
    'frontend web from base',
    'backend app',
    'backend app from base',
    'backend other',
    'listen app',
    '  mode tcp',
    '  mode http',
    '  bind :80',
    '  bind :443 ssl ssl-max-ver TLSv1.2',
    '  bind :81 maxconn 4000',
    '  maxconn 3000',
    '  maxconn 5000',
    '  option httplog',
    '  log global',
    '  acl local src 127.0.0.1',
    '  use_backend app if local',
    '  use_backend other if remote',
    '  default_backend other',
    '  default_backend missing',
    '  http-request deny if local',
    '  http-request track-sc2 src table other',
    '  server one 127.0.0.1:80 check maxconn 90000',
    '  server one 127.0.0.1:81 track other/one',
    '  option external-check',
    '  stick-table type ip size 1k expire 1m',
    '  disabled',
    '  # headroom: ignore haproxy/undefined-acl',
    '.if feature(LUA)',
    '.endif',
    '',
  ],
  sysctl: [
    'vm.swappiness = 60',
    'vm.swappiness = 10',
    'vm.swappiness = 900',
    'net.ipv4.conf.all.rp_filter = 1',
    'net.ipv4.conf.eth0.rp_filter = 2',
    'net.ipv4.ip_local_port_range = 900 60000',
    'net.ipv4.ip_unprivileged_port_start = 80',
    'net.ipv4.conf.*.rp_filter = 0',
    '-net.ipv4.conf.eth0.rp_filter',
    '{{ line }}',
    '',
  ],
  limits: ['* soft nofile 1024', '* hard nofile 512', 'root - nofile 4096', '* - nproc unlimited', ''],
};

/** Two files of each language that are read together, or stand side by side. */
const paths: Readonly<Record<string, readonly [string, string]>> = {
  haproxy: ['/w/etc/haproxy/haproxy.cfg', '/w/etc/haproxy/more.cfg'],
  sysctl: ['/w/etc/sysctl.d/10-a.conf', '/w/etc/sysctl.d/20-b.conf'],
  limits: ['/w/etc/security/limits.conf', '/w/etc/security/limits.d/a.conf'],
};

const said = (workspace: Workspace, path: string) =>
  findingsOf(workspace.view(path)).map(({ rule, fixes, related, line, start, end, message, severity }) => ({
    place: `${line}:${start}-${end} ${severity} ${rule.id}`,
    message,
    fixes,
    related,
  }));

for (const language of languages) {
  const environment = { host: {}, rules: ruleSet(language.rules) };
  const line = fc.constantFrom(...(pieces[language.id] as readonly string[]));
  const lines = (most: number) => fc.array(line, { maxLength: most }).map((all) => all.join('\n'));
  const change = fc.record({
    file: fc.constantFrom(0, 1),
    line: fc.nat(40),
    lines: fc.nat(4),
    column: fc.nat(12),
    text: fc.oneof(lines(4), fc.constantFrom('', 'x', '\n', ' ')),
    asked: fc.boolean(),
  });
  const property = (padding: string) =>
    fc.property(
      fc.tuple(lines(40), lines(10)),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      (sources, changes) => {
        const both = paths[language.id] as readonly [string, string];
        const workspace = new Workspace();
        const texts = sources.map((source) => Text.of(source + padding));
        const put = (into: Workspace, language: Language, file: number, text: Text) =>
          into.set(both[file] as string, language, text, environment);
        texts.forEach((text, file) => {
          put(workspace, language, file, text);
        });
        for (const { file, line, lines, column, text, asked } of changes) {
          const now = texts[file] as Text;
          const start = now.clamp({ line, column });
          const end = now.clamp({ line: start.line + lines, column: lines === 0 ? start.column : 0 });
          texts[file] = now.edited({ start, end, text });
          put(workspace, language, file, texts[file]);
          if (asked) for (const path of both) said(workspace, path);
        }
        const anew = new Workspace();
        texts.forEach((text, file) => {
          put(anew, language, file, Text.of(text.toString()));
        });
        for (const path of both) assert.deepEqual(said(workspace, path), said(anew, path));
      },
    );

  describe(`after any edits of ${language.id} files`, () => {
    it('all rules say what they say of the files as they are', () => {
      fc.assert(property(''), tried(120));
    });

    it('and of files so long that an edited text takes over the list of lines', () => {
      fc.assert(property(`\n${'# padding\n'.repeat(1001)}`), tried(15));
    });
  });
}

describe('what depends on the order of sections', () => {
  const haproxy = languages.find(({ id }) => id === 'haproxy') as Language;
  const environment = { host: {}, rules: ruleSet(haproxy.rules) };
  const path = '/w/etc/haproxy/haproxy.cfg';
  /** Behind the first line: those below stay the lines that they are. */
  const start = { line: 0, column: 'global'.length };

  /** What a rule says of sections, with what was put above them after the first look. */
  function saidAfter(sections: string, above: string, rule: string): readonly string[] {
    const workspace = new Workspace();
    const text = Text.of(`global\n${sections}`);
    workspace.set(path, haproxy, text, environment);
    said(workspace, path);
    workspace.set(path, haproxy, text.edited({ start, end: start, text: `\n${above}` }), environment);
    return findingsOf(workspace.view(path)).flatMap((each) => (each.rule.id === rule ? [each.message] : []));
  }

  it('counts the first of two userlists, also where it was written last', () => {
    const asks = 'backend b\n mode http\n acl admin http_auth_group(people) admins\n';
    const source = `userlist people\n group admins\n${asks}`;
    assert.deepEqual(saidAfter(source, 'userlist people\n group staff', 'haproxy/undefined-group'), [
      "The userlist 'people' has no group called 'admins'.",
    ]);
  });

  it('counts the first of two http-errors sections, also where it was written last', () => {
    const asks = 'frontend f\n mode http\n bind :80\n errorfiles pages 503\n';
    const source = `http-errors pages\n errorfile 503 /503\n${asks}`;
    const found = saidAfter(source, 'http-errors pages\n errorfile 500 /500', 'haproxy/undeclared-status');
    assert.equal(found.length, 1);
  });

  it('means the defaults sections above each line, for each line anew', () => {
    const source = 'backend a from wed\n mode http\ndefaults web\n mode http\nbackend b from wed\n mode http\n';
    assert.deepEqual(saidAfter(source, '# above', 'haproxy/undefined-defaults'), [
      "No defaults section called 'wed' stands above.",
      "No defaults section called 'wed' stands above; did you mean 'web'?",
    ]);
  });
});
