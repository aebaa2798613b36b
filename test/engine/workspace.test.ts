import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { fileSettings, winner } from '../../server/src/engine/file-view.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { blockNames, definedNames, isTemplated } from '../../server/src/engine/names.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { detectLanguage, languageById } from '../../server/src/languages/index.ts';
import { setTwice } from '../harness/small-rules.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const environment = { host: {}, rules: ruleSet([]) };

function world(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace();
  for (const [path, source] of Object.entries(files)) {
    workspace.set(path, detectLanguage(path) as Language, Text.of(source), environment);
  }
  return workspace;
}

const loaded = (workspace: Workspace, path: string) => workspace.view(path).loaded.map((each) => each.path);

/** Where each value of a key comes from, in reading order. */
function places(workspace: Workspace, path: string, key: string, language?: string): string[] {
  return (workspace.view(path).settings(language).get(key) ?? []).map(
    (each) => `${each.analysis.path}:${each.line + 1} ${each.setting.value}`,
  );
}

describe('the files of a host', () => {
  const files = {
    '/srv/a/etc/sysctl.conf': 'vm.swappiness = 3\n',
    '/srv/a/etc/sysctl.d/20-b.conf': 'vm.swappiness = 2\n',
    '/srv/a/usr/lib/sysctl.d/10-a.conf': 'vm.swappiness = 1\n',
    '/srv/a/usr/lib/sysctl.d/20-b.conf': 'vm.swappiness = 99\n',
    '/srv/a/etc/security/limits.conf': '* - nofile 1024\n',
    '/srv/b/etc/sysctl.conf': 'vm.swappiness = 50\n',
    '/somewhere/sysctl.conf': 'vm.swappiness = 60\n',
  };

  it('are read together in the order of the program, without those that are masked', () => {
    const workspace = world(files);
    const order = ['/srv/a/usr/lib/sysctl.d/10-a.conf', '/srv/a/etc/sysctl.d/20-b.conf', '/srv/a/etc/sysctl.conf'];
    assert.deepEqual(loaded(workspace, '/srv/a/etc/sysctl.conf'), order);
    assert.deepEqual(places(workspace, '/srv/a/etc/sysctl.d/20-b.conf', 'vm.swappiness'), [
      '/srv/a/usr/lib/sysctl.d/10-a.conf:1 1',
      '/srv/a/etc/sysctl.d/20-b.conf:1 2',
      '/srv/a/etc/sysctl.conf:1 3',
    ]);
  });

  it('are looked at anew when one of them changes, and those of other hosts are not', () => {
    const workspace = world(files);
    const view = (path: string) => workspace.view(path);
    const [own, neighbour, other] = [
      '/srv/a/etc/sysctl.conf',
      '/srv/a/etc/sysctl.d/20-b.conf',
      '/srv/b/etc/sysctl.conf',
    ];
    const before = [own, neighbour, other].map(view);
    workspace.set(own, languageById('sysctl') as Language, Text.of('vm.swappiness = 4\n'), environment);
    assert.deepEqual(
      [own, neighbour, other].map((path, at) => view(path) === before[at]),
      [false, false, true],
    );
    assert.equal(winner(view(neighbour).settings(), 'vm.swappiness')?.setting.value, '4');
    assert.equal(view(own).settings(), view(neighbour).settings(), 'both have one list of what is set');
  });

  it('are seen by a masked one as if it stood alone', () => {
    const workspace = world(files);
    assert.deepEqual(loaded(workspace, '/srv/a/usr/lib/sysctl.d/20-b.conf'), ['/srv/a/usr/lib/sysctl.d/20-b.conf']);
    assert.deepEqual(places(workspace, '/srv/a/usr/lib/sysctl.d/20-b.conf', 'vm.swappiness'), [
      '/srv/a/usr/lib/sysctl.d/20-b.conf:1 99',
    ]);
  });

  it('are those of one root only', () => {
    const workspace = world(files);
    assert.deepEqual(loaded(workspace, '/srv/b/etc/sysctl.conf'), ['/srv/b/etc/sysctl.conf']);
    assert.deepEqual(loaded(workspace, '/somewhere/sysctl.conf'), ['/somewhere/sysctl.conf']);
  });

  it('of other languages are asked for by name', () => {
    const workspace = world(files);
    assert.deepEqual(places(workspace, '/srv/a/etc/security/limits.conf', 'vm.swappiness', 'sysctl').length, 3);
    assert.deepEqual(places(workspace, '/srv/a/etc/sysctl.conf', '* - nofile', 'limits'), [
      '/srv/a/etc/security/limits.conf:1 1024',
    ]);
    assert.deepEqual(places(workspace, '/srv/b/etc/sysctl.conf', '* - nofile', 'limits'), []);
    assert.deepEqual(places(workspace, '/somewhere/sysctl.conf', '* - nofile', 'limits'), []);
  });

  it('of HAProxy are each a configuration of its own, and known to the others', () => {
    const workspace = world({
      '/srv/a/etc/haproxy/haproxy.cfg': 'global\n',
      '/srv/a/etc/haproxy/other.cfg': 'global\n',
      '/srv/a/etc/sysctl.conf': 'vm.swappiness = 3\n',
    });
    assert.deepEqual(loaded(workspace, '/srv/a/etc/haproxy/other.cfg'), ['/srv/a/etc/haproxy/other.cfg']);
    assert.deepEqual(places(workspace, '/srv/a/etc/haproxy/other.cfg', 'vm.swappiness', 'sysctl'), [
      '/srv/a/etc/sysctl.conf:1 3',
    ]);
  });
});

