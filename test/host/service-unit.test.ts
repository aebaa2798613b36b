import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Host } from '../../server/src/host/facts.ts';
import {
  type ServiceUnit,
  serviceUnit,
  unitHasCapability,
  unitLimit,
  unitValue,
} from '../../server/src/host/service-unit.ts';
import { readLimit, readUnitSize, type UnitSettingName } from '../../server/src/host/unit-settings.ts';

const vendor = '/srv/web1/usr/lib/systemd/system/haproxy.service';
const admin = '/srv/web1/etc/systemd/system/haproxy.service';
const dropIn = (folder: string, name: string) => `/srv/web1/${folder}/systemd/system/${name}`;

function unitOf(files: Readonly<Record<string, string>>, host: Host = {}): ServiceUnit {
  const unit = serviceUnit({ inputs: Object.entries(files).map(([path, text]) => ({ path, text })), host });
  assert.ok(unit, 'something is known of the unit');
  return unit;
}

function values(unit: ServiceUnit, name: UnitSettingName): readonly string[] {
  return (unit.settings.get(name) ?? []).map(({ value }) => value);
}

const service = (...lines: string[]) => ['[Service]', ...lines, ''].join('\n');

// What is expected of merging and of values is what `systemd --test` of systemd 252 printed for the same files.
describe('the unit of HAProxy', () => {
  it('is read line by line: comments, lines that go on, other sections', () => {
    const unit = unitOf({
      [vendor]: [
        '\uFEFF; a comment',
        '[Unit]',
        'User=unit',
        '  [Service]',
        'User = spaced  ',
        'ExecStart=/usr/sbin/haproxy -Ws \\',
        '# a comment in between',
        '  ; and another',
        '  -f /etc/haproxy/haproxy.cfg',
        '[X-Other]',
        'User=other',
        'Group',
        '[Service]',
        'Group=haproxy\r',
        'LimitNOFILE=1000 \\',
      ].join('\n'),
    });
    assert.equal(unit.whole, true);
    assert.deepEqual(unitValue(unit, 'User'), {
      value: 'spaced',
      from: '/usr/lib/systemd/system/haproxy.service',
      place: { path: vendor, line: 4 },
    });
    assert.deepEqual(values(unit, 'ExecStart'), ['/usr/sbin/haproxy -Ws    -f /etc/haproxy/haproxy.cfg']);
    assert.equal(unitValue(unit, 'ExecStart')?.place?.line, 5);
    assert.deepEqual(values(unit, 'Group'), ['haproxy']);
    assert.deepEqual(values(unit, 'LimitNOFILE'), ['1000'], 'the end of the file ends a line that goes on');
  });

  it('takes nothing behind a header that is broken', () => {
    const unit = unitOf({ [vendor]: '[Service]\nUser=a\n[Service\nUser=b\n[Service]\nUser=c\n' });
    assert.deepEqual(values(unit, 'User'), ['a']);
  });

  it('of /etc stands for that of /usr/lib, and one that is empty masks it', () => {
    const files = { [vendor]: service('User=vendor', 'LimitNOFILE=5'), [admin]: service('User=admin') };
    const unit = unitOf(files);
    assert.deepEqual(values(unit, 'User'), ['admin']);
    assert.deepEqual(values(unit, 'LimitNOFILE'), []);
    assert.equal(unit.masked, false);
    assert.equal(unitOf({ ...files, [admin]: '' }).masked, true);
  });

  it('is merged with its drop-ins in the order of their names, whatever folder they are in', () => {
    const unit = unitOf({
      [vendor]: service('Environment=A=unit'),
      [dropIn('usr/lib', 'haproxy.service.d/20.conf')]: service('Environment=A=usr'),
      [dropIn('etc', 'haproxy.service.d/10.conf')]: service('Environment=A=etc'),
      [dropIn('run', 'service.d/15.conf')]: service('Environment=A=every'),
      [dropIn('etc', 'haproxy.service.d/.hidden.conf')]: service('Environment=A=hidden'),
    });
    assert.deepEqual(values(unit, 'Environment'), ['A=unit', 'A=etc', 'A=every', 'A=usr']);
  });

  it('takes of drop-ins with one name that of /etc, then /run, then /usr/lib, and its own before that of all', () => {
    const files = {
      [vendor]: service(),
      [dropIn('usr/lib', 'haproxy.service.d/50.conf')]: service('User=usr'),
      [dropIn('run', 'haproxy.service.d/50.conf')]: service('User=run'),
      [dropIn('etc', 'service.d/50.conf')]: service('User=every'),
    };
    assert.deepEqual(values(unitOf(files), 'User'), ['run']);
    const etc = dropIn('etc', 'haproxy.service.d/50.conf');
    assert.deepEqual(values(unitOf({ ...files, [etc]: service('User=etc') }), 'User'), ['etc']);
    assert.deepEqual(values(unitOf({ ...files, [etc]: '' }), 'User'), [], 'an empty one masks the others');
    const control = '/srv/web1/etc/systemd/system.control/haproxy.service.d/50.conf';
    assert.deepEqual(values(unitOf({ ...files, [etc]: '', [control]: service('User=set') }), 'User'), ['set']);
  });

  it('takes the last of settings with one value, all of the others, and forgets at an empty assignment', () => {
    const unit = unitOf({
      [vendor]: service(
        'User=a',
        'User=',
        'Group=a',
        'Group=b',
        'ExecStart=/bin/a',
        'ExecStart=',
        'ExecStart=-/bin/b',
        'ExecStart=/bin/c',
        'TasksMax=100',
        'TasksMax=',
      ),
    });
    assert.deepEqual(values(unit, 'User'), []);
    assert.deepEqual(values(unit, 'Group'), ['b']);
    assert.deepEqual(values(unit, 'ExecStart'), ['-/bin/b', '/bin/c']);
    assert.deepEqual(values(unit, 'TasksMax'), []);
  });

  it('passes over what is no value, and for a limit that is also an empty one', () => {
    const unit = unitOf({
      [vendor]: service(
        'LimitNOFILE=1000:2000',
        'LimitNOFILE=',
        'LimitNPROC=12',
        'LimitNPROC=10:5',
        'NoNewPrivileges=yes',
        'NoNewPrivileges=maybe',
        'Type=notify',
        'Type=',
        'MemoryMax=1G',
        'MemoryMax=lots',
        'MemoryMax=0',
        'OOMScoreAdjust=-500',
        'OOMScoreAdjust=5000',
      ),
    });
    assert.deepEqual(unitLimit(unit, 'LimitNOFILE'), {
      soft: 1000,
      hard: 2000,
      from: '/usr/lib/systemd/system/haproxy.service',
      place: { path: vendor, line: 1 },
    });
    assert.deepEqual(values(unit, 'LimitNPROC'), ['12']);
    assert.deepEqual(values(unit, 'NoNewPrivileges'), ['yes']);
    assert.deepEqual(values(unit, 'Type'), ['notify']);
    assert.deepEqual(values(unit, 'MemoryMax'), ['1G']);
    assert.deepEqual(values(unit, 'OOMScoreAdjust'), ['-500']);
  });

  it('adds up capabilities, takes away those behind ~, and starts anew at an empty assignment', () => {
    const has = (capability: string, ...lines: string[]) =>
      unitHasCapability(
        unitOf({ [vendor]: service(...lines.map((line) => `CapabilityBoundingSet=${line}`)) }),
        'CapabilityBoundingSet',
        capability,
      );
    assert.equal(has('CAP_SYS_RESOURCE'), undefined);
    assert.equal(has('CAP_SYS_RESOURCE', 'CAP_NET_BIND_SERVICE'), false);
    assert.equal(has('CAP_SYS_RESOURCE', '~CAP_NET_BIND_SERVICE CAP_KILL'), true);
    assert.equal(has('CAP_SYS_RESOURCE', 'cap_kill', '~CAP_SYS_RESOURCE', 'cap_sys_resource cap_chown'), true);
    assert.equal(has('CAP_SYS_RESOURCE', 'CAP_KILL CAP_SYS_RESOURCE', '~CAP_SYS_RESOURCE'), false);
    assert.equal(has('CAP_KILL', 'CAP_KILL', '', 'CAP_CHOWN'), false);
    assert.equal(has('CAP_KILL', '~'), true);
    assert.equal(has('CAP_KILL', '', '~CAP_CHOWN'), false, 'nothing less one is nothing');
    const ambient = unitOf({ [vendor]: service('AmbientCapabilities=', 'AmbientCapabilities=~CAP_CHOWN') });
    assert.equal(unitHasCapability(ambient, 'AmbientCapabilities', 'CAP_KILL'), true, 'but not of the ambient set');
  });

  it('is what systemctl said where the tree has no unit file, with the drop-ins above it', () => {
    const host: Host = { unit: { value: { LimitNOFILE: '1024:524288', User: 'haproxy' }, from: 'headroom.json' } };
    assert.equal(serviceUnit({ inputs: [], host: {} }), undefined);
    const told = unitOf({}, host);
    assert.equal(told.whole, false);
    assert.deepEqual(unitLimit(told, 'LimitNOFILE'), { soft: 1024, hard: 524288, from: 'headroom.json' });
    const limits = dropIn('etc', 'haproxy.service.d/limits.conf');
    const above = unitOf({ [limits]: service('LimitNOFILE=100000') }, host);
    assert.equal(above.whole, false);
    assert.equal(unitLimit(above, 'LimitNOFILE')?.hard, 100000);
    assert.deepEqual(values(above, 'User'), ['haproxy']);
    const known = unitOf({ [vendor]: service('Group=x') }, host);
    assert.deepEqual(values(known, 'User'), []);
  });
});

