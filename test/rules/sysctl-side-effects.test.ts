/**
 * What a write changes besides its own key: the network tried on Linux 6.18 in a namespace of its own, memory by the handlers in
 * mm/page-writeback.c and mm/util.c.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KernelValues } from '../../server/src/languages/sysctl/loaders/kernel-values.ts';

/** Writes lines of `key = value` one after another, and gives the values of keys afterwards. */
function held(lines: string, keys: string): string {
  const kernel = new KernelValues({ kernel: { value: '6.18', from: 'a test' } });
  for (const line of lines.split(', ')) {
    const [key = '', value = ''] = line.split(' = ');
    assert.equal(kernel.write(key.replaceAll('.', '/'), value), undefined, line);
  }
  return keys
    .split(' ')
    .map((key) => kernel.get(key))
    .join(' ');
}

describe('a write', () => {
  it('of dirty_ratio or dirty_bytes sets the other to 0 where it changes something', () => {
    const both = 'vm.dirty_ratio vm.dirty_bytes';
    assert.equal(held('vm.dirty_bytes = 8192', both), '0 8192');
    assert.equal(held('vm.dirty_bytes = 8192, vm.dirty_ratio = 20', both), '20 0');
    assert.equal(held('vm.dirty_bytes = 8192, vm.dirty_ratio = 0', both), '0 8192');
  });

  it('of the background pair and of the commit limit does so in any case', () => {
    const background = 'vm.dirty_background_ratio vm.dirty_background_bytes';
    assert.equal(held('vm.dirty_background_bytes = 8192', background), '0 8192');
    assert.equal(held('vm.dirty_background_bytes = 8192, vm.dirty_background_ratio = 0', background), '0 0');
    const commit = 'vm.overcommit_ratio vm.overcommit_kbytes';
    assert.equal(held('vm.overcommit_ratio = 80, vm.overcommit_kbytes = 0', commit), '0 0');
    assert.equal(held('vm.overcommit_kbytes = 5, vm.overcommit_ratio = 80', commit), '80 0');
  });

  it('of ip_forward reaches every interface and accept_redirects where it changes something', () => {
    const keys = 'net.ipv4.conf.all.accept_redirects net.ipv4.conf.default.forwarding net.ipv4.conf.d0.forwarding';
    const d0 = 'net.ipv4.conf.d0.forwarding';
    assert.equal(held(`${d0} = 0, net.ipv4.ip_forward = 2`, keys), '0 2 2');
    assert.equal(held(`net.ipv4.ip_forward = 2, ${d0} = 1, net.ipv4.conf.all.forwarding = 2`, keys), '0 2 1');
    assert.equal(held(`${d0} = 1, net.ipv4.ip_forward = 1, net.ipv4.ip_forward = 0`, keys), '1 0 0');
    const redirects = 'net.ipv4.conf.all.accept_redirects = 0';
    assert.equal(held(`${d0} = 1, ${redirects}, net.ipv4.ip_forward = 0`, keys), '0 0 1');
  });

  it('of some keys of conf.all of IPv6 reaches every interface, whether it changes something or not', () => {
    for (const name of ['forwarding', 'disable_ipv6', 'ignore_routes_with_linkdown', 'addr_gen_mode']) {
      const key = (place: string) => `net.ipv6.conf.${place}.${name}`;
      assert.equal(held(`${key('d0')} = 1, ${key('all')} = 0`, `${key('default')} ${key('d0')}`), '0 0', name);
    }
    assert.equal(
      held('net.ipv6.conf.d0.accept_ra = 1, net.ipv6.conf.all.accept_ra = 0', 'net.ipv6.conf.d0.accept_ra'),
      '1',
    );
  });

  it('of force_forwarding reaches the interfaces where it changes something, and forwarding off takes it from them', () => {
    const d0 = 'net.ipv6.conf.d0.force_forwarding';
    const all = 'net.ipv6.conf.all.force_forwarding';
    assert.equal(held(`${d0} = 0, ${all} = 1`, `${all} ${d0}`), '1 1');
    assert.equal(held(`${all} = 1, ${d0} = 0, ${all} = 1`, d0), '0');
    assert.equal(held(`${all} = 1, ${d0} = 1, net.ipv6.conf.all.forwarding = 0`, `${all} ${d0}`), '1 0');
  });

  it('is rounded up by some keys', () => {
    assert.equal(held('net.netfilter.nf_conntrack_buckets = 65537', 'net.netfilter.nf_conntrack_buckets'), '66048');
    assert.equal(held('net.core.rps_sock_flow_entries = 30000', 'net.core.rps_sock_flow_entries'), '32768');
    assert.equal(held('fs.pipe-max-size = 1', 'fs.pipe-max-size'), '4096');
    assert.equal(held('fs.pipe-max-size = 1048576', 'fs.pipe-max-size'), '1048576');
  });
});
