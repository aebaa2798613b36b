import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacityFrom, capacityOf } from '../../server/src/capacity/assemble.ts';
import type { CapacityInputs } from '../../server/src/capacity/inputs.ts';
import { knobsOf } from '../../server/src/capacity/knobs.ts';
import { known } from '../../server/src/capacity/quantity.ts';
import { trying, whatIfIn } from '../../server/src/capacity/what-if.ts';
import { worldOf } from '../harness/world.ts';

const haproxy = '/etc/haproxy/haproxy.cfg';
const gibibyte = 1024 ** 3;
const host = { memory: { value: gibibyte, from: 'headroom.json' }, kernel: { value: '6.1', from: 'headroom.json' } };

function inputsOf(source: string, unit = '') {
  const files = [
    { path: haproxy, source },
    { path: '/etc/sysctl.conf', source: 'net.core.somaxconn = 512\n' },
    ...(unit ? [{ path: '/etc/systemd/system/haproxy.service', source: unit }] : []),
  ];
  return capacityOf(worldOf(files, { host }).view(haproxy)).inputs;
}

const descriptors = (inputs: CapacityInputs) => capacityFrom(inputs).budgets.find(({ id }) => id === 'descriptors');

describe('what would be if', () => {
  const service = '[Service]\nUser=haproxy\nExecStart=/usr/sbin/haproxy\nLimitNOFILE=40\n';

  it('maxconn were another one follows from the same files', () => {
    const inputs = inputsOf('global\n  maxconn 10\n  nbthread 1\nfrontend www\n  bind :80\n', service);
    const need = (maxconn: number) => descriptors(trying(inputs, { maxconn }));
    // Two descriptors for each connection, and 14 beside them.
    assert.equal(need(10)?.need.value, 34);
    assert.equal(need(13)?.verdict, 'fits');
    assert.equal(need(14)?.verdict, 'exceeds');
    assert.equal(need(14)?.need.certainty, 'assumed');
  });

  it('maxconn were another one holds although -n goes before the file', () => {
    const maxconn = known('maxconn', 500, 'connections', { from: '-n of the service' });
    const inputs = { ...inputsOf('global\n  nbthread 1\n'), unit: { maxconn, mayRaiseLimits: undefined, pam: false } };
    assert.equal(knobsOf(inputs, {})[0]?.now, 500);
    assert.equal(descriptors(trying(inputs, { maxconn: 5 }))?.need.value, 2 * 5 + 10 + 3);
  });

  it('there were more RAM changes what the kernel makes of it, and no line that sets a value', () => {
    const inputs = inputsOf('global\n');
    const more = trying(inputs, { memory: 64 * gibibyte });
    assert.equal(inputs.sysctl('net.ipv4.tcp_max_tw_buckets').value, 4096);
    assert.equal(more.sysctl('net.ipv4.tcp_max_tw_buckets').value, 262_144);
    assert.equal(more.sysctl('net.core.somaxconn').value, 512);
    assert.equal(more.host.memory?.from, 'what if');
  });

  it('takes no numbers that can be none of a host', () => {
    assert.deepEqual(whatIfIn({ maxconn: 5, memory: 1, bufsize: 1e9, tlsShare: 0.5, connectionRate: -1, x: 3 }), {
      maxconn: 5,
      bufsize: 1e9,
      tlsShare: 0.5,
    });
    for (const odd of [null, undefined, 'x', [], { maxconn: '5' }, { tlsShare: 1.5 }, { maxconn: 1.5 }])
      assert.deepEqual(whatIfIn(odd), {});
  });
});

describe('what a reader can try', () => {
  it('starts from what holds, with a range of round numbers around it', () => {
    const knobs = knobsOf(inputsOf('global\n  maxconn 4001\n  tune.bufsize 32768\n'), { maxconn: 9 });
    assert.deepEqual(
      knobs.map(({ name, now, nowText, tried, min, max, step }) => [name, now, nowText, tried, min, max, step]),
      [
        ['maxconn', 4001, '4 001', 9, 200, 16_200, 200],
        ['memory', gibibyte, '1 GiB', null, 64, 4096, 64],
        ['bufsize', 32_768, '32 KiB', null, 2048, 131_072, 2048],
        ['tlsShare', null, 'unknown', null, 0, 100, 1],
        ['connectionRate', null, 'unknown', null, 100, 10_000, 100],
      ],
    );
  });

  it('starts from the default of HAProxy where nothing is set', () => {
    assert.equal(knobsOf(inputsOf('global\n'), {}).find(({ name }) => name === 'bufsize')?.now, 16_384);
  });
});