describe('values of a unit', () => {
  it('are one limit or two, in counts or bytes', () => {
    assert.deepEqual(readLimit('1024:524288', 'count'), { soft: 1024, hard: 524288 });
    assert.deepEqual(readLimit('4096:infinity', 'count'), { soft: 4096, hard: Number.POSITIVE_INFINITY });
    assert.deepEqual(readLimit('1M:2.5G', 'bytes'), { soft: 1024 ** 2, hard: 2.5 * 1024 ** 3 });
    assert.deepEqual(readLimit('0x10', 'count'), { soft: 16, hard: 16 });
    assert.deepEqual(readLimit('010', 'count'), { soft: 8, hard: 8 }, 'as C reads it');
    assert.deepEqual(readLimit('010', 'bytes'), { soft: 10, hard: 10 }, 'as sizes are read');
    assert.deepEqual(readLimit('18446744073709551615', 'count'), readLimit('infinity', 'count'));
    for (const wrong of ['', '10:5', '1:2:3', 'unlimited', '-1', '64K'])
      assert.equal(readLimit(wrong, 'count'), undefined, wrong);
  });

  it('are sizes in powers of 1024, and shares of RAM', () => {
    assert.equal(readUnitSize('1G 512M', 1), 1.5 * 1024 ** 3);
    assert.equal(readUnitSize('1048576', 1), 1048576);
    assert.equal(readUnitSize('50%', 4 * 1024 ** 3), 2 * 1024 ** 3);
    assert.equal(readUnitSize('infinity', 1), Number.POSITIVE_INFINITY);
    for (const wrong of ['', '4GiB', '1M 1G', '120%', 'G']) assert.equal(readUnitSize(wrong, 1), undefined, wrong);
  });
});
