/** What a unit tells HAProxy to load, and what follows for the files of its host. The options are those of HAProxy's `init_args`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unitOf } from '../../server/src/capacity/unit.ts';
import { Text } from '../../server/src/engine/text.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { type FileSource, Project } from '../../server/src/host/project.ts';
import { loadListOf } from '../../server/src/host/start-command.ts';
import { detectLanguage } from '../../server/src/languages/index.ts';

const variables = '/srv/a/etc/default/haproxy';
const unit = '/srv/a/usr/lib/systemd/system/haproxy.service';

function listOf(start: string, ...more: readonly string[]): readonly string[] | undefined {
  const text = ['[Service]', `ExecStart=${start}`, ...more, ''].join('\n');
  return loadListOf([{ path: unit, text }], {})?.entries;
}

describe('what a unit tells HAProxy to load', () => {
  it('follows -f, in order, and --', () => {
    assert.deepEqual(
      listOf('/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/x.pid -f /etc/haproxy/conf.d/'),
      ['/etc/haproxy/haproxy.cfg', '/etc/haproxy/conf.d'],
    );
    assert.deepEqual(listOf('/usr/sbin/haproxy -W -f /a.cfg -- /b.cfg /c.cfg'), ['/a.cfg', '/b.cfg', '/c.cfg']);
    assert.deepEqual(listOf('/usr/sbin/haproxy -- /b//./c/../d.cfg'), ['/b/d.cfg']);
  });

  it('stands among options with arguments and without', () => {
    const start =
      '/usr/sbin/haproxy -Ws -db -dMno-merge -q -V -4 -L -f -S /run/m -n 5 -m 6 -N 7 -x /run/s -sf 1 2 -dt all -f /a.cfg';
    assert.deepEqual(listOf(start), ['/a.cfg']);
    assert.equal(listOf('/usr/sbin/haproxy -W -z 1 -f /a.cfg'), undefined, 'HAProxy shows how it is used');
    assert.equal(listOf('/usr/sbin/haproxy /a.cfg -f /b.cfg'), undefined);
  });

  it('may be relative to the folder of -C', () => {
    assert.deepEqual(listOf('/usr/sbin/haproxy -f main.cfg -f /x.cfg -C /etc/haproxy'), [
      '/etc/haproxy/main.cfg',
      '/x.cfg',
    ]);
    assert.equal(listOf('/usr/sbin/haproxy -f main.cfg'), undefined, 'nobody says where');
    assert.equal(listOf('/usr/sbin/haproxy -C haproxy -f main.cfg'), undefined);
  });

  it('may come from variables, and is unknown where one of them is', () => {
    const start = '/usr/sbin/haproxy -Ws -f $CONFIG $OPTIONS';
    assert.deepEqual(listOf(start, 'Environment=CONFIG=/a.cfg'), ['/a.cfg']);
    assert.equal(listOf(start, 'Environment=CONFIG=/%H.cfg'), undefined);
    assert.equal(listOf(start, 'Environment=CONFIG=/a.cfg', 'EnvironmentFile=/etc/default/haproxy'), undefined);
  });

  it('is unknown where something else is started, or nothing', () => {
    assert.equal(listOf('/bin/sh -c "haproxy -f /a.cfg"'), undefined);
    assert.equal(listOf('/usr/sbin/haproxy -Ws'), undefined);
    assert.equal(listOf('/usr/sbin/haproxy -f /a.cfg', 'ExecStart='), undefined);
    assert.equal(listOf('/usr/bin/haproxyctl -f /a.cfg'), undefined);
    assert.deepEqual(listOf('/opt/haproxy-3.2/sbin/haproxy-3.2 -f /a.cfg'), ['/a.cfg']);
  });
});

describe('the unit of a package', () => {
  const debian = { distribution: { value: 'debian-12', from: 'headroom.json' } };
  const dropIn = '/srv/a/etc/systemd/system/haproxy.service.d/start.conf';
  const listed = (files: Readonly<Record<string, string>>, host: Host = debian) => {
    const inputs = Object.entries(files).map(([path, text]) => ({ path, text }));
    return loadListOf(inputs, host);
  };
  const both = 'EXTRAOPTS="-S /run/haproxy-master.sock -f /etc/haproxy/conf.d"\n';

  it('stands in where a tree has its variables or drop-ins only', () => {
    assert.deepEqual(listed({ [variables]: both }), {
      entries: ['/etc/haproxy/haproxy.cfg', '/etc/haproxy/conf.d'],
      from: 'ExecStart (haproxy.service of debian-12)',
    });
    const start =
      '[Service]\nExecStart=\nExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -f /etc/haproxy/more -p $PIDFILE\n';
    assert.deepEqual(listed({ [dropIn]: start }), {
      entries: ['/etc/haproxy/haproxy.cfg', '/etc/haproxy/more'],
      from: 'ExecStart (/etc/systemd/system/haproxy.service.d/start.conf)',
    });
    const rhel = { distribution: { value: 'rocky-9.4', from: 'headroom.json' } };
    const sysconfig = { '/srv/a/etc/sysconfig/haproxy': 'CONFIG=/etc/haproxy/lb.cfg\n' };
    assert.deepEqual(listed(sysconfig, rhel)?.entries, ['/etc/haproxy/lb.cfg', '/etc/haproxy/conf.d']);
  });

  it('does not where no file of the tree says what is loaded, nor where the distribution is another or unknown', () => {
    assert.equal(listed({ [variables]: '#EXTRAOPTS="-de"\n' }), undefined);
    assert.equal(listed({ [dropIn]: '[Service]\nLimitNOFILE=5\n' }), undefined);
    for (const value of ['rhel-9', 'debian-10', 'arch'])
      assert.equal(listed({ [variables]: both }, { distribution: { value, from: 'headroom.json' } }), undefined, value);
    assert.equal(listed({ [variables]: both }, {}), undefined);
  });

  it('gives its options to the capacity of the host, and nothing else', () => {
    const inputs = [{ path: variables, text: 'EXTRAOPTS="-n 5000"\n' }];
    const said = unitOf({ inputs, host: debian });
    assert.equal(said?.maxconn?.source?.from, '-n of EXTRAOPTS (/etc/default/haproxy)');
    assert.deepEqual([said?.masterWorker, said?.user, said?.hardNofile], [true, undefined, undefined]);
    assert.equal(unitOf({ inputs, host: {} }), undefined);
  });
});

class Files implements FileSource {
  constructor(
    private readonly files: Record<string, string>,
    private readonly emptyFolders: readonly string[] = [],
  ) {}

  async read(path: string): Promise<string | undefined> {
    return this.files[path];
  }

  async list(folder: string): Promise<readonly string[]> {
    return Object.keys(this.files).flatMap((path) =>
      path.slice(0, path.lastIndexOf('/')) === folder ? [path.slice(folder.length + 1)] : [],
    );
  }

  async isFolder(path: string): Promise<boolean> {
    return this.emptyFolders.includes(path);
  }

  set(path: string, text: string): void {
    this.files[path] = text;
  }
}

const main = '/srv/a/etc/haproxy/haproxy.cfg';
const part = '/srv/a/etc/haproxy/conf.d/b.cfg';

/** A host whose haproxy.cfg needs the backend that conf.d has. */
function host(start: string, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    [main]: 'frontend x\n    bind :80\n    default_backend b\n',
    [part]: 'backend b\n    server s 192.0.2.1:80\n',
    [unit]: `[Service]\nEnvironmentFile=-/etc/default/haproxy\nEnvironment=CONFIG=/etc/haproxy/haproxy.cfg\nExecStart=/usr/sbin/haproxy ${start}\n`,
    ...others,
  };
}

