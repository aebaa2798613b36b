/** Addresses in haproxy.cfg: what each directive takes, release by release, and what is said of the rest. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../server/src/engine/findings.ts';
import { readHostFact } from '../../server/src/host/facts.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const path = '/etc/haproxy/haproxy.cfg';

/** What is said of the addresses of the last line. */
function findingsOn(source: string, version: string): readonly Finding[] {
  const read = readHostFact('haproxy', version, 'the test');
  assert.ok('host' in read);
  const last = source.split('\n').length - 1;
  return findingsIn(worldOf([{ path, source: `${source}\n` }], { host: read.host }), path).filter(
    ({ line, rule }) => line === last && rule.id === 'haproxy/invalid-address',
  );
}

/** The text that the only error of the last line is about; undefined where there is none. */
function wrong(source: string, version = '3.4'): string | undefined {
  const [finding, ...others] = findingsOn(source, version);
  assert.equal(others.length, 0);
  const text = source.split('\n').at(-1) as string;
  return finding && text.slice(finding.start, finding.end);
}

const bind = (address: string) => `frontend f\n bind ${address}`;
const server = (address: string, options = '') => `backend b\n server s ${address} ${options}`.trimEnd();

describe('an address of bind', () => {
  for (const address of [
    ':80',
    '*:80',
    '[::1]:80',
    ':::80',
    '::1:80',
    '10.0.0:80',
    'ipv6@:80',
    'unix@/run/a',
    '/run/a',
    'abns@a',
  ])
    it(`${address} is good`, () => assert.equal(wrong(bind(address)), undefined));
  for (const address of ['fd@3', 'localhost:80', 'no-such.example:80', ':80-90,127.0.0.1:443', '*:$PORT', 'quic4@:443'])
    it(`${address} is for the machine to judge`, () => assert.equal(wrong(bind(address)), undefined));

  const bad: Readonly<Record<string, string>> = {
    '*': '*',
    '127.0.0.1': '127.0.0.1',
    ':0': '0',
    ':65536': '65536',
    ':90-80': '90-80',
    ':+10': '+10',
    ':http': 'http',
    'udp@:514': 'udp@:514',
    'fd@x': 'fd@x',
    'foo@:80': 'foo@:80',
    '256.1.1.1:80': '256.1.1.1',
    '10..0.1:80': '10..0.1',
    'http://10.0.0.1:80': 'http://10.0.0.1',
    '[::1:80': '[::1',
    '::g:80': '::g',
    'ipv6@127.0.0.1:80': '127.0.0.1',
    ':80,:x': 'x',
    '"127.0.0.1:99999"': '99999',
  };
  for (const [address, place] of Object.entries(bad))
    it(`${address} is wrong at ${place}`, () => assert.equal(wrong(bind(address)), place));

  it('has room for 97 characters of a path', () => {
    assert.equal(wrong(bind(`/${'p'.repeat(96)}`)), undefined);
    assert.ok(wrong(bind(`/${'p'.repeat(97)}`)));
  });
});

describe('an address of another directive', () => {
  const good = [
    server('10.0.0.1'),
    server(':+10'),
    server('10.0.0.1:80', 'source 0.0.0.0:1000-2000'),
    'backend b\n source 0.0.0.0 usesrc clientip',
    'backend b\n log 10.0.0.1 local0',
    'backend b\n log ring@r local0',
    'global\n log stdout format raw local0',
    'resolvers r\n nameserver n tcp@10.0.0.1:53',
    'peers p\n server local ssl verify none',
  ];
  const bad = [
    [server('10.0.0.1:80-90'), '80-90'],
    [server('10.0.0.1:80', 'source 0.0.0.0:+1'), '+1'],
    [server('10.0.0.1:80', 'socks4 10.0.0.2'), '10.0.0.2'],
    ['backend b\n source 10.0.0.1:1-2', '1-2'],
    ['backend b\n log 10.0.0.1:+1 local0', '+1'],
    ['resolvers r\n nameserver n 10.0.0.1', '10.0.0.1'],
    ['mailers m\n mailer m unix@/run/a', 'unix@/run/a'],
    ['ring r\n server s unix@/run/a', 'unix@/run/a'],
    ['peers p\n bind :10000-10001', '10000-10001'],
    ['log-forward l\n dgram-bind tcp@:514', 'tcp@:514'],
    ['backend b\n tcp-check connect addr 10.0.0.1:1-2', '1-2'],
  ] as const;
  for (const source of good) it(`${source.split('\n')[1]} is good`, () => assert.equal(wrong(source), undefined));
  for (const [source, place] of bad)
    it(`${source.split('\n')[1]} is wrong at ${place}`, () => assert.equal(wrong(source), place));
});

