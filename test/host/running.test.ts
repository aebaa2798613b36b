import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runningBelow, runningFor } from '../../server/src/host/running.node.ts';
import { folderWith } from '../cli/command-line.ts';

describe('what runs on this machine', () => {
  it('is told for its own files only, the same that its facts are for', async (t) => {
    for (const path of ['/srv/web1/etc/sysctl.conf', '/home/a/sysctl.conf', '/etc/puppet/web1/etc/sysctl.conf'])
      assert.equal(runningFor(path), undefined, path);
    const machine = runningFor('/etc/sysctl.d/10-a.conf');
    if (process.platform !== 'linux') return t.diagnostic('no Linux here: there is no machine to tell of');
    assert.deepEqual(await machine?.read('kernel/osrelease'), { text: `${release()}\n` });
    assert.ok((await machine?.paths())?.includes('kernel/osrelease'));
  });

  it('is a value, or not there, or may not be read', async (t) => {
    const folder = folderWith(t, { 'vm/swappiness': '60\n', 'net/ipv4/conf/eth0.100/rp_filter': '0\n' });
    mkdirSync(join(folder, 'kernel'));
    const machine = runningBelow(folder);
    assert.deepEqual(await machine.read('vm/swappiness'), { text: '60\n' });
    assert.equal(await machine.read('vm/nosuch'), 'absent');
    assert.equal(await machine.read('vm/swappiness/below'), 'absent');
    assert.equal(await machine.read('kernel'), 'unreadable');
    assert.deepEqual([...(await machine.paths())].sort(), ['net/ipv4/conf/eth0.100/rp_filter', 'vm/swappiness']);
    assert.deepEqual(await runningBelow(join(folder, 'gone')).paths(), []);
  });
});
