/** Options of bind, server, stick-table and the like: their values, release by release, and what they need beside them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Severity } from '../../server/src/engine/rules.ts';
import { readHostFact } from '../../server/src/host/facts.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const path = '/etc/haproxy/haproxy.cfg';

/** The gravest thing that is said of the last line in HAProxy's own name, and the text it is said of. */
function verdict(source: string, version = '3.4'): readonly [Severity, string] | undefined {
  const read = readHostFact('haproxy', version, 'the test');
  assert.ok('host' in read);
  const lines = source.split('\n');
  const said = findingsIn(worldOf([{ path, source: `${source}\n` }], { host: read.host }), path).filter(
    ({ line, rule, severity }) =>
      line === lines.length - 1 && !rule.advice && (severity === 'error' || severity === 'warning'),
  );
  const first = said.find(({ severity }) => severity === 'error') ?? said[0];
  return first && [first.severity, (lines.at(-1) as string).slice(first.start, first.end)];
}

const server = (options: string) => `backend b\n mode http\n server s 10.0.0.1:80 ${options}`;
const bind = (options: string) => `frontend f\n bind :80 ${options}`;

describe('a value', () => {
  const good = [
    ...[
      'weight 256',
      'weight abc',
      'weight',
      'maxconn',
      'port 70000',
      'rise 2x',
      'init-addr last,libc,10.0.0.9',
      'init-addr',
    ],
    ...[
      'resolve-net 10.0.0.0/8,fc00::/7',
      'proto h2',
      'proxy-v2-options ssl,crc32c',
      'pool-max-conn -1',
      'resolve-opts allow-dup-ip,',
    ],
  ].map(server);
  const goodBinds = [
    ...[
      'mss -1',
      'nice -1024',
      'mode 660',
      'tcp-ss 2',
      'shards by-thread',
      'thread 1-4,odd',
      'thread 2/all',
      'thread 3-',
    ],
    ...[
      'ca-ignore-err all',
      'ca-ignore-err 10,X509_V_ERR_CERT_HAS_EXPIRED',
      'quic-cc-algo cubic(10m)',
      'accept-netscaler-cip -1',
    ],
  ].map(bind);
  for (const source of [...good, ...goodBinds])
    it(`is good: ${source.split('\n').at(-1)}`, () => assert.equal(verdict(source), undefined));

  const bad = [
    [server('weight 257'), '257'],
    [server('weight -1'), '-1'],
    [server('rise x'), 'x'],
    [server('inter 0'), '0'],
    [server('id 0'), '0'],
    [server('init-addr foo'), 'foo'],
    [server('init-addr 1.1.1.1,2.2.2.2'), '1.1.1.1,2.2.2.2'],
    [server('resolve-net 10.0.0.0/33'), '10.0.0.0/33'],
    [server('proto h4'), 'h4'],
    [server('proxy-v2-options ssl,'), 'ssl,'],
    [server('guid a/b'), 'a/b'],
    [bind('mss 0'), '0'],
    [bind('nice 1025'), '1025'],
    [bind('mode 689'), '689'],
    [bind('tcp-ss x'), 'x'],
    [bind('shards 0'), '0'],
    [bind('thread 0'), '0'],
    [bind('thread all-3'), 'all-3'],
    [bind('thread 1/1,2'), '1/1,2'],
    [bind('ca-ignore-err 95'), '95'],
    ['backend b\n server-template s 10-1 h:80', '10-1'],
    ['backend b\n stick-table type ip size 1m store gpc(101)', 'gpc(101)'],
    ['backend b\n stick-table type ip size 1m store conn_rate', 'conn_rate'],
    ['backend b\n stick-table type ip size 1m store conn_rate(10s', 'conn_rate(10s'],
    ['backend b\n cookie A domain a/b', 'a/b'],
    ['backend b\n redirect location / code 304', '304'],
    ['backend b\n tcp-check connect port 0', '0'],
    ['backend b\n tcp-check send-binary 0g', '0g'],
    ['backend b\n http-check expect status 300-200', '300-200'],
  ] as const;
  for (const [source, place] of bad)
    it(`is wrong: ${source.split('\n').at(-1)}`, () => assert.deepEqual(verdict(source), ['error', place]));

  const differs = [
    [server('init-state none'), '3.2', '3.4'],
    ['backend b\n mode spop\n server s 10.0.0.1:80 proto spop', '3.0', '3.2'],
    [bind('thread 65'), '2.6', '2.8'],
    ['backend b\n stick-table type ipv4 size 1', '3.0', '3.2'],
    ['backend b\n stick-table type ip size 1 recv-only', '3.0', '3.2'],
    ['backend b\n balance log-hash lower', '2.8', '3.0'],
    ['frontend f\n redirect location / keep-query', '3.0', '3.2'],
  ] as const;
  for (const [source, before, since] of differs)
    it(`is good since ${since}: ${source.split('\n').at(-1)}`, () => {
      assert.equal(verdict(source, before)?.[0], 'error');
      assert.notEqual(verdict(source, since)?.[0], 'error');
    });
});

