import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Text } from '../../server/src/engine/text.ts';
import { type FileSource, Project, type ProjectOptions } from '../../server/src/host/project.ts';
import { detectLanguage } from '../../server/src/languages/index.ts';

/** Files in memory that count how often each is read. */
class Files implements FileSource {
  readonly reads = new Map<string, number>();

  constructor(private readonly files: Record<string, string>) {}

  async read(path: string): Promise<string | undefined> {
    this.reads.set(path, (this.reads.get(path) ?? 0) + 1);
    return this.files[path];
  }

  async list(folder: string): Promise<readonly string[]> {
    return Object.keys(this.files).flatMap((path) =>
      path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/')
        ? [path.slice(folder.length + 1)]
        : [],
    );
  }

  set(path: string, source: string): void {
    this.files[path] = source;
  }
}

async function opened(files: Files, paths: readonly string[], options: ProjectOptions = {}) {
  const project = new Project(files, options);
  for (const path of paths) {
    const language = detectLanguage(path);
    assert.ok(language);
    await project.open(path, Text.of((await files.read(path)) ?? ''), language);
  }
  return project;
}

const rulesOf = (project: Project, path: string) => project.findingsOf(path).map((finding) => finding.rule.id);

describe('a project', () => {
  it('reads a file with the others of its host', async () => {
    const files = new Files({
      '/srv/a/etc/sysctl.d/10.conf': 'vm.swappiness = 1\n',
      '/srv/a/etc/sysctl.conf': 'vm.swappiness = 2\n',
      '/srv/b/etc/sysctl.conf': 'vm.swappiness = 3\n',
    });
    const project = await opened(files, ['/srv/a/etc/sysctl.d/10.conf']);
    assert.deepEqual(rulesOf(project, '/srv/a/etc/sysctl.d/10.conf'), ['sysctl/set-again']);
    assert.deepEqual([...project.workspace.paths()].sort(), ['/srv/a/etc/sysctl.conf', '/srv/a/etc/sysctl.d/10.conf']);
  });

  it('finds the nearest profile above a file, and reads it once', async () => {
    const files = new Files({
      '/srv/headroom.json': '{ "host": { "cpus": 1 } }',
      '/srv/a/headroom.json': '{ "host": { "memory": "1GiB" } }',
      '/srv/a/sysctl.conf': '',
      '/srv/a/limits.conf': '',
      '/srv/b/sysctl.conf': '',
      '/other/sysctl.conf': '',
    });
    const project = await opened(files, [
      '/srv/a/sysctl.conf',
      '/srv/a/limits.conf',
      '/srv/b/sysctl.conf',
      '/other/sysctl.conf',
    ]);
    assert.equal(project.profileOf('/srv/a/sysctl.conf')?.path, '/srv/a/headroom.json');
    assert.deepEqual(project.workspace.get('/srv/a/limits.conf')?.host, {
      memory: { value: 1024 ** 3, from: 'headroom.json' },
    });
    assert.equal(project.profileOf('/srv/b/sysctl.conf')?.path, '/srv/headroom.json');
    assert.equal(project.profileOf('/other/sysctl.conf'), undefined);
    assert.equal(files.reads.get('/srv/a/headroom.json'), 1);
    files.set('/srv/a/headroom.json', '{}');
    project.forgetSurroundings();
    await project.open('/srv/a/sysctl.conf', Text.empty, detectLanguage('/srv/a/sysctl.conf') as never);
    assert.deepEqual(project.workspace.get('/srv/a/sysctl.conf')?.host, {});
  });

  it('lets the command line stand above the profile, that above the settings, and those above the machine', async () => {
    const files = new Files({ '/headroom.json': '{ "host": { "cpus": 3 } }', '/sysctl.conf': '' });
    const fact = (value: number, from: string) => ({ cpus: { value, from } });
    const machine = () => fact(1, 'machine');
    const cpus = async (options: ProjectOptions) => {
      const project = await opened(files, ['/sysctl.conf'], options);
      return project.workspace.get('/sysctl.conf')?.host.cpus?.value;
    };
    assert.equal(await cpus({ machine, defaultHost: fact(2, 'settings'), host: fact(4, 'command line') }), 4);
    assert.equal(await cpus({ machine, defaultHost: fact(2, 'settings') }), 3);
    assert.equal(await cpus({ machine, defaultHost: fact(2, 'settings'), profiles: false }), 2);
    assert.equal(await cpus({ machine, profiles: false }), 1);
    assert.equal(await cpus({ profiles: false }), undefined);
  });

  it('gives rules the severity of the command line, or else of the profile', async () => {
    const files = new Files({
      '/headroom.json': '{ "rules": { "sysctl/unknown-key": "hint" } }',
      '/sysctl.conf': 'vm.swapiness = 1\n',
    });
    const severity = (project: Project) => project.findingsOf('/sysctl.conf').map((finding) => finding.severity);
    const project = await opened(files, ['/sysctl.conf']);
    assert.deepEqual(severity(project), ['hint']);
    project.configure({ severities: { 'sysctl/unknown-key': 'error' } });
    assert.deepEqual(severity(project), ['error']);
    project.configure({ severities: { 'sysctl/unknown-key': 'off' } });
    assert.deepEqual(severity(project), []);
    project.configure({ profiles: false });
    assert.deepEqual(severity(project), ['hint'], 'a profile that was found holds until the file is opened again');
  });

  it('lets the rules of a pack speak once the profile or the options name it', async () => {
    const files = new Files({
      '/headroom.json': '{ "packs": ["kspp"], "rules": { "sysctl/cis": "error" } }',
      '/sysctl.conf': 'kernel.randomize_va_space = 1\n',
    });
    const said = (project: Project) =>
      project.findingsOf('/sysctl.conf').map(({ rule, severity, start }) => `${severity} ${rule.id} ${start}`);
    const of = (id: string, [missing, changed]: readonly [string, string]) => [
      `${missing} ${id} 0`,
      `${changed} ${id} 28`,
    ];
    const ofKspp = of('sysctl/kspp', ['information', 'warning']);
    const ofCis = (severities: readonly [string, string]) => of('sysctl/cis', severities);
    const sorted = (...lists: readonly (readonly string[])[]) =>
      lists.flat().sort((a, b) => Number(a.split(' ')[2]) - Number(b.split(' ')[2]));
    const project = await opened(files, ['/sysctl.conf']);
    assert.deepEqual(said(project), sorted(ofCis(['error', 'error']), ofKspp), 'a severity switches a rule on too');
    project.configure({ severities: { 'sysctl/cis': 'off' } });
    assert.deepEqual(said(project), ofKspp);
    project.configure({ packs: ['cis'] });
    assert.deepEqual(said(project), sorted(ofCis(['error', 'error']), ofKspp), 'a severity beats the pack');
    const bare = await opened(files, ['/sysctl.conf'], { profiles: false });
    assert.deepEqual(said(bare), []);
    bare.configure({ profiles: false, packs: ['cis'] });
    assert.deepEqual(said(bare), ofCis(['information', 'warning']));
  });

  it('looks again at a file when another one changes', async () => {
    const [first, second] = ['/etc/sysctl.d/10.conf', '/etc/sysctl.d/20.conf'];
    const project = await opened(new Files({ [first]: 'vm.swappiness = 1\n', [second]: '' }), [first, second]);
    assert.deepEqual(rulesOf(project, first), []);
    project.change(second, Text.of('vm.swappiness = 2\n'));
    assert.deepEqual(rulesOf(project, first), ['sysctl/set-again']);
    assert.equal(project.findingsOf(first), project.findingsOf(first), 'and only then');
    project.close(second);
    assert.deepEqual(rulesOf(project, first), []);
  });

  it('loads what a profile says HAProxy is told to load, in that order, and nothing else', async () => {
    const files = new Files({
      '/etc/haproxy/headroom.json': '{ "haproxy": { "load": ["haproxy.cfg", "./parts/"] } }',
      '/etc/haproxy/haproxy.cfg': 'global\n',
      '/etc/haproxy/parts/b.cfg': 'backend b\n',
      '/etc/haproxy/parts/a.cfg': 'frontend a\n',
      '/etc/haproxy/parts/.hidden.cfg': 'frontend hidden\n',
      '/etc/haproxy/parts/old.cfg.bak': 'frontend old\n',
      '/etc/haproxy/other.cfg': 'global\n',
    });
    const project = await opened(files, ['/etc/haproxy/parts/a.cfg', '/etc/haproxy/other.cfg']);
    const loaded = (path: string) => project.workspace.view(path).loaded.map((analysis) => analysis.path);
    const list = ['/etc/haproxy/haproxy.cfg', '/etc/haproxy/parts/a.cfg', '/etc/haproxy/parts/b.cfg'];
    assert.deepEqual(loaded('/etc/haproxy/parts/a.cfg'), list);
    assert.deepEqual(loaded('/etc/haproxy/parts/b.cfg'), list);
    assert.deepEqual(loaded('/etc/haproxy/other.cfg'), ['/etc/haproxy/other.cfg']);
    assert.equal(project.workspace.view('/etc/haproxy/parts/a.cfg').whole, true);
  });

  it('loads a folder called conf.d together, and knows that the rest may stand beside it', async () => {
    const files = new Files({
      '/etc/haproxy/haproxy.cfg': 'frontend x\n    default_backend b\n',
      '/etc/haproxy/conf.d/a.cfg': 'frontend a\n    default_backend c\n',
      '/etc/haproxy/conf.d/b.cfg': 'backend b\n',
    });
    const project = await opened(files, ['/etc/haproxy/conf.d/a.cfg', '/etc/haproxy/haproxy.cfg']);
    for (const path of ['/etc/haproxy/conf.d/a.cfg', '/etc/haproxy/haproxy.cfg']) await project.readNearby(path);
    const names = (path: string) => {
      const { loaded, nearby, whole } = project.workspace.view(path);
      return { loaded: loaded.map((each) => each.path), nearby: nearby.map((each) => each.path), whole };
    };
    assert.deepEqual(names('/etc/haproxy/conf.d/a.cfg'), {
      loaded: ['/etc/haproxy/conf.d/a.cfg', '/etc/haproxy/conf.d/b.cfg'],
      nearby: ['/etc/haproxy/haproxy.cfg'],
      whole: false,
    });
    assert.deepEqual(names('/etc/haproxy/haproxy.cfg'), {
      loaded: ['/etc/haproxy/haproxy.cfg'],
      nearby: ['/etc/haproxy/conf.d/a.cfg', '/etc/haproxy/conf.d/b.cfg'],
      whole: true,
    });
  });
});
