import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacityHints, capacityLenses, capacityMarkdown } from '../../server/src/features/capacity.ts';
import { worldOf } from '../harness/world.ts';

const haproxy = '/etc/haproxy/haproxy.cfg';
const unit = '/etc/systemd/system/haproxy.service';

/** A host whose proxy needs 10 × 2 + 10 + 1 + 3 = 34 descriptors and may have 40. */
const files = [
  { path: haproxy, source: 'global\n  maxconn 10\n  nbthread 1\nfrontend www\n  bind :80\n' },
  { path: unit, source: '[Service]\nUser=haproxy\nExecStart=/usr/sbin/haproxy\nLimitNOFILE=40\n' },
];

describe('the capacity of a host', () => {
  it('stands above the global section', () => {
    const view = worldOf(files).view(haproxy);
    assert.deepEqual(capacityLenses(view), [{ line: 0, title: 'fits: file descriptors 85 %', opens: 'capacity' }]);
  });

  it('names the three that are nearest to their end, those that are too small first', () => {
    const world = worldOf([
      ...files,
      { path: '/headroom.json', source: '{ "host": { "memory": "16MiB", "kernel": "6.1" } }' },
      { path: '/etc/sysctl.conf', source: 'net.ipv4.tcp_mem = 1 2 4096\nfs.file-max = 20\n' },
    ]);
    assert.deepEqual(
      capacityLenses(world.view(haproxy)).map(({ title }) => title),
      [
        'does not fit: open files of the whole system 170 %, memory 168 %, limit of TCP memory 100 % and 3 more',
        // The limit of TCP memory is the same whatever maxconn is.
        'does not fit: open files of the whole system 170 %, memory 168 %, file descriptors 85 % and 1 more',
      ],
    );
  });

  it('is said behind the line that decides it', () => {
    assert.deepEqual([...capacityHints(worldOf(files).view(haproxy))], [[1, { part: '34', whole: '40 descriptors' }]]);
  });

  it('is said once behind a line, by the budget that is nearest to its end, and behind the line that sets what there is', () => {
    const sysctl = '/etc/sysctl.d/10-files.conf';
    const world = worldOf([...files, { path: sysctl, source: 'fs.file-max = 20\n' }]);
    assert.deepEqual([...capacityHints(world.view(haproxy)).keys()], [1]);
    assert.deepEqual([...capacityHints(world.view(sysctl))], [[0, { part: '34 descriptors', whole: '20' }]]);
  });

  it('is explained in the hover of every line that has a part in it', () => {
    const view = worldOf(files).view(haproxy);
    const text = capacityMarkdown(view, 1);
    assert.match(text ?? '', /^\*\*File descriptors\*\*: 34 of 40 descriptors, 85 %: fits$/m);
    assert.match(text ?? '', /^ {2}sockets of connections = 2 × 10 = 20 descriptors$/m);
    assert.match(text ?? '', /^ {4}maxconn = 10 connections \(haproxy\.cfg:2\)$/m);
    assert.match(text ?? '', /^ {4}listening sockets = 1 descriptor/m);
    assert.equal(capacityMarkdown(view, 2), text, 'nbthread is one of the inputs');
    assert.equal(capacityMarkdown(view, 3), undefined, 'the name of a frontend is none');
  });

  it('is what follows from the files of the other formats too', () => {
    const sysctl = '/etc/sysctl.d/10-files.conf';
    const world = worldOf([...files, { path: sysctl, source: 'fs.file-max = 20\n' }]);
    const [lens] = capacityLenses(world.view(haproxy));
    assert.equal(lens?.title, 'does not fit: open files of the whole system 170 %, file descriptors 85 %');
    assert.match(
      capacityMarkdown(world.view(sysctl), 0) ?? '',
      /^\*\*Open files of the whole system, fs.file-max\*\*: 34 /m,
    );
  });

  it('says at its connections how many a second ports are there for, where each session has a connection', () => {
    const lensesOf = (mode: string) => {
      const listen = `listen db\n  mode ${mode}\n  bind :3306\n  server db1 192.0.2.1:3306\n`;
      const source = `global\n  maxconn 10\n  nbthread 1\n${listen}`;
      const sysctl =
        'net.ipv4.ip_local_port_range = 10001 16000\nnet.ipv4.tcp_tw_reuse = 0\nnet.ipv4.tcp_timestamps = 1\n';
      const world = worldOf([
        { path: haproxy, source },
        { path: '/etc/sysctl.d/10-ports.conf', source: sysctl },
      ]);
      return capacityLenses(world.view(haproxy)).map(({ title }) => title);
    };
    assert.deepEqual(lensesOf('tcp'), [
      'fits: ports towards a server 0.2 %',
      'at most 100/s new connections to db/db1 where clients end first',
    ]);
    assert.deepEqual(new Set(lensesOf('http')), new Set(['fits: ports towards a server 0.2 %']));
  });

  it('may not fit where only the worst case is more than there is', () => {
    const source =
      'global\n  maxconn 10\n  nbthread 1\nlisten web\n  mode http\n  bind :80\n  server web1 192.0.2.1:80\n';
    const ports = { path: '/etc/sysctl.d/10-ports.conf', source: 'net.ipv4.ip_local_port_range = 2001 2005\n' };
    const [lens] = capacityLenses(worldOf([{ path: haproxy, source }, ports]).view(haproxy));
    assert.equal(lens?.title, 'may not fit: ports towards a server 200 %');
  });

  it('is not spoken of where nothing is known of the host', () => {
    const view = worldOf(files.slice(0, 1)).view(haproxy);
    assert.deepEqual(capacityLenses(view), []);
    assert.equal(capacityHints(view).size, 0);
    assert.equal(capacityMarkdown(view, 1), undefined);
  });
});