describe('options of one line', () => {
  const bad = [
    ['backend b\n stick-table type ip size 1 len 3', 'len'],
    ['peers p\n table t type ip size 1 peers p', 'peers'],
    ['backend b\n cookie A insert prefix', 'prefix'],
    ['backend b\n http-request redirect code 301', 'redirect'],
    ['backend b\n http-response redirect prefix /a', 'prefix'],
    [server('source 0.0.0.0 weight 1 interface eth0'), 'interface'],
    ['backend b\n http-check expect hdr host', 'hdr'],
    ['backend b\n http-check expect hdr name host status 200', 'status'],
    ['backend b\n tcp-check expect string a string b', 'string'],
    ['backend b\n balance hdr(host', 'hdr(host'],
  ] as const;
  for (const [source, place] of bad)
    it(`do not go together: ${source.split('\n').at(-1)}`, () => assert.deepEqual(verdict(source), ['error', place]));

  it('are complained of and ignored where default-server cannot have them', () =>
    assert.deepEqual(verdict('backend b\n default-server id 5'), ['warning', 'id']));
});

describe('what a server lacks', () => {
  it('may be given by default-server above, not below', () => {
    const agent = ' server s 10.0.0.1:80 agent-check';
    assert.deepEqual(verdict(`backend b\n${agent}`), ['error', 'agent-check']);
    assert.equal(verdict(`backend b\n default-server agent-port 5\n${agent}`), undefined);
    assert.equal(verdict(`defaults\n default-server agent-port 5\nbackend b\n${agent}`), undefined);
    assert.deepEqual(verdict(`backend b\n${agent}`.replace('check', 'check no-agent-check')), undefined);
  });

  it('is a port for its check, if it has an IP address', () => {
    assert.deepEqual(verdict('backend b\n server s 10.0.0.1 check'), ['error', 'check']);
    assert.deepEqual(verdict('backend b\n server s 10.0.0.1:+5 check'), ['error', 'check']);
    for (const line of [
      'server s h check',
      'server s /run/a check',
      'server s 10.0.0.1 check port 5',
      'server s 10.0.0.1',
    ])
      assert.equal(verdict(`backend b\n ${line}`), undefined, line);
    assert.equal(
      verdict('backend b\n option tcp-check\n tcp-check connect port 5\n server s 10.0.0.1 check'),
      undefined,
    );
    assert.equal(verdict('backend b\n server s 10.0.0.1:80a check', '2.6'), undefined);
  });

  it('is an authority to verify certificates with', () => {
    assert.deepEqual(verdict(server('ssl')), ['error', 'ssl']);
    for (const options of ['ssl verify none', 'ssl ca-file @system-ca', 'ssl no-ssl'])
      assert.equal(verdict(server(options)), undefined, options);
    assert.equal(verdict(`global\n ssl-server-verify none\n${server('ssl')}`), undefined);
  });
});

describe('a line of a megabyte', () => {
  const long = (piece: string) => piece.repeat(1_000_000 / piece.length);
  const lines: Readonly<Record<string, string>> = {
    'digits of a port': `server s 10.0.0.1:${long('1')}x check`,
    'zeros of a port': `server s 10.0.0.1:${long('0')} check`,
    'colons of an address': `server s ${long(':')} check`,
    'addresses to listen on': `bind ${long(':80,')}`,
    'brackets of an address': `server s ${long('[')}`,
    'dots of a name': `server s ${long('.')}:80`,
    'draws of random': `balance random(0x${long('f')}`,
    'stored things': `stick-table type ip size 1 store ${long('conn_cur,')}`,
    'parentheses of what is stored': `stick-table type ip size 1 store ${long('gpc(')}`,
    'ranges of a log sample': `log 10.0.0.1 sample ${long('1,')}:1 local0`,
    threads: `bind :80 thread ${long('1,')}`,
    networks: `server s h:80 resolve-net ${long('10.0.0.0/8,')}`,
  };
  for (const [what, line] of Object.entries(lines)) {
    it(`of ${what} is read at once`, () => {
      const before = process.cpuUsage();
      verdict(`listen l\n ${line}`);
      assert.ok(process.cpuUsage(before).user < 5_000_000);
    });
  }
});
