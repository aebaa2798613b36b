import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import picomatch from 'picomatch';
import { Text } from '../../server/src/engine/text.ts';
import { inputGlobs, isHostInput } from '../../server/src/host/inputs.ts';
import { Project } from '../../server/src/host/project.ts';
import { hostRoot } from '../../server/src/languages/host-root.ts';
import { languageById } from '../../server/src/languages/index.ts';

const inputs = [
  'etc/modprobe.d/conntrack.conf',
  'usr/lib/modprobe.d/dist.conf',
  'lib/modules-load.d/a.conf',
  'etc/modules-load.d/modules.conf',
  'etc/modules',
  'etc/default/haproxy',
  'etc/sysconfig/haproxy',
  'etc/systemd/system/haproxy.service',
  'lib/systemd/system/haproxy.service',
  'etc/systemd/system/haproxy.service.d/limits.conf',
  'run/systemd/system.control/haproxy.service.d/50-LimitNOFILE.conf',
  'usr/lib/systemd/system/service.d/10-timeout-abort.conf',
];
const others = [
  'etc/modprobe.d/README',
  'etc/modprobe.d/.swp.conf',
  'etc/modules-load.d/sub/a.conf',
  'opt/etc2/modules',
  'etc/systemd/system/nginx.service',
  'etc/systemd/system/nginx.service.d/limits.conf',
  'etc/systemd/user/haproxy.service',
  'etc/sysctl.d/a.conf',
  'etc/default/nginx',
  'opt/default/haproxy',
  'etc/sysconfig/haproxy/x',
];

describe('input files', () => {
  it('are the units of HAProxy and what is said of modules', () => {
    for (const path of inputs) {
      assert.ok(isHostInput(`/${path}`), path);
      assert.ok(isHostInput(`/srv/web1/${path}`), path);
      assert.ok(picomatch.isMatch(`srv/web1/${path}`, [...inputGlobs]), `${path} is watched`);
    }
    for (const path of others) assert.ok(!isHostInput(`/srv/web1/${path}`), path);
    assert.equal(hostRoot('/srv/puppet/etc/modules/haproxy/files/haproxy.cfg'), undefined, 'a folder of modules');
  });

  it('are read with the files of their host, once, and again when told to forget', async () => {
    const files: Record<string, string> = {
      ...Object.fromEntries([...inputs, ...others].map((path) => [`/srv/web1/${path}`, path])),
      '/srv/web2/etc/modules': 'web2',
    };
    const reads: string[] = [];
    const project = new Project({
      read: async (path) => {
        reads.push(path);
        return files[path];
      },
      list: async (folder) =>
        Object.keys(files)
          .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
          .map((path) => path.slice(folder.length + 1)),
    });
    const text = Text.of('');
    const open = (path: string, language: string) =>
      project.open(path, text, languageById(language) as NonNullable<ReturnType<typeof languageById>>);
    const seen = (path: string) => project.workspace.view(path).inputs.map((input) => input.path);
    await open('/srv/web1/etc/sysctl.conf', 'sysctl');
    await open('/srv/web1/etc/haproxy/haproxy.cfg', 'haproxy');
    await open('/home/a/haproxy.cfg', 'haproxy');
    assert.deepEqual([...seen('/srv/web1/etc/sysctl.conf')].sort(), inputs.map((path) => `/srv/web1/${path}`).sort());
    assert.equal(
      project.workspace.view('/srv/web1/etc/haproxy/haproxy.cfg').inputs,
      project.workspace.view('/srv/web1/etc/sysctl.conf').inputs,
    );
    assert.deepEqual(seen('/home/a/haproxy.cfg'), [], 'nobody knows whose file it is');
    assert.equal(reads.filter((path) => path === '/srv/web1/etc/modules').length, 1);

    const view = project.workspace.view('/srv/web1/etc/sysctl.conf');
    files['/srv/web1/etc/modules'] = 'changed';
    project.forgetSurroundings();
    await open('/srv/web1/etc/sysctl.conf', 'sysctl');
    const next = project.workspace.view('/srv/web1/etc/sysctl.conf');
    assert.notEqual(next, view, 'what was found is found anew');
    assert.equal(next.analysis, view.analysis);
    assert.ok(next.inputs.some(({ text }) => text === 'changed'));
    project.forgetSurroundings();
    await open('/srv/web1/etc/sysctl.conf', 'sysctl');
    assert.equal(project.workspace.view('/srv/web1/etc/sysctl.conf'), next, 'but only where something changed');
  });
});