async function opened(files: Files, path = main): Promise<Project> {
  const project = new Project(files);
  await open(project, files, path);
  return project;
}

async function open(project: Project, files: Files, path: string): Promise<void> {
  const language = detectLanguage(path) ?? assert.fail(path);
  await project.open(path, Text.of((await files.read(path)) ?? ''), language);
  await project.readNearby(path);
}

const loaded = (project: Project, path = main) => {
  const { loaded, whole } = project.workspace.view(path);
  return { files: loaded.map((each) => each.path), whole };
};

const undefinedBackend = (project: Project) =>
  project
    .findingsOf(main)
    .filter(({ rule }) => rule.id === 'haproxy/undefined-backend')
    .map(({ severity, message }) => `${severity}: ${message}`);

describe('files of a host with a unit', () => {
  it('are loaded together as the unit says', async () => {
    const files = new Files(host('-Ws -f $CONFIG -f /etc/haproxy/conf.d'));
    const project = await opened(files);
    assert.deepEqual(loaded(project), { files: [main, part], whole: true });
    assert.deepEqual(loaded(project, part), { files: [main, part], whole: true });
    assert.deepEqual(undefinedBackend(project), []);
  });

  it('that the unit leaves out define nothing', async () => {
    const project = await opened(new Files(host('-Ws -f $CONFIG')));
    assert.deepEqual(loaded(project), { files: [main], whole: true });
    assert.deepEqual(undefinedBackend(project), [
      "error: No backend or listen section is called 'b': b.cfg has it, but ExecStart (/usr/lib/systemd/system/haproxy.service) does not load that file.",
    ]);
  });

  it('are read anew when the unit or its variables change', async () => {
    const files = new Files(host('-Ws -f $CONFIG $EXTRAOPTS'));
    const project = await opened(files);
    assert.equal(undefinedBackend(project).length, 1);
    files.set(variables, 'EXTRAOPTS="-f /etc/haproxy/conf.d"\n');
    project.forgetSurroundings();
    await open(project, files, main);
    assert.deepEqual(undefinedBackend(project), []);
  });

  it('are not all where one is missing, but a folder may be empty', async () => {
    const missing = host('-f $CONFIG -f /etc/haproxy/more');
    const project = await opened(new Files(missing));
    assert.equal(loaded(project).whole, false);
    assert.deepEqual(
      undefinedBackend(project).map((each) => each.slice(0, 5)),
      ['hint:'],
    );
    const empty = await opened(new Files(missing, ['/srv/a/etc/haproxy/more']));
    assert.deepEqual(loaded(empty), { files: [main], whole: true });
  });

  it('may have another name than that of the package', async () => {
    const lb = '/srv/a/etc/haproxy/lb.cfg';
    const files = new Files(host('-f /etc/haproxy/lb.cfg', { [lb]: 'global\n', '/srv/a/etc/sysctl.conf': '' }));
    const project = await opened(files, '/srv/a/etc/sysctl.conf');
    const companions = project.workspace.view('/srv/a/etc/sysctl.conf').companions();
    assert.deepEqual(
      companions.map(({ analysis }) => analysis.path),
      [lb, '/srv/a/etc/sysctl.conf'],
    );
  });

  it('may stand beside the folder of the package', async () => {
    const beside = '/srv/a/etc/haproxy.cfg';
    const files = new Files(host('-f /etc/haproxy.cfg -f /etc/haproxy/conf.d', { [beside]: 'global\n' }));
    assert.deepEqual(loaded(await opened(files, beside), beside), { files: [beside, part], whole: true });
  });

  it('are those of haproxy.load where somebody wrote it', async () => {
    const profile = { '/srv/a/headroom.json': '{ "haproxy": { "load": ["etc/haproxy/haproxy.cfg"] } }' };
    const project = await opened(new Files(host('-f $CONFIG -f /etc/haproxy/conf.d', profile)));
    assert.deepEqual(loaded(project), { files: [main], whole: true });
    assert.match(
      undefinedBackend(project)[0] ?? '',
      /^error: .* but haproxy\.load in headroom\.json does not load that file\.$/,
    );
  });

  it('may have variables in files that only the unit names', async () => {
    const named = host('-f $CONFIG');
    const more = '[Service]\nEnvironmentFile=/opt/lb/env\n';
    const files = new Files({
      ...named,
      '/srv/a/etc/systemd/system/haproxy.service.d/env.conf': more,
      '/srv/a/opt/lb/env': 'CONFIG="/etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d"\n',
    });
    assert.deepEqual(loaded(await opened(files)), { files: [main, part], whole: true });
  });
});