describe('the line that decides', () => {
  it('is the last one over all files', () => {
    const workspace = world({
      '/etc/sysctl.conf': 'vm.swappiness = 3\n',
      '/etc/sysctl.d/a.conf': 'vm/swappiness = 1\nvm.swappiness = 2\nvm.overcommit_memory = 1\n',
    });
    const settings = workspace.view('/etc/sysctl.d/a.conf').settings();
    assert.deepEqual(
      [winner(settings, 'vm.swappiness')?.analysis.path, winner(settings, 'vm.swappiness')?.line],
      ['/etc/sysctl.conf', 0],
    );
    assert.equal(winner(settings, 'vm.overcommit_memory')?.line, 2);
    assert.equal(winner(settings, 'vm.dirty_ratio'), undefined);
  });

  it('is reported where it stands, and only there', () => {
    const workspace = worldOf(
      [
        { path: '/etc/sysctl.conf', source: 'vm.swappiness = 3\n' },
        { path: '/etc/sysctl.d/a.conf', source: 'vm.swappiness = 1\n' },
      ],
      { rules: [setTwice] },
    );
    assert.deepEqual(findingsIn(workspace, '/etc/sysctl.d/a.conf'), []);
    assert.deepEqual(
      findingsIn(workspace, '/etc/sysctl.conf').map((each) => each.message),
      ['Set 2 times.'],
    );
  });
});

describe('a workspace', () => {
  it('gives a new view when any file changes, comes or goes, and else the same', () => {
    const workspace = world({ '/etc/sysctl.conf': 'vm.swappiness = 3\n', '/etc/sysctl.d/a.conf': '' });
    const view = workspace.view('/etc/sysctl.conf');
    assert.equal(workspace.view('/etc/sysctl.conf'), view);
    workspace.set(
      '/etc/sysctl.d/a.conf',
      detectLanguage('/etc/sysctl.d/a.conf') as Language,
      Text.of('vm.swappiness = 1\n'),
      environment,
    );
    assert.notEqual(workspace.view('/etc/sysctl.conf'), view);
    assert.equal(workspace.view('/etc/sysctl.conf').settings().get('vm.swappiness')?.length, 2);
    workspace.remove('/etc/sysctl.d/a.conf');
    assert.equal(workspace.view('/etc/sysctl.conf').settings().get('vm.swappiness')?.length, 1);
    assert.deepEqual([...workspace.paths()], ['/etc/sysctl.conf']);
  });

  it('changes nothing when a file is put in as it is', () => {
    const workspace = new Workspace();
    const text = Text.of('a = 1\n');
    const language = languageById('sysctl') as Language;
    const analysis = workspace.set('/a', language, text, environment);
    const view = workspace.view('/a');
    assert.equal(workspace.set('/a', language, text, environment), analysis);
    assert.equal(workspace.view('/a'), view);
  });

  it('starts anew when a file becomes one of another language', () => {
    const workspace = world({ '/a/sysctl.conf': 'a = 1\n' });
    workspace.set('/a/sysctl.conf', languageById('haproxy') as Language, Text.of('global\n'), environment);
    assert.equal(workspace.get('/a/sysctl.conf')?.blocks[0]?.context.kind, 'global');
  });

  it('knows no file that was not put in', () => {
    assert.throws(() => new Workspace().view('/a'), /not in the workspace: \/a/);
    assert.equal(new Workspace().get('/a'), undefined);
  });
});

describe('names', () => {
  const workspace = world({
    '/a/haproxy.cfg': `\
frontend in
  acl local src 127.0.0.1
  use_backend app if local
  default_backend %[src]
backend app
  acl local path /x
  http-request deny if !local or { path /y }
`,
  });
  const analysis = workspace.get('/a/haproxy.cfg') as Analysis;

  it('may be referred to in their block, or in every file, as the namespace has it', () => {
    const view = workspace.view('/a/haproxy.cfg');
    assert.deepEqual([...definedNames(view, 2, 'acl')], ['local']);
    assert.deepEqual([...definedNames(view, 0, 'server')], []);
    assert.deepEqual([...definedNames(view, 2, 'backend')], ['app']);
  });

  it('of a block have the lines of the block', () => {
    const block = analysis.blocks[1] as Analysis['blocks'][number];
    assert.deepEqual(
      blockNames(analysis, block, 'acl')
        .definitions.get('local')
        ?.map((each) => each.line),
      [1],
    );
    assert.deepEqual([...blockNames(analysis, block, 'backend').definitions.keys()], ['app']);
  });

  it('of a namespace that nobody uses are none', () => {
    const block = analysis.blocks[1] as Analysis['blocks'][number];
    assert.deepEqual(blockNames(analysis, block, 'nothing').references, []);
  });

  it('may be made by a template that nobody sees', () => {
    assert.equal(isTemplated(analysis), false);
    const templated = world({
      '/a/haproxy.cfg': 'frontend in\n{% for b in backends %}\nbackend {{ b }}\n{% endfor %}\n',
    });
    assert.equal(isTemplated(templated.get('/a/haproxy.cfg') as Analysis), true);
  });

  it('of settings stand in the order of lines', () => {
    const settings = fileSettings(world({ '/a/sysctl.conf': 'b = 1\n\na = 2\n' }).get('/a/sysctl.conf') as Analysis);
    assert.deepEqual(
      settings.map((each) => [each.line, each.setting.key]),
      [
        [0, 'b'],
        [2, 'a'],
      ],
    );
  });
});
