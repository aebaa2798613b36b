/** What is offered where HAProxy needs more descriptors than it may have. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doesNotStart } from '../../server/src/capacity/rules/does-not-start.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const root = '/srv/web1';
const path = `${root}/etc/haproxy/haproxy.cfg`;

/** The titles of the fixes for a number of connections, on a host that `expected` of headroom.json belongs to. */
function offered(maxconn: number, expected: object, unit = 'User=haproxy\nLimitNOFILE=20000\n'): readonly string[] {
  const sections =
    'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 9s\n  timeout server 9s\nlisten a\n  bind :80\n';
  const files = [
    { path, source: `global\n  maxconn ${maxconn}\n  nbthread 1\n${sections}  server s 192.0.2.1:80\n` },
    { path: `${root}/etc/systemd/system/haproxy.service`, source: `[Service]\nExecStart=/usr/sbin/haproxy\n${unit}` },
    { path: `${root}/etc/sysctl.d/60-files.conf`, source: 'fs.nr_open = 1048576\n' },
    { path: `${root}/headroom.json`, source: JSON.stringify({ host: { haproxy: '2.8' }, expected }) },
  ];
  const found = findingsIn(worldOf(files, { rules: [doesNotStart] }), path);
  assert.equal(found.length, 1);
  return found.flatMap(({ fixes }) => fixes.map(({ title }) => title));
}

describe('the fixes for too few descriptors', () => {
  it('lower maxconn only where that still carries what is expected', () => {
    const raise = 'Set LimitNOFILE to 40014';
    const lower = 'Lower maxconn to 9993, which 20 000 descriptors carry';
    assert.deepEqual(offered(20_000, {}), [raise, lower]);
    assert.deepEqual(offered(20_000, { connections: 9993 }), [raise, lower]);
    assert.deepEqual(offered(20_000, { connections: 9994 }), [raise]);
  });

  it('raise fs.nr_open only as far as the kernel lets it', () => {
    const [most, beyond] = [1_073_741_785, 1_073_741_786];
    assert.equal(offered(most, {}, '')[0], 'Set fs.nr_open to 2147483584');
    assert.match(offered(beyond, {}, '').join(), /^Lower maxconn to \d+, which 1 048 576 descriptors carry$/);
  });
});