describe('the release', () => {
  const differs = [
    ['letters behind a port', server('10.0.0.1:80a'), '2.8', '3.0'],
    ['a list of addresses for peers', 'peers p\n bind :1,:2', '2.8', '3.0'],
    ['an offset for peers', 'peers p\n peer n 10.0.0.1:+1', '2.8', '3.0'],
    ['a stream socket for logs', 'global\n log uxst@/run/a local0', '3.0', '3.2'],
  ] as const;
  for (const [what, source, good, bad] of differs)
    it(`decides on ${what}`, () => {
      assert.equal(wrong(source, good), undefined);
      assert.ok(wrong(source, bad));
    });

  it('knows the prefixes of its time', () => {
    assert.ok(wrong(bind('abnsz@a'), '3.0'));
    assert.equal(wrong(bind('abnsz@a'), '3.2'), undefined);
    assert.ok(wrong('backend b\n log backend@b local0', '2.8'));
    assert.equal(wrong('backend b\n log backend@b local0', '3.0'), undefined);
  });
});

describe('a host that nobody can resolve', () => {
  it('is an error behind server', () => assert.equal(wrong(server('256.1.1.1:80')), '256.1.1.1'));
  for (const options of ['init-addr none', 'resolvers r'])
    it(`may wait with ${options}`, () => {
      assert.equal(wrong(server('256.1.1.1:80', options)), undefined);
      assert.equal(wrong(`backend b\n default-server ${options}\n server s 256.1.1.1:80`), undefined);
      assert.equal(wrong(`defaults\n default-server ${options}\nbackend b\n server s 256.1.1.1:80`), undefined);
      assert.equal(wrong(`backend a\n default-server ${options}\nbackend b\n server s 256.1.1.1:80`), '256.1.1.1');
    });

  it('is fine in a section that is disabled', () =>
    assert.equal(wrong('backend b\n disabled\n server s 256.1.1.1:80'), undefined));
  it('may be the name of a service only with resolvers', () => {
    assert.equal(wrong(server('_http._tcp.example.com')), '_http._tcp.example.com');
    assert.equal(wrong(server('_http._tcp.example.com', 'resolvers r')), undefined);
  });
});

describe('a server for datagrams', () => {
  it('belongs in a backend for logs', () => {
    assert.equal(wrong('backend b\n mode log\n server s udp@10.0.0.1:514'), undefined);
    assert.ok(wrong('backend b\n mode http\n server s udp@10.0.0.1:514'));
    assert.ok(wrong('backend b\n mode log\n server s unix@/run/a'));
  });
});

describe('a fix', () => {
  const fixes: Readonly<Record<string, string>> = {
    ':https': ':443',
    ':90-80': ':80-90',
    ':8080,;': ':8080',
    '1O.0.O.1:80': '10.0.0.1:80',
    'http://10.0.0.1:80': '10.0.0.1:80',
    '10.0.0.1/24:80': '10.0.0.1:80',
    '[::1:80': '[::1]:80',
  };
  for (const [before, after] of Object.entries(fixes)) {
    it(`makes ${after} of ${before}`, () => {
      const source = before.includes(',') ? server(before) : bind(before);
      const edit = findingsOn(source, '3.4')[0]?.fixes[0]?.edits[0];
      assert.ok(edit);
      const line = source.split('\n')[1] as string;
      const fixed = line.slice(0, edit.start.column) + edit.text + line.slice(edit.end.column);
      assert.equal(fixed.trim().split(' ').at(-1), after);
      assert.equal(wrong(source.replace(line, fixed)), undefined);
    });
  }
});
